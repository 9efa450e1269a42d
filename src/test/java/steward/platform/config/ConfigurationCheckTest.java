package steward.platform.config;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationCheckTest {
    private static final Settings WRONG = Settings.of(Map.of(
            "RATE_LIMIT_PER_MINUTE", "6O",
            "LOG_LEVEL", "loud",
            "DB_POOL_SIZE", "1",
            "DATABASE_POOL_SIZE", "2"));

    @Test
    void everyProblemHasALineInChinese() {
        var check = new ConfigurationCheck(WRONG);

        assertThat(check.passed()).isFalse();
        assertThat(check.summary(Locale.CHINA)).isEqualTo("配置检查：2 个错误，1 个提醒");
        assertThat(check.table(Locale.CHINA)).isEqualTo("""
                ✗1  RATE_LIMIT_PER_MINUTE  "6O" 不是整数 (字母 O)                                    环境变量 RATE_LIMIT_PER_MINUTE  → 60
                ✗2  LOG_LEVEL              "loud" 只能是 DEBUG、INFO、WARNING、ERROR、CRITICAL 之一  环境变量 LOG_LEVEL              → DEBUG
                !3  DB_POOL_SIZE           DB_POOL_SIZE 与 DATABASE_POOL_SIZE 不同，采用前者         环境变量 DB_POOL_SIZE           → 只留 DB_POOL_SIZE
                """);
    }

    @Test
    void everyProblemHasALineInEnglish() {
        var check = new ConfigurationCheck(WRONG);

        assertThat(check.summary(Locale.ENGLISH)).isEqualTo("Configuration check: 2 errors, 1 warning");
        assertThat(check.table(Locale.ENGLISH).lines().findFirst().orElseThrow())
                .matches("✗1  RATE_LIMIT_PER_MINUTE  \"6O\" is not a whole number \\(letter O\\) +"
                        + "environment variable RATE_LIMIT_PER_MINUTE  → 60");
    }

    @Test
    void nothingWrongIsNothingToTell() {
        var check = new ConfigurationCheck(Settings.of(Map.of()));

        assertThat(check.clean()).isTrue();
        assertThat(check.passed()).isTrue();
        assertThat(check.table(Locale.ENGLISH)).isEmpty();
    }

    @Test
    void aValueCannotForgeALine() {
        var check = new ConfigurationCheck(Settings.of(Map.of("LOG_LEVEL", "x\n✗2 FORGED")));

        assertThat(check.table(Locale.ENGLISH).lines()).hasSize(1);
    }
}
