package steward.platform.problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FullDiskTest {
    @Test
    void itIsRecognisedHoweverOftenItWasWrapped() {
        var full = new IOException("No space left on device");
        assertThat(FullDisk.isCauseOf(new IllegalStateException(new UncheckedIOException(full))))
                .isTrue();
        assertThat(FullDisk.isCauseOf(new SQLException("write failed", "90028", full)))
                .isTrue();
        assertThat(FullDisk.isCauseOf(new SQLException("could not extend file", "53100")))
                .isTrue();
        assertThat(FullDisk.isCauseOf(new IOException("/data: Disk quota exceeded")))
                .isTrue();
    }

    @Test
    void otherFailuresAreNotTakenForIt() {
        assertThat(FullDisk.isCauseOf(new IOException("Connection reset"))).isFalse();
        assertThat(FullDisk.isCauseOf(new SQLException("No space left on device", "08006")))
                .isFalse();
        assertThat(FullDisk.isCauseOf(new IOException((String) null))).isFalse();
        assertThat(FullDisk.isCauseOf(null)).isFalse();
    }

    @Test
    void callersAreToldWhenToComeBack() {
        var problem = FullDisk.problem(new IOException());
        assertThat(problem.type().status()).isEqualTo(507);
        assertThat(problem.retryAfter()).isPresent();
    }
}
