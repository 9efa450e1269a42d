package steward.platform.database;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseUrlTest {
    private static final Path DATA = Path.of("data");

    @Test
    void withoutAnAddressTheDatabaseIsAFileInTheDataFolder() {
        var url = DatabaseUrl.of("", "", DATA);
        assertThat(url.isH2()).isTrue();
        assertThat(url.jdbc()).startsWith("jdbc:h2:file:/").contains("/data/steward;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://backend:p%40ss@db:5433/backend",
                "postgres://backend:p%40ss@db:5433/backend",
                "postgresql+psycopg2://backend:p%40ss@db:5433/backend",
                "postgresql+asyncpg://backend:p%40ss@db:5433/backend",
                "jdbc:postgresql://backend:p%40ss@db:5433/backend"
            })
    void everySpellingOfTheGuidesLeadsToThePlace(String text) {
        var url = DatabaseUrl.of(text, "", DATA);
        assertThat(url.jdbc()).startsWith("jdbc:postgresql://db:5433/backend?");
        assertThat(url.user()).isEqualTo("backend");
        assertThat(url.password()).isEqualTo("p@ss");
    }

    @Test
    void thePasswordMayStandApart() {
        assertThat(DatabaseUrl.of("postgresql://backend@db/backend", "apart", DATA)
                        .password())
                .isEqualTo("apart");
    }

    @Test
    void everyWaitHasADeadlineUnlessTheAddressSetsItsOwn() {
        var url = DatabaseUrl.of("postgresql://u:p@db/x?socketTimeout=7&sslmode=require", "", DATA)
                .jdbc();
        assertThat(url).contains("socketTimeout=7", "sslmode=require", "connectTimeout=", "tcpKeepAlive=true");
    }

    @Test
    void onlyWhatMayTakeLongIsWaitedForLongerThanTenSeconds() {
        var usual = DatabaseUrl.of("postgresql://u:p@db/x?sslmode=require", "", DATA);
        assertThat(usual.jdbc()).containsPattern("[?&]socketTimeout=10(&|$)");
        assertThat(usual.patient().jdbc())
                .containsPattern("[?&]socketTimeout=3600(&|$)")
                .contains("sslmode=require");
        assertThat(usual.patient().user()).isEqualTo("u");

        var own = DatabaseUrl.of("postgresql://u:p@db/x?socketTimeout=100", "", DATA);
        assertThat(own.patient().jdbc()).isEqualTo(own.jdbc());
    }

    @Test
    void neitherTextNorErrorTellsThePassword() {
        assertThat(DatabaseUrl.of("postgresql://u:secret@db/x", "", DATA).toString())
                .doesNotContain("secret");
        assertThatThrownBy(() -> DatabaseUrl.of("mysql://u:secret@db/x", "", DATA))
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("secret");
    }
}
