package steward.platform.artefact;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.database.Migrations;

import static org.assertj.core.api.Assertions.assertThat;

class ArtefactsTest {
    private static final Database ROWS = new Database(migrated(), true);

    private final FakeTime time = new FakeTime();
    private final Artefacts artefacts = new Artefacts(ROWS, new Ids(Clock.systemUTC()), time);

    private static DataSource migrated() {
        var source = JdbcConnectionPool.create(
                "jdbc:h2:mem:" + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1",
                "sa",
                "");
        Migrations.migrated(source);
        return source;
    }

    @Test
    void aFileComesBackAsItWasWhateverItsSize() {
        for (int size : new int[] {0, 1, Artefacts.PIECE, 3 * Artefacts.PIECE + 17}) {
            var content = bytes(size);
            assertThat(artefacts.content(kept("图.png", content).id())).hasValue(content);
        }
    }

    @Test
    void anyPartOfAFileCanBeRead() {
        var content = bytes(2 * Artefacts.PIECE + 100);
        var artefact = kept("a.bin", content);
        for (long[] part : new long[][] {{0, 1}, {Artefacts.PIECE - 2, Artefacts.PIECE + 2}, {7, content.length}}) {
            assertThat(artefacts.range(artefact, part[0], part[1]))
                    .isEqualTo(Arrays.copyOfRange(content, (int) part[0], (int) part[1]));
        }
    }

    @Test
    void whatIsOverIsNotFoundAndDeleted() {
        var artefact = kept("a.bin", bytes(10));
        time.advance(Duration.ofHours(2));
        assertThat(artefacts.find(artefact.id())).isEmpty();
        artefacts.purge();
        int left = ROWS.inTransaction(connection -> Database.rows(
                        connection, "select number from artefact_piece where artefact_id = ?", row -> 1, artefact.id())
                .size());
        assertThat(left).isZero();
    }

    @Test
    void aLinkOpensItsOwnFileUntilItExpires() {
        var artefact = kept("报告 一.csv", bytes(3));
        var link = DownloadLink.of(artefact);
        var now = time.instant();
        assertThat(link.path()).startsWith("/downloads/" + artefact.id() + ".csv?expires=");
        assertThat(DownloadLink.id(link.file())).hasValue(artefact.id());
        assertThat(link.opens(artefact, now)).isTrue();
        assertThat(link.opens(artefact, now.plus(Duration.ofHours(1)))).isFalse();
    }

    @Test
    void aLinkThatWasChangedOpensNothing() {
        var artefact = kept("a.csv", bytes(3));
        var link = DownloadLink.of(artefact);
        Instant now = time.instant();
        assertThat(new DownloadLink(link.file(), link.expires() + 1, link.signature()).opens(artefact, now))
                .isFalse();
        assertThat(new DownloadLink(link.file() + "x", link.expires(), link.signature()).opens(artefact, now))
                .isFalse();
        assertThat(link.opens(kept("a.csv", bytes(3)), now)).isFalse();
        for (var name : new String[] {"../a", "%2e%2e", "a\0", "..%5c", "\u202Ea.png", "WEB-INF/web.xml", ""}) {
            assertThat(DownloadLink.id(name)).isEmpty();
        }
    }

    @Test
    void rangesAreReadAsTheirStandardSays() {
        assertThat(ByteRange.of("bytes=0-3", 10)).hasValue(new ByteRange(0, 4));
        assertThat(ByteRange.of("bytes=5-", 10)).hasValue(new ByteRange(5, 10));
        assertThat(ByteRange.of("bytes=-4", 10)).hasValue(new ByteRange(6, 10));
        assertThat(ByteRange.of("bytes=0-99", 10)).hasValue(new ByteRange(0, 10));
        assertThat(ByteRange.of("bytes=10-", 10).orElseThrow().isSatisfiable()).isFalse();
        assertThat(ByteRange.of("bytes=0-1,3-4", 10)).isEmpty();
        assertThat(ByteRange.of(null, 10)).isEmpty();
    }

    private Artefact kept(String name, byte[] content) {
        return ROWS.inTransaction(connection -> keep(connection, name, content));
    }

    private Artefact keep(Connection connection, String name, byte[] content) throws SQLException {
        return artefacts.keep(connection, "key:anna", name, "image/png", Duration.ofHours(1), content);
    }

    private static byte[] bytes(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
