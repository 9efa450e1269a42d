package steward.platform.http;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read from the kernel's table of connections. */
class ClientWatchTest {
    private static final String REST =
            " 00000000:00000000 00:00000000 00000000     0        0 12345 1 0000000000000000";

    @Test
    void aConnectionIsKnownByItsTwoPortsInEitherTable() {
        assertThat(read("   7: 0100007F:1F90 0100007F:C350 01" + REST)).isEqualTo((long) 0x1F90 << 16 | 0xC350);
        assertThat(read("12: 00000000000000000000000001000000:1F90 00000000000000000000000001000000:C350 01" + REST))
                .isEqualTo((long) 0x1F90 << 16 | 0xC350);
    }

    @Test
    void aConnectionThatIsBeingClosedIsNotEstablished() {
        assertThat(read("   7: 0100007F:1F90 0100007F:C350 08" + REST)).isNull();
        assertThat(read("   7: 0100007F:1F90 0100007F:C350 06" + REST)).isNull();
    }

    @Test
    void aLineThatIsCutOffIsPassedOver() {
        assertThat(read("")).isNull();
        assertThat(read("   7: 0100007F:1F90")).isNull();
    }

    private static Long read(String line) {
        var present = new HashSet<Long>();
        ClientWatch.addEstablished(line, present);
        return present.stream().findAny().orElse(null);
    }
}
