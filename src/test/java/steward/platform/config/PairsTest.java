package steward.platform.config;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/** Settings that say which name stands for what. */
class PairsTest {
    @TempDir
    private Path home;

    @Test
    void namesKeepTheirOrderAndWhatIsWrittenForCommasIsRead() {
        assertThat(Pairs.of(read("OIDC_GROUP_ROLES", " /a b/组 = Admin ,CN=x%2cOU=y=viewer,, 100%25%3d%zz=OPERATOR,")
                        .text(Setting.OIDC_GROUP_ROLES)))
                .containsExactly(entry("/a b/组", "admin"), entry("CN=x,OU=y", "viewer"), entry("100%=%zz", "operator"));
        assertThat(Pairs.of(read("OIDC_GROUP_TEAMS", "b=Über, a=R%26D %2C%25").text(Setting.OIDC_GROUP_TEAMS)))
                .containsExactly(entry("b", "Über"), entry("a", "R%26D ,%"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "staff=boss | holds \"boss\", which is no role",
                "staff= | holds \"staff=\", which is no group=role",
                "=admin | holds \"=admin\", which is no group=role",
                "staff | holds \"staff\", which is no group=role",
                "a=viewer,b | holds \"b\", which is no group=role",
                "a=viewer,b=admin,a=admin | names \"a\" twice",
                "a,b=viewer | holds \"a\", which is no group=role",
                "a%3Db=viewer,a=b=admin | names \"a=b\" twice",
                ", | holds no group=role"
            })
    void aMappingThatIsNoneIsNamedAndNothingStarts(String written, String rule) {
        assertThat(read("OIDC_GROUP_ROLES", written).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isTrue();
            assertThat(problem.name()).isEqualTo("OIDC_GROUP_ROLES");
            assertThat(problem.rule().en()).startsWith(rule);
            assertThat(problem.rule().zh()).containsPattern("\\p{IsHan}");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {".groups", "groups.", "a..b", "a b"})
    void aClaimHasNoEmptyLevelAndNoSpace(String claim) {
        assertThat(read("OIDC_GROUPS_CLAIM", claim).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.name()).isEqualTo("OIDC_GROUPS_CLAIM"));
    }

    @Test
    void withoutOneThereAreNoPairs() {
        assertThat(read("OIDC_GROUP_ROLES", " ").problems()).isEmpty();
        assertThat(Pairs.of("")).isEmpty();
    }

    private Settings read(String name, String value) {
        return SettingsReader.read(
                new Surroundings(Map.of("SECRETS_DIR", home.resolve("none").toString()), Map.of(name, value), home));
    }
}
