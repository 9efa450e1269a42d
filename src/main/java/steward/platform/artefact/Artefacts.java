package steward.platform.artefact;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Database;
import steward.platform.database.DatabaseReady;
import steward.platform.database.Ids;

/**
 * Keeps files in rows, piece by piece. Blocks; thread-safe. Whatever fails in the database is database_unavailable (503).
 */
@ApplicationScoped
public class Artefacts {
    /** Of one piece; H2 takes no more than 1 MB in one value. */
    static final int PIECE = 256 * 1024;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_NAME = 255;
    private static final int PURGED_AT_ONCE = 50;
    private static final long PURGE_MINUTES = 10;

    private Database database;
    private Ids ids;
    private Clock clock;
    private ScheduledExecutorService timer;
    private BlockingWork blocking;
    private ScheduledFuture<?> rounds;

    Artefacts() {} // for the CDI proxy

    @Inject
    Artefacts(Database database, Ids ids, Clock clock, ScheduledExecutorService timer, BlockingWork blocking) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.timer = timer;
        this.blocking = blocking;
    }

    /** For tests, without housekeeping. */
    public Artefacts(Database database, Ids ids, Clock clock) {
        this(database, ids, clock, null, null);
    }

    void start(@Observes DatabaseReady tables) {
        rounds = timer.scheduleWithFixedDelay(
                () -> blocking.run(this::purge), PURGE_MINUTES, PURGE_MINUTES, TimeUnit.MINUTES);
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    /**
     * Keeps a file, in the caller's transaction.
     *
     * @param name cut where it is longer than 255 characters
     */
    public Artefact keep(
            Connection transaction, String owner, String name, String mediaType, Duration ttl, byte[] content)
            throws SQLException {
        var now = clock.instant();
        var artefact = new Artefact(
                ids.next(), owner, cut(name), mediaType, content.length, hash(content), linkKey(), now.plus(ttl));
        Database.update(
                transaction,
                "insert into artefact (id, owner, name, media_type, size_bytes, sha256, link_key, created_at, expires_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                artefact.id(),
                artefact.owner(),
                artefact.name(),
                artefact.mediaType(),
                artefact.bytes(),
                artefact.sha256(),
                artefact.linkKey(),
                now,
                artefact.expiresAt());
        for (int from = 0, number = 0; from < content.length; from += PIECE, number++) {
            Database.update(
                    transaction,
                    "insert into artefact_piece (artefact_id, number, content) values (?, ?, ?)",
                    artefact.id(),
                    number,
                    Arrays.copyOfRange(content, from, Math.min(content.length, from + PIECE)));
        }
        return artefact;
    }

    /** What is known of a file; empty where there is none or its time is over. */
    public Optional<Artefact> find(UUID id) {
        return database.inTransaction(connection -> Database.first(
                connection,
                "select id, owner, name, media_type, size_bytes, sha256, link_key, expires_at from artefact"
                        + " where id = ? and expires_at > ?",
                row -> new Artefact(
                        row.getObject("id", UUID.class),
                        row.getString("owner"),
                        row.getString("name"),
                        row.getString("media_type"),
                        row.getLong("size_bytes"),
                        row.getString("sha256"),
                        row.getString("link_key"),
                        Database.instant(row, "expires_at")),
                id,
                clock.instant()));
    }

    /** The whole of a file; empty where there is none. */
    public Optional<byte[]> content(UUID id) {
        return find(id).map(artefact -> range(artefact, 0, artefact.bytes()));
    }

    /** A file's bytes from {@code start} to before {@code end}. */
    public byte[] range(Artefact artefact, long start, long end) {
        var out = new ByteArrayOutputStream((int) (end - start));
        database.inTransaction(connection -> {
            for (long number = start / PIECE; number * PIECE < end; number++) {
                var piece = piece(connection, artefact.id(), (int) number);
                int from = (int) Math.max(0, start - number * PIECE);
                int to = (int) Math.min(piece.length, end - number * PIECE);
                out.write(piece, from, Math.max(0, to - from));
            }
            return null;
        });
        return out.toByteArray();
    }

    private static byte[] piece(Connection connection, UUID id, int number) throws SQLException {
        return Database.first(
                        connection,
                        "select content from artefact_piece where artefact_id = ? and number = ?",
                        row -> row.getBytes("content"),
                        id,
                        number)
                .orElseGet(() -> new byte[0]);
    }

    /** Forgets a file, in the caller's transaction. */
    public void forget(Connection transaction, UUID id) throws SQLException {
        Database.update(transaction, "delete from artefact where id = ?", id);
    }

    /** Deletes what is over, few at a time, so that nobody waits for it. */
    void purge() {
        int deleted;
        do {
            deleted = database.inTransaction(connection -> {
                var old = Database.rows(
                        connection,
                        "select id from artefact where expires_at <= ? order by expires_at limit " + PURGED_AT_ONCE,
                        row -> row.getObject("id", UUID.class),
                        clock.instant());
                for (var id : old) {
                    forget(connection, id);
                }
                return old.size();
            });
        } while (deleted == PURGED_AT_ONCE);
    }

    private static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    private static String linkKey() {
        var key = new byte[32];
        RANDOM.nextBytes(key);
        return HexFormat.of().formatHex(key);
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
