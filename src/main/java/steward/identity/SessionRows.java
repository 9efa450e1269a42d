package steward.identity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import steward.platform.database.Database;

/** The rows of sessions. */
final class SessionRows {
    private static final String COLUMNS = "id, user_id, token_version, rotated_at, expires_at, ended_at";

    private SessionRows() {}

    static void insert(Connection connection, Session session, String refreshHash, Instant now) throws SQLException {
        Database.update(
                connection,
                "insert into user_session (id, user_id, token_version, refresh_hash, created_at, expires_at)"
                        + " values (?, ?, ?, ?, ?, ?)",
                UUID.fromString(session.id()),
                UUID.fromString(session.userId()),
                session.tokenVersion(),
                refreshHash,
                now,
                session.expiresAt());
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
