package steward.identity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import steward.platform.database.Database;

/** The rows of sessions. */
final class SessionRows {
    private static final String COLUMNS = "id, user_id, token_version, rotated_at, expires_at, ended_at";

    /** Of one user; whoever has more ends them all at once. */
    static final int MOST_LISTED = 200;

    private SessionRows() {}

    static void insert(Connection connection, Session session, String refreshHash, SignIn.From from, Instant now)
            throws SQLException {
        Database.update(
                connection,
                "insert into user_session (id, user_id, token_version, refresh_hash, created_at, expires_at,"
                        + " created_from, user_agent) values (?, ?, ?, ?, ?, ?, ?, ?)",
                UUID.fromString(session.id()),
                UUID.fromString(session.userId()),
                session.tokenVersion(),
                refreshHash,
                now,
                session.expiresAt(),
                from.address(),
                from.userAgent());
    }

    /** A user's sessions that go on: neither ended nor expired, nor begun before the tokens were revoked. */
    static List<ActiveSession> active(Connection connection, String userId, Instant now) throws SQLException {
        return Database.rows(
                connection,
                "select s.id, s.created_at, s.created_from, s.rotated_at, s.last_used_at, s.last_used_from, s.user_agent,"
                        + " s.expires_at from user_session s join app_user u on u.id = s.user_id"
                        + " where s.user_id = ? and s.ended_at is null and s.expires_at > ?"
                        + " and s.token_version = u.token_version"
                        + " order by s.created_at desc, s.id desc fetch first " + MOST_LISTED + " rows only",
                SessionRows::active,
                UUID.fromString(userId),
                now);
    }

    private static ActiveSession active(ResultSet row) throws SQLException {
        var created = Database.instant(row, "created_at");
        var used = Stream.of(created, Database.instant(row, "rotated_at"), Database.instant(row, "last_used_at"))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
        var from = row.getString("created_from");
        return new ActiveSession(
                row.getString("id"),
                created,
                from,
                used.orElse(created),
                Optional.ofNullable(row.getString("last_used_from")).orElse(from),
                row.getString("user_agent"),
                Database.instant(row, "expires_at"));
    }

    static void used(Connection connection, String id, Instant at, String from) throws SQLException {
        Database.update(
                connection,
                "update user_session set last_used_at = ?, last_used_from = ? where id = ?",
                at,
                from,
                UUID.fromString(id));
    }

    /** False where this user has no such session that goes on. */
    static boolean endOwn(Connection connection, String userId, String id, Instant now) throws SQLException {
        return Database.update(
                        connection,
                        "update user_session set ended_at = ? where id = ? and user_id = ? and ended_at is null"
                                + " and expires_at > ? and token_version ="
                                + " (select token_version from app_user where app_user.id = user_session.user_id)",
                        now,
                        UUID.fromString(id),
                        UUID.fromString(userId),
                        now)
                > 0;
    }

    /** When whoever has this session of theirs last showed who they are. */
    static Optional<Instant> provedAt(Connection connection, String userId, String id) throws SQLException {
        return Database.first(
                connection,
                "select coalesce(confirmed_at, created_at) as proved_at from user_session where id = ? and user_id = ?",
                row -> Database.instant(row, "proved_at"),
                UUID.fromString(id),
                UUID.fromString(userId));
    }

    static void confirmed(Connection connection, String id, Instant now) throws SQLException {
        Database.update(connection, "update user_session set confirmed_at = ? where id = ?", now, UUID.fromString(id));
    }

    static void endOthers(Connection connection, String userId, String kept, Instant now) throws SQLException {
        Database.update(
                connection,
                "update user_session set ended_at = ? where user_id = ? and ended_at is null and id <> ?",
                now,
                UUID.fromString(userId),
                UUID.fromString(kept));
    }

    static Optional<Session> byRefresh(Connection connection, String hash) throws SQLException {
        return Database.first(
                connection,
                "select " + COLUMNS + " from user_session where refresh_hash = ?",
                SessionRows::session,
                hash);
    }

    /** The session whose refresh token was this one before the last use. */
    static Optional<Session> byPrevious(Connection connection, String hash) throws SQLException {
        return Database.first(
                connection,
                "select " + COLUMNS + " from user_session where previous_hash = ?",
                SessionRows::session,
                hash);
    }

    /** False where somebody else was faster. */
    static boolean rotate(Connection connection, Session session, String before, String after, Instant now)
            throws SQLException {
        return Database.update(
                        connection,
                        "update user_session set refresh_hash = ?, previous_hash = ?, rotated_at = ?"
                                + " where id = ? and refresh_hash = ?",
                        after,
                        before,
                        now,
                        UUID.fromString(session.id()),
                        before)
                > 0;
    }

    static void end(Connection connection, String id, Instant now) throws SQLException {
        Database.update(
                connection,
                "update user_session set ended_at = ? where id = ? and ended_at is null",
                now,
                UUID.fromString(id));
    }

    static void forgetExpired(Connection connection, Instant now) throws SQLException {
        Database.update(connection, "delete from user_session where expires_at < ?", now);
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                row.getString("id"),
                row.getString("user_id"),
                row.getLong("token_version"),
                Database.instant(row, "rotated_at"),
                Database.instant(row, "expires_at"),
                Database.instant(row, "ended_at"));
    }
}
