package steward.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.platform.config.Settings;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class StewardTest {
    private static final Settings NOTHING_SET = Settings.of(Map.of());

    @Test
    void helpNamesEveryCommandForPeopleInBothLanguages() {
        var chinese = new Screen(Locale.SIMPLIFIED_CHINESE);
        var english = new Screen(Locale.ENGLISH);

        assertThat(chinese.run(NOTHING_SET, "help")).isZero();
        assertThat(english.run(NOTHING_SET)).isZero();
        for (var command :
                List.of("status", "doctor", "config", "logs", "keygen", "secret", "llm", "admin reset-password")) {
            assertThat(chinese.text()).contains("  " + command);
            assertThat(english.text()).contains("  " + command);
        }
        assertThat(chinese.text()).contains("退出码").doesNotContain("plan", "welcome");
        assertThat(english.text()).doesNotContainPattern("\\p{IsHan}");
    }

    @Test
    void anUnknownCommandIsSaid() {
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(NOTHING_SET, "dance")).isEqualTo(2);
        assertThat(screen.errors()).contains("dance", "./steward help");
    }

    @Test
    void aKeyHas64RandomBytesInUrlSafeCharacters() {
        var first = new Screen(Locale.ENGLISH);
        var second = new Screen(Locale.ENGLISH);
        first.run(NOTHING_SET, "keygen");
        second.run(NOTHING_SET, "keygen");

        assertThat(first.text()).matches("[A-Za-z0-9_-]{86}\\R").isNotEqualTo(second.text());
    }

    @Test
    void aMadeSecretPassesProductionsOwnCheck() {
        var screen = new Screen(Locale.ENGLISH);
        screen.run(NOTHING_SET, "secret");
        var line = screen.text().strip().split("=", 2);

        assertThat(Settings.of(Map.of("STEWARD_ENV", "prod", line[0], line[1])).usable())
                .isTrue();
    }

    @Test
    void configurationShowsValueAndSourceButNoSecret() {
        var screen = new Screen(Locale.ENGLISH);
        var settings = Settings.of(Map.of("EF__DB_POOL_SIZE", "40", "LLM_API_KEY", "sk-canary"));

        assertThat(screen.run(settings, "config")).isZero();
        assertThat(screen.text())
                .containsPattern("DB_POOL_SIZE +40 +environment variable EF__DB_POOL_SIZE")
                .containsPattern("LLM_API_KEY +•••••• +environment variable LLM_API_KEY")
                .containsPattern("REQUEST_TIMEOUT +30 +default")
                .doesNotContain("canary");
    }

    @Test
    void whatTheSizeOfTheMachineGivesIsShownAsSuch() {
        var screen = new Screen(Locale.ENGLISH);
        var settings = Settings.of(Map.of("STEWARD_PROFILE", "small", "REDIS_POOL_SIZE", "12"));

        assertThat(screen.run(settings, "config")).isZero();
        assertThat(screen.text())
                .containsPattern("STEWARD_SIZE +small +environment variable STEWARD_PROFILE")
                .containsPattern("STANDARD_WORKER_PROCESSES +2 +preset of STEWARD_SIZE=small")
                .containsPattern("REDIS_POOL_SIZE +12 +environment variable REDIS_POOL_SIZE");
    }

    @Test
    void anUnknownSizeStartsNothing() {
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(Settings.of(Map.of("STEWARD_SIZE", "huge")), "config", "--check"))
                .isEqualTo(78);
        assertThat(screen.text()).contains("STEWARD_SIZE", "\"huge\"", "small");
    }

    @Test
    void onlyWhatIsSetIsListedOnDemand() {
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);
        screen.run(Settings.of(Map.of("LOG_LEVEL", "DEBUG")), "config", "--changed");

        assertThat(screen.text()).contains("LOG_LEVEL").doesNotContain("REQUEST_TIMEOUT", "必填");
    }

    @Test
    void aWrongConfigurationHasItsOwnExitCode() {
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);

        assertThat(screen.run(Settings.of(Map.of("PORT", "80OO")), "config", "--check"))
                .isEqualTo(78);
        assertThat(screen.text()).contains("1 个错误", "未启动任何东西；退出码 78", "\"80OO\" 不是整数 (字母 O)", "→ 8000");
    }

    @Test
    void configurationCanBeReadByPrograms() throws JsonProcessingException {
        var screen = new Screen(Locale.ENGLISH, false, true);
        screen.run(Settings.of(Map.of("PORT", "x", "SECRET_KEY", "canary")), "config");
        var document = Json.mapper().readTree(screen.text());

        assertThat(document.at("/settings/RATE_LIMIT_PER_MINUTE/value").asText())
                .isEqualTo("60");
        assertThat(document.at("/problems/0/name").asText()).isEqualTo("PORT");
        assertThat(screen.text()).doesNotContain("canary");
    }

    @Test
    void pluggingInAModelIsExplainedWithLinesToPaste() {
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);
        screen.run(NOTHING_SET, "llm");

        assertThat(screen.text()).contains("ARK_API_KEY", "LLM_BASE_URL=https://api.deepseek.com/v1", "摘录模式");
    }

    @ParameterizedTest
    @CsvSource({
        "zh, auto, en_US.UTF-8, zh",
        "en, zh,   zh_CN.UTF-8, en",
        "'', zh,   en_US.UTF-8, zh",
        "'', auto, zh_CN.UTF-8, zh",
        "'', auto, zh_TW.UTF-8, zh",
        "'', auto, fr_FR.UTF-8, en",
        "'', auto, C,           en",
    })
    void theLanguageIsTheOneAskedForElseTheSettingElseTheSystems(
            String asked, String setting, String system, String language) {
        assertThat(Terminal.language(asked, setting, Map.of("LANG", system)).getLanguage())
                .isEqualTo(language);
    }

    @Test
    void globalOptionsMayStandAnywhere() {
        assertThat(Terminal.withoutGlobalOptions(List.of("--lang", "zh", "logs", "--json", "-n", "5")))
                .containsExactly("logs", "-n", "5");
    }
}
