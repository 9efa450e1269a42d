package steward.platform.log;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedactorTest {
    private final Redactor redactor = new Redactor(List.of("canary-1", "canary-1-long", "pw"));

    @ParameterizedTest
    @CsvSource({
        "key canary-1 used, key •••••• used",
        "key canary-1-long used, key •••••• used",
        "sk-abcdef123456 and more, •••••• and more",
        "Authorization: Bearer abc.def-123, Authorization: Bearer ••••••",
        "'{\"authorization\":\"bearer abc\",\"n\":1}', '{\"authorization\":\"bearer ••••••\",\"n\":1}'",
        "postgresql://steward:hunter2@db:5432/x, postgresql://steward:••••••@db:5432/x",
        "问题 canary-1 密钥, 问题 •••••• 密钥",
    })
    void secretsAreTakenOut(String text, String redacted) {
        assertThat(redactor.redacted(text)).isEqualTo(redacted);
    }

    @ParameterizedTest
    @CsvSource({
        "a pw of two letters is a word too",
        "the task-runner started",
        "http://127.0.0.1:8000/v1",
        "mailto a@b.c",
    })
    void whatIsNoSecretStays(String text) {
        assertThat(redactor.redacted(text)).isEqualTo(text);
    }

    @Test
    void nothingStaysNothing() {
        assertThat(redactor.redacted(null)).isNull();
    }
}
