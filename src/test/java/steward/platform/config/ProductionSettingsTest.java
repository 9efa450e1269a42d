package steward.platform.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class ProductionSettingsTest {
    private static final String STRONG = "q8Zr2LxwV0nT5yKc7uEo1GpHs4JdMfBa9iXtQvNw3RkPzUl6CmYhDjSb";

    @TempDir
    private Path home;

    @Test
    void aStrongSecretKeyIsAllThatProductionNeeds() {
        assertThat(prod(Map.of()).usable()).isTrue();
    }

    @Test
    void aMissingSecretKeyIsRefused() {
        assertThat(refused(prod(Map.of("SECRET_KEY", "")))).containsExactly("SECRET_KEY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5t",
                "<64-char-random-key>",
                "<strong-password>",
                "strong_password",
                "plain_text_password",
                "your_volcano_ark_api_key",
                "${SECRET_KEY}",
                "${POSTGRES_PASSWORD}",
                "xxx",
                "backend",
                "euraflow",
                "please-CHANGE-ME-please-change-me-please",
                "7bytes7",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "correcthorse-correcthorse-correcthorse-correcthorse-",
                "abcdefghijklmnopqrstuvwxyz0123456789",
                "12345678901234567890123456789012",
            })
    void printedShortAndRegularSecretKeysAreRefusedAndNeverRepeated(String key) {
        var settings = prod(Map.of("SECRET_KEY", key));

        assertThat(refused(settings)).containsExactly("SECRET_KEY");
        assertThat(settings.problems().toString()).doesNotContain(key);
    }

    @Test
    void developmentStartsWithoutAny() {
        assertThat(read(Map.of("SECRET_KEY", "short")).usable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"strong_password", "plain_text_password", "<strong-password>", "xxx", "password", "123456"})
    void printedDatabasePasswordsAreRefused(String password) {
        var apart = Map.of("DATABASE_URL", "postgresql://app@db:5432/steward", "DATABASE_PASSWORD", password);
        var inside = Map.of("DATABASE_URL", "postgresql://app:" + password + "@db:5432/steward");

        assertThat(refused(prod(apart))).containsExactly("DATABASE_PASSWORD");
        assertThat(refused(prod(inside))).containsExactly("DATABASE_URL");
    }

    @Test
    void aDatabaseWithoutPasswordIsRefused() {
        assertThat(refused(prod(Map.of("DATABASE_URL", "postgresql://app@db:5432/steward"))))
                .containsExactly("DATABASE_PASSWORD");
    }

    @Test
    void aPasswordInTheUrlIsEnough() {
        assertThat(prod(Map.of("DATABASE_URL", "postgresql+psycopg2://app:h4rdToGu3ss@db/steward"))
                        .usable())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-short", "your-api-key-goes-here", STRONG + ",password"})
    void weakCallersKeysAreRefused(String keys) {
        assertThat(refused(prod(Map.of("API_KEYS", keys)))).containsExactly("API_KEYS");
    }

    @Test
    void debuggingIsRefused() {
        assertThat(refused(prod(Map.of("EF__API_DEBUG", "true")))).containsExactly("DEBUG");
    }

    @Test
    void callsOfAnyPageWithoutAnyKeyAreRefused() {
        assertThat(refused(prod(Map.of("AUTH_REQUIRED", "false")))).containsExactly("CORS_ORIGINS");
        assertThat(prod(Map.of("AUTH_REQUIRED", "false", "CORS_ORIGINS", "https://a.example.com"))
                        .usable())
                .isTrue();
    }

    @Test
    void theModelServersSampleKeyIsRefused() {
        var ark = Map.of("ARK_API_KEY", "your_volcano_ark_api_key", "LLM_MODEL", "doubao");

        assertThat(refused(prod(ark))).containsExactly("ARK_API_KEY");
        assertThat(read(ark).usable()).isTrue();
    }

    @Test
    void aModelServerNeedsTheNameOfAModel() {
        assertThat(refused(read(Map.of("LLM_BASE_URL", "http://127.0.0.1:11434/v1"))))
                .containsExactly("LLM_MODEL");
    }

    @Test
    void singleSignOnNeedsAClientAnAddressToComeBackToAndTls() {
        assertThat(refused(prod(Map.of("OIDC_ISSUER", "http://id.example.com"))))
                .containsExactlyInAnyOrder("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_REDIRECT_URI");
        assertThat(refused(prod(Map.of(
                        "OIDC_ISSUER",
                        "https://id.example.com",
                        "OIDC_CLIENT_ID",
                        "steward",
                        "OIDC_REDIRECT_URI",
                        "https://ai.example.com/api/auth/oidc/callback"))))
                .isEmpty();
    }

    @Test
    void whoeverIsInNoGroupIsNotRefusedWhereNoGroupIsLetIn() {
        var all = new HashMap<>(Map.of(
                "OIDC_ISSUER", "https://id.example.com",
                "OIDC_CLIENT_ID", "steward",
                "OIDC_REDIRECT_URI", "https://ai.example.com/api/auth/oidc/callback",
                "OIDC_ROLE", "none"));
        assertThat(refused(prod(all))).containsExactly("OIDC_ROLE");
        all.put("OIDC_GROUP_ROLES", "staff=viewer");
        assertThat(refused(prod(all))).isEmpty();
    }

    @Test
    void aFileOfSecretsThatOthersMayReadIsRefused() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "needs POSIX file permissions");
        env("LLM_API_KEY=sk-something", "rw-r--r--");

        assertThat(prod(Map.of()).problems()).anySatisfy(problem -> {
            assertThat(problem.isError()).isTrue();
            assertThat(problem.name()).isEqualTo(".env.production");
            assertThat(problem.rule().en()).contains("644");
            assertThat(problem.fix().en()).isEqualTo("chmod 600 .env.production");
        });
    }

    @Test
    void aFileOfSecretsForItsOwnerIsWelcome() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "needs POSIX file permissions");
        env("LLM_API_KEY=sk-something", "rw-r-----");

        assertThat(prod(Map.of()).usable()).isTrue();
    }

    @Test
    void aFileWithoutSecretsMayBeReadByAll() throws IOException {
        env("PORT=5001\nSECRET_KEY=", "rw-r--r--");

        assertThat(prod(Map.of()).usable()).isTrue();
    }

    private Settings prod(Map<String, String> environment) {
        var all = new HashMap<>(Map.of("STEWARD_ENV", "prod", "SECRET_KEY", STRONG));
        all.putAll(environment);
        return read(all);
    }

    private Settings read(Map<String, String> environment) {
        return SettingsReader.read(
                new Surroundings(Map.of("SECRETS_DIR", home.resolve("none").toString()), environment, home));
    }

    private static List<String> refused(Settings settings) {
        return settings.problems().stream()
                .filter(ConfigurationProblem::isError)
                .map(ConfigurationProblem::name)
                .toList();
    }

    private void env(String text, String mode) throws IOException {
        var file = Files.writeString(home.resolve(".env.production"), text);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        }
    }
}
