package steward.platform.database;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IdsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private final Ids ids = new Ids(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void anIdIsAUuidOfVersionSevenThatBeginsWithTheTime() {
        var id = ids.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    }

    @Test
    void idsSortInTheOrderTheyWereMadeAlsoWithinAMillisecond() {
        var made =
                Stream.generate(ids::next).limit(10_000).map(Object::toString).toList();
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }
}
