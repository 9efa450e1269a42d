package steward.platform.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.contentOf;

class SettingsTest {
    private static final String SOURCES = sources();

    @TempDir
    private Path home;

    private Path secrets;

    @BeforeEach
    void anEmptyInstallation() {
        secrets = home.resolve("secrets");
    }

    @Test
    void nothingIsNeededToStart() {
        var settings = read(Map.of());

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.profile()).isEqualTo(Profile.DEV);
        assertThat(settings.integer(Setting.PORT)).isEqualTo(8000);
        assertThat(settings.find(Setting.DATABASE_URL)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everyDefaultKeepsItsOwnRule(Setting setting) throws BadValue {
        for (var profile : Profile.values()) {
            var normal = setting.normally(profile, other -> "10");
            if (!normal.isEmpty()) {
                assertThat(setting.rule().canonical(normal)).isEqualTo(normal);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingIsExplainedInBothLanguages(Setting setting) {
        assertThat(setting.help().zh()).containsPattern("\\p{IsHan}");
        assertThat(setting.help().en()).isNotBlank().doesNotContainPattern("\\p{IsHan}");
    }

    /** The example files must not offer what nothing reads; these two act within the catalogue itself. */
    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SECRET_KEY", "DEBUG"})
    void everySettingIsReadSomewhere(Setting setting) {
        assertThat(SOURCES)
                .containsPattern("\"" + setting + "\"|Setting\\." + setting + "\\b|early\\(" + setting + "\\b");
    }

    private static String sources() {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("Setting.java") && !file.endsWith("UnusedNames.java"))
                    .map(file -> contentOf(file.toFile()))
                    .collect(Collectors.joining());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void debuggingLowersTheLogLevelUnlessThatIsSet() {
        assertThat(read(Map.of("DEBUG", "true")).text(Setting.LOG_LEVEL)).isEqualTo("DEBUG");
        assertThat(read(Map.of("DEBUG", "true", "LOG_LEVEL", "ERROR")).text(Setting.LOG_LEVEL))
                .isEqualTo("ERROR");
        assertThat(read(Map.of()).text(Setting.LOG_LEVEL)).isEqualTo("INFO");
    }

    @Test
    void developmentAndProductionDifferInWhatIsSafe() {
        var dev = read(Map.of());
        var prod = read(Map.of("STEWARD_ENV", "prod"));

        assertThat(dev.text(Setting.BIND_ADDRESS)).isEqualTo("127.0.0.1");
        assertThat(dev.integer(Setting.DB_POOL_SIZE)).isEqualTo(5);
        assertThat(dev.flag(Setting.AUTH_REQUIRED)).isFalse();
        assertThat(prod.text(Setting.BIND_ADDRESS)).isEqualTo("0.0.0.0");
        assertThat(prod.integer(Setting.DB_POOL_SIZE)).isEqualTo(20);
        assertThat(prod.flag(Setting.AUTH_REQUIRED)).isTrue();
    }

    @Test
    void aSizeGivesTheDefaultsThatNobodySet() {
        var settings = read(Map.of("STEWARD_SIZE", "large", "STEWARD_ENV", "prod", "MAX_HEAP_MB", "1500"));

        assertThat(settings.integer(Setting.STANDARD_WORKER_PROCESSES)).isEqualTo(8);
        assertThat(settings.source(Setting.STANDARD_WORKER_PROCESSES).describe(Locale.ENGLISH))
                .isEqualTo("preset of STEWARD_SIZE=large");
        assertThat(settings.source(Setting.STANDARD_WORKER_PROCESSES).isSet()).isFalse();
        assertThat(settings.integer(Setting.MAX_HEAP_MB)).as("what is set").isEqualTo(1500);
        assertThat(settings.source(Setting.MAX_HEAP_MB).isSet()).isTrue();
        assertThat(settings.integer(Setting.MAX_QUEUED_REQUESTS))
                .as("what is computed follows: twice MAX_CONCURRENT_REQUESTS")
                .isEqualTo(100);
        assertThat(settings.source(Setting.PORT)).isEqualTo(Source.DEFAULT);
    }

    @Test
    void withoutASizeTheDefaultsAreWhatTheyAlwaysWere() {
        var settings = read(Map.of("STEWARD_SIZE", ""));

        assertThat(settings.problems()).isEmpty();
        assertThat(Setting.values())
                .extracting(setting -> settings.source(setting).kind())
                .doesNotContain(Source.Kind.PRESET);
        assertThat(settings.integer(Setting.STANDARD_WORKER_PROCESSES)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource({"STEWARD_SIZE, prod", "STEWARD_PROFILE, prod", "STEWARD_SIZE, huge"})
    void anUnknownSizeIsAnErrorAndGivesNothing(String written, String size) {
        var settings = read(Map.of(written, size));

        assertThat(settings.usable()).isFalse();
        assertThat(settings.problems())
                .singleElement()
                .extracting(ConfigurationProblem::name)
                .isEqualTo("STEWARD_SIZE");
        assertThat(settings.source(Setting.MAX_HEAP_MB)).isEqualTo(Source.DEFAULT);
    }

    @ParameterizedTest
    @EnumSource(Size.class)
    void everyPresetKeepsTheRuleOfItsSetting(Size size) throws BadValue {
        for (var setting : Setting.values()) {
            var preset = setting.preset(size);
            if (preset.isPresent()) {
                assertThat(setting.rule().canonical(preset.get()))
                        .as(setting.name())
                        .isEqualTo(preset.get());
                assertThat(setting).as("read after the size").isGreaterThan(Setting.STEWARD_SIZE);
            }
        }
    }

    @Test
    void theHeapOfASizeLeavesRoomOnItsMachine() {
        for (var size : Size.values()) {
            var settings = read(Map.of("STEWARD_PROFILE", size.label()));
            assertThat(settings.problems()).isEmpty();
            assertThat(settings.integer(Setting.MAX_HEAP_MB)).isLessThanOrEqualTo(size.memoryMb() / 4);
            assertThat(settings.integer(Setting.MAX_CACHE_MB))
                    .isLessThanOrEqualTo(settings.integer(Setting.MAX_HEAP_MB) / 8);
        }
    }

    @Test
    void twoWaysToTheSameNumbersAreTheSameConfiguration() {
        var sized = new HashMap<>(Map.of("STEWARD_SIZE", "medium"));
        var written = new HashMap<String, String>();
        for (var setting : Setting.values()) {
            setting.preset(Size.MEDIUM).ifPresent(value -> written.put(setting.name(), value));
        }

        assertThat(read(sized).fingerprint()).isEqualTo(read(written).fingerprint());
        assertThat(read(sized).fingerprint()).isNotEqualTo(read(Map.of()).fingerprint());
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,                    PORT, 5001",
        "STEWARD_PORT,            PORT, 5001",
        "EF__PORT,                PORT, 5001",
        "EF__DB_POOL_SIZE,        DB_POOL_SIZE, 40",
        "DATABASE_POOL_SIZE,      DB_POOL_SIZE, 20",
        "DATABASE_MAX_OVERFLOW,   DB_MAX_OVERFLOW, 10",
        "EF__DB_MAX_OVERFLOW,     DB_MAX_OVERFLOW, 60",
        "EF__RATE_LIMIT_ENABLED,  RATE_LIMIT_ENABLED, true",
        "EF__API_DEBUG,           DEBUG, false",
        "EF__DB_PASSWORD,         DATABASE_PASSWORD, 7fT-uu_wq92x",
        "EF__SECRET_KEY,          SECRET_KEY, 7fT-uu_wq92x",
    })
    void theGuidesSpellingsAreUnderstood(String written, Setting setting, String value) {
        var settings = read(Map.of(written, value));

        assertThat(settings.problems()).isEmpty();
        assertThat(settings.text(setting)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"production, PROD", "development, DEV", "prod, PROD", "PROD, PROD", "dev, DEV"})
    void flaskEnvNamesTheProfile(String written, Profile profile) {
        assertThat(read(Map.of("FLASK_ENV", written)).profile()).isEqualTo(profile);
    }

    @Test
    void thePrefixedPoolSizeWinsAndTheDisagreementIsTold() {
        var settings = read(Map.of("DATABASE_POOL_SIZE", "20", "DB_POOL_SIZE", "5", "EF__DB_POOL_SIZE", "40"));

        assertThat(settings.integer(Setting.DB_POOL_SIZE)).isEqualTo(40);
        assertThat(settings.usable()).isTrue();
        assertThat(settings.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isFalse();
            assertThat(problem.rule().en()).contains("EF__DB_POOL_SIZE", "DB_POOL_SIZE");
        });
    }

    @Test
    void spellingsThatAgreeAreNotWorthAWord() {
        assertThat(read(Map.of("DATABASE_POOL_SIZE", "20", "DB_POOL_SIZE", "20"))
                        .problems())
                .isEmpty();
    }

    @Test
    void theStrongerSourceWins() throws IOException {
        write(".env", "PORT=1\nLOG_LEVEL=DEBUG\nSERVER_ID=e\nMAX_CACHE_SIZE=5\nCACHE_TTL_SECONDS=6");
        write(".env.production", "PORT=2\nLOG_LEVEL=ERROR\nSERVER_ID=d\nMAX_CACHE_SIZE=7");
        secret("port", "3");
        secret("log_level", "WARNING");
        secret("SERVER-ID", "c");
        var environment = Map.of("STEWARD_ENV", "prod", "PORT", "4", "LOG_LEVEL", "CRITICAL");

        var settings = read(Map.of("PORT", "5"), environment);

        assertThat(settings.integer(Setting.PORT)).isEqualTo(5);
        assertThat(settings.text(Setting.LOG_LEVEL)).isEqualTo("CRITICAL");
        assertThat(settings.text(Setting.SERVER_ID)).isEqualTo("c");
        assertThat(settings.integer(Setting.MAX_CACHE_SIZE)).isEqualTo(7);
        assertThat(settings.integer(Setting.CACHE_TTL_SECONDS)).isEqualTo(6);
        assertThat(settings.integer(Setting.RATE_LIMIT_PER_MINUTE)).isEqualTo(60);
    }

    @Test
    void everyValueKnowsWhereItCameFrom() throws IOException {
        write(".env.development", "# mine\n\nCACHE_TTL_SECONDS=600");
        secret("llm_api_key", "sk-upstream");
        var settings = read(Map.of("PORT", "5"), Map.of("EF__LOG_LEVEL", "DEBUG"));

        assertThat(place(settings, Setting.PORT)).isEqualTo("command line -DPORT");
        assertThat(place(settings, Setting.LOG_LEVEL)).isEqualTo("environment variable EF__LOG_LEVEL");
        assertThat(place(settings, Setting.CACHE_TTL_SECONDS)).isEqualTo(".env.development:3");
        assertThat(place(settings, Setting.LLM_API_KEY)).endsWith("llm_api_key");
        assertThat(place(settings, Setting.REQUEST_TIMEOUT)).isEqualTo("default");
        assertThat(settings.source(Setting.PORT).describe(Locale.CHINA)).isEqualTo("命令行 -DPORT");
    }

    @Test
    void anEmptyValueIsNoValue() throws IOException {
        write(".env", "SERVER_ID=from-file");

        assertThat(read(Map.of("SERVER_ID", "", "DATABASE_URL", "")).text(Setting.SERVER_ID))
                .isEqualTo("from-file");
    }

    @Test
    void aFileCanHoldTheValue() throws IOException {
        var file = Files.writeString(home.resolve("pw"), "h4rd-to-gu3ss\n");

        var settings = read(Map.of("DB_PASSWORD_FILE", file.toString()));

        assertThat(settings.secret(Setting.DATABASE_PASSWORD)).contains(Secret.of("h4rd-to-gu3ss"));
        assertThat(place(settings, Setting.DATABASE_PASSWORD)).isEqualTo(file.toString());
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        assertThat(errors(read(Map.of("SECRET_KEY_FILE", "/no/such/file"))))
                .singleElement()
                .satisfies(problem -> assertThat(problem.rule().en()).contains("/no/such/file"));
    }

    @Test
    void valueAndFileTogetherAreRefused() throws IOException {
        var file = Files.writeString(home.resolve("pw"), "one");

        assertThat(errors(read(Map.of("LLM_API_KEY", "two", "LLM_API_KEY_FILE", file.toString()))))
                .extracting(problem -> problem.rule().en())
                .containsExactly("is set both as LLM_API_KEY and as LLM_API_KEY_FILE");
    }

    @Test
    void allProblemsAreToldAtOnceWithValueSourceAndFix() throws IOException {
        write(".env", "\nCACHE_TTL_SECONDS=soon\nLOG_LEVEL=loud");

        var problems = errors(read(Map.of("RATE_LIMIT_PER_MINUTE", "6O", "PORT", "70000")));

        assertThat(problems)
                .extracting(ConfigurationProblem::name)
                .containsExactly("PORT", "RATE_LIMIT_PER_MINUTE", "CACHE_TTL_SECONDS", "LOG_LEVEL");
        assertThat(problems.get(1).value()).contains("6O");
        assertThat(problems.get(1).rule().zh()).isEqualTo("不是整数 (字母 O)");
        assertThat(problems.get(1).fix().zh()).isEqualTo("60");
        assertThat(problems.get(2).source().orElseThrow().describe(Locale.ENGLISH))
                .isEqualTo(".env:2");
        assertThat(problems.get(3).fix().en()).isEqualTo("DEBUG");
    }

    @Test
    void aBadValueReadsAsTheDefaultSoThatOnlyItsProblemIsSeen() {
        assertThat(read(Map.of("PORT", "eight")).integer(Setting.PORT)).isEqualTo(8000);
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "30s, 30", "2m, 120", "PT30S, 30", "３０, 30", "1 min, 60"})
    void timesAreReadAsPeopleWriteThem(String written, int seconds) {
        var settings = read(Map.of("REQUEST_TIMEOUT", written));

        assertThat(errors(settings)).isEmpty();
        assertThat(settings.duration(Setting.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"1500ms", "P", "PT9223372036854775807S", "999999999h", "-1", "1.5"})
    void timesThatAreNoneAreRefused(String written) {
        assertThat(errors(read(Map.of("REQUEST_TIMEOUT", written)))).hasSize(1);
    }

    @Test
    void millisecondsAreATimeToo() {
        assertThat(read(Map.of("QUEUE_TIMEOUT_MS", "2s")).duration(Setting.QUEUE_TIMEOUT_MS))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "64M, 64", "64MB, 64", "1g, 1024"})
    void sizesAreReadAsPeopleWriteThem(String written, long megabytes) {
        assertThat(read(Map.of("MAX_CACHE_MB", written)).bytes(Setting.MAX_CACHE_MB))
                .isEqualTo(megabytes << 20);
    }

    @Test
    void theQueueIsTwiceTheLimitUnlessSet() {
        assertThat(read(Map.of("MAX_CONCURRENT_REQUESTS", "7")).integer(Setting.MAX_QUEUED_REQUESTS))
                .isEqualTo(14);
        assertThat(read(Map.of("MAX_QUEUED_REQUESTS", "3")).integer(Setting.MAX_QUEUED_REQUESTS))
                .isEqualTo(3);
    }

    @Test
    void foldersStartAtTheInstallation() {
        assertThat(read(Map.of()).path(Setting.DATA_DIR)).isEqualTo(home.resolve("data"));
        assertThat(read(Map.of("DATA_DIR", "/var/lib/steward")).path(Setting.DATA_DIR))
                .isEqualTo(Path.of("/var/lib/steward"));
    }

    @Test
    void instancesThatDifferInNameAndFoldersOnlyAreConfiguredAlike() {
        var key = "hT4vN8qLx2ZrW6mKc9PbYd3SgJf7UaEe5RtVn1XwQz";
        var one = read(Map.of("SERVER_ID", "server-1", "DATA_DIR", "/srv/一", "SECRET_KEY", key));
        var two = read(
                Map.of("SERVER_ID", "server-2", "DATA_DIR", "/srv/二", "NGINX_DIR", "/srv/nginx", "SECRET_KEY", key));
        var other = read(Map.of("SERVER_ID", "server-3", "CACHE_TTL_SECONDS", "7", "SECRET_KEY", key));
        assertThat(two.fingerprint()).isEqualTo(one.fingerprint());
        assertThat(other.fingerprint()).isNotEqualTo(one.fingerprint());
    }

    @Test
    void aFolderThatIsNotSetIsNoneAndNotTheHome() {
        assertThat(read(Map.of()).text(Setting.NGINX_DIR)).isEmpty();
        assertThat(read(Map.of("NGINX_DIR", "nginx")).text(Setting.NGINX_DIR))
                .isEqualTo(home.resolve("nginx").toString());
    }

    @Test
    void instancesBesideEachOtherWriteDifferentFiles() {
        var settings = read(Map.of("SERVER_ID", "server-2"));

        assertThat(settings.path(Setting.DATA_DIR)).isEqualTo(home.resolve("data/server-2"));
        assertThat(settings.path(Setting.LOG_DIR)).isEqualTo(home.resolve("logs/server-2"));
    }

    @Test
    void listsLoseTheirSpaces() {
        var settings = read(Map.of("CORS_ORIGINS", "https://a.example.com, https://b.example.com:8443 ,"));

        assertThat(settings.list(Setting.CORS_ORIGINS))
                .containsExactly("https://a.example.com", "https://b.example.com:8443");
    }

    @Test
    void aServicePortOfKubernetesIsNotOurs() {
        assertThat(read(Map.of("STEWARD_PORT", "tcp://10.0.0.1:8000")).problems())
                .isEmpty();
    }

    @Test
    void namesOfTheGuidesThatAreNotUsedYetNeverPreventTheStart() {
        var settings = read(Map.of("SENTRY_DSN", "redis://localhost", "EF__GUNICORN_WORKERS", "12"));

        assertThat(settings.usable()).isTrue();
        assertThat(settings.problems())
                .singleElement()
                .extracting(ConfigurationProblem::name)
                .isEqualTo("EF__GUNICORN_WORKERS, SENTRY_DSN");
    }

    @Test
    void aMistypedNameInAFileIsTold() throws IOException {
        write(".env", "RATE_LIMIT_PER_MINUT=5\nMY_OWN=x");

        assertThat(read(Map.of()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix().en()).isEqualTo("did you mean RATE_LIMIT_PER_MINUTE?"));
    }

    @Test
    void passwordsNeverAppearInWhatIsShown() throws IOException {
        write(".env", "SECRET_KEY=canary-1\nDATABASE_URL=postgresql://u:canary-2/x@db:5432/s?password=canary-3");
        var settings =
                read(Map.of("STEWARD_ENV", "prod", "API_KEYS", "canary-4", "LLM_BASE_URL", "ftp://u:canary-5@h"));

        var shown = settings + settings.problems().toString() + settings.secret(Setting.SECRET_KEY);
        for (var setting : Setting.values()) {
            shown += settings.shown(setting);
        }

        assertThat(settings.problems()).isNotEmpty();
        assertThat(shown).doesNotContain("canary").contains(Secret.MASK);
    }

    @Test
    void aSettingIsReadAsWhatItIs() {
        var settings = read(Map.of());

        assertThatThrownBy(() -> settings.flag(Setting.PORT)).isInstanceOf(IllegalArgumentException.class);
    }

    private Settings read(Map<String, String> environment) {
        return read(Map.of(), environment);
    }

    private Settings read(Map<String, String> properties, Map<String, String> environment) {
        var all = new HashMap<>(properties);
        all.putIfAbsent("SECRETS_DIR", secrets.toString());
        return SettingsReader.read(new Surroundings(all, environment, home));
    }

    private static List<ConfigurationProblem> errors(Settings settings) {
        return settings.problems().stream()
                .filter(ConfigurationProblem::isError)
                .toList();
    }

    private static String place(Settings settings, Setting setting) {
        return settings.source(setting).describe(Locale.ENGLISH);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(home.resolve(name), text);
        Optional.of(home.resolve(name).toFile()).ifPresent(file -> file.setReadable(true, true));
    }

    private void secret(String name, String text) throws IOException {
        Files.createDirectories(secrets);
        Files.writeString(secrets.resolve(name), text + "\n");
    }
}
