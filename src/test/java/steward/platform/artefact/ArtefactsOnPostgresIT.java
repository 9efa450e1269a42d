package steward.platform.artefact;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.database.Migrations;

import static org.assertj.core.api.Assertions.assertThat;

/** The same rows on PostgreSQL. */
class ArtefactsOnPostgresIT {
    @Test
    void aFileIsKeptReadInPartsFoundByItsLinkAndDeleted() throws IOException {
        try (var server = EmbeddedPostgres.start()) {
            Migrations.migrated(server.getPostgresDatabase());
            var rows = new Database(server.getPostgresDatabase(), false);
            var time = new FakeTime();
            var artefacts = new Artefacts(rows, new Ids(Clock.systemUTC()), time);
            var content = new byte[2 * Artefacts.PIECE + 5];
            new Random(1).nextBytes(content);
            var kept = rows.inTransaction(connection ->
                    artefacts.keep(connection, "key:anna", "图.png", "image/png", Duration.ofHours(1), content));
            assertThat(artefacts.content(kept.id())).hasValue(content);
            assertThat(artefacts.range(kept, Artefacts.PIECE - 1, Artefacts.PIECE + 1))
                    .isEqualTo(Arrays.copyOfRange(content, Artefacts.PIECE - 1, Artefacts.PIECE + 1));
            var found = artefacts.find(kept.id()).orElseThrow();
            assertThat(DownloadLink.of(kept).opens(found, time.instant())).isTrue();
            time.advance(Duration.ofHours(2));
            artefacts.purge();
            assertThat(artefacts.find(kept.id())).isEmpty();
        }
    }
}
