package steward.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReferencePagesTest {
    @BeforeAll
    static void regenerateOnDemand() throws IOException {
        if (Boolean.getBoolean("steward.regenerate")) {
            for (var page : ReferencePages.all().entrySet()) {
                Files.createDirectories(Path.of(page.getKey()).toAbsolutePath().getParent());
                Files.writeString(Path.of(page.getKey()), page.getValue());
            }
        }
    }

    static Set<String> pages() {
        return ReferencePages.all().keySet();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePageIsWhatTheCatalogueSays(String page) {
        assertThat(Path.of(page))
                .as(
                        "%s differs from Setting.java: run ./mvnw -q test -Dtest=ReferencePagesTest -Dsteward.regenerate=true",
                        page)
                .hasContent(ReferencePages.all().get(page));
    }

    @Test
    void theDevelopmentExampleStartsAsItIs(@TempDir Path home) throws IOException {
        assertThat(startedWith(home, ".env.example", ".env").problems()).isEmpty();
    }

    @Test
    void theProductionExampleLacksOnlyTheKeyThatNobodyElseCanMake(@TempDir Path home) throws IOException {
        var settings = startedWith(home, ".env.production.example", ".env");

        assertThat(settings.profile()).isEqualTo(Profile.PROD);
        assertThat(settings.problems())
                .filteredOn(ConfigurationProblem::isError)
                .extracting(ConfigurationProblem::name)
                .containsExactly("SECRET_KEY");
    }

    @Test
    void everyLineOfTheExamplesMeansWhatItsDefaultMeans(@TempDir Path home) throws IOException {
        var uncommented = Files.readString(Path.of(".env.example")).replaceAll("(?m)^#(?=[A-Z])", "");
        Files.writeString(home.resolve(".env"), uncommented);
        var written = SettingsReader.read(surroundings(home));
        var normal = SettingsReader.read(surroundings(home.resolve("none")));

        assertThat(written.problems()).isEmpty();
        for (var setting : Setting.values()) {
            if (setting.rule().kind() != Rule.Kind.PATH) {
                assertThat(written.text(setting)).as(setting.name()).isEqualTo(normal.text(setting));
            }
        }
    }

    private static Settings startedWith(Path home, String example, String name) throws IOException {
        Files.copy(Path.of(example), home.resolve(name));
        return SettingsReader.read(surroundings(home));
    }

    private static Surroundings surroundings(Path home) {
        return new Surroundings(Map.of("SECRETS_DIR", home.resolve("none").toString()), Map.of(), home);
    }
}
