package steward.identity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import steward.platform.database.Database;

/** The rows of users. */
final class UserRows {
    private static final String COLUMNS =
            "id, username, display_name, user_role, disabled, token_version, team_id, rpm,"
                    + " tpm, max_concurrent, created_at, last_login_at";

    private UserRows() {}

    static List<User> all(Connection connection) throws SQLException {
        return Database.rows(connection, "select " + COLUMNS + " from app_user order by username", UserRows::user);
    }

    static Optional<User> find(Connection connection, String id) throws SQLException {
        return Database.first(
                connection, "select " + COLUMNS + " from app_user where id = ?", UserRows::user, UUID.fromString(id));
    }

    static Optional<User> named(Connection connection, String username) throws SQLException {
        return Database.first(
                connection, "select " + COLUMNS + " from app_user where username = ?", UserRows::user, username);
    }

    /** What is kept of the password; empty where there is none, or not any more. */
    static Optional<String> passwordHash(Connection connection, String id, Instant now) throws SQLException {
        return Database.first(
                        connection,
                        "select password_hash from app_user where id = ?"
                                + " and (password_until is null or password_until > ?)",
                        row -> Optional.ofNullable(row.getString("password_hash")),
                        UUID.fromString(id),
                        now)
                .flatMap(hash -> hash);
    }

    static boolean anyOwner(Connection connection) throws SQLException {
        return Database.first(
                        connection, "select id from app_user where user_role = 'owner' and not disabled", row -> true)
                .isPresent();
    }

    /** Whether there would be an owner without this one. */
    static boolean anyOwnerBut(Connection connection, String id) throws SQLException {
        return Database.first(
                        connection,
                        "select id from app_user where user_role = 'owner' and not disabled and id <> ?",
                        row -> true,
                        UUID.fromString(id))
                .isPresent();
    }

    static void insert(Connection connection, User user, String passwordHash) throws SQLException {
        Database.update(
                connection,
                "insert into app_user (" + COLUMNS + ", password_hash, updated_at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                UUID.fromString(user.id()),
                user.username(),
                user.displayName(),
                user.role().label(),
                user.disabled(),
                user.tokenVersion(),
                uuid(user.teamId()),
                user.rpm(),
                user.tpm(),
                user.maxConcurrent(),
                user.createdAt(),
                user.lastLoginAt(),
                passwordHash,
                user.createdAt());
    }

    /** Writes all but the name and the password. */
    static void update(Connection connection, User user, Instant now) throws SQLException {
        Database.update(
                connection,
                "update app_user set display_name = ?, user_role = ?, disabled = ?, token_version = ?, team_id = ?,"
                        + " rpm = ?, tpm = ?, max_concurrent = ?, updated_at = ? where id = ?",
                user.displayName(),
                user.role().label(),
                user.disabled(),
                user.tokenVersion(),
                uuid(user.teamId()),
                user.rpm(),
                user.tpm(),
                user.maxConcurrent(),
                now,
                UUID.fromString(user.id()));
    }

    /** A new password, after which nothing signed before is valid. */
    static void setPassword(Connection connection, String id, String hash, Instant now) throws SQLException {
        setPassword(connection, id, hash, null, now);
    }

    /** As {@link #setPassword(Connection, String, String, Instant)}, of one that is good until then; null for no end. */
    static void setPassword(Connection connection, String id, String hash, Instant until, Instant now)
            throws SQLException {
        Database.update(
                connection,
                "update app_user set password_hash = ?, password_until = ?, token_version = token_version + 1,"
                        + " updated_at = ? where id = ?",
                hash,
                until,
                now,
                UUID.fromString(id));
    }

    /** Nothing signed before is valid any more. */
    static void revokeTokens(Connection connection, String id) throws SQLException {
        Database.update(
                connection, "update app_user set token_version = token_version + 1 where id = ?", UUID.fromString(id));
    }

    static void setTeam(Connection connection, String id, String teamId) throws SQLException {
        Database.update(connection, "update app_user set team_id = ? where id = ?", uuid(teamId), UUID.fromString(id));
    }

    static void signedIn(Connection connection, String id, Instant now) throws SQLException {
        Database.update(connection, "update app_user set last_login_at = ? where id = ?", now, UUID.fromString(id));
    }

    static boolean delete(Connection connection, String id) throws SQLException {
        return Database.update(connection, "delete from app_user where id = ?", UUID.fromString(id)) > 0;
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                row.getString("id"),
                row.getString("username"),
                row.getString("display_name"),
                Role.labelled(row.getString("user_role")).orElse(Role.VIEWER),
                row.getBoolean("disabled"),
                row.getLong("token_version"),
                row.getString("team_id"),
                number(row, "rpm"),
                number(row, "tpm"),
                number(row, "max_concurrent"),
                Database.instant(row, "created_at"),
                Database.instant(row, "last_login_at"));
    }

    static Integer number(ResultSet row, String column) throws SQLException {
        var number = row.getInt(column);
        return row.wasNull() ? null : number;
    }

    static UUID uuid(String id) {
        return id == null ? null : UUID.fromString(id);
    }
}
