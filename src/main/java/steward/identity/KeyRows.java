package steward.identity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import steward.platform.database.Database;

/** The rows of users' keys. */
final class KeyRows {
    private static final String COLUMNS =
            "id, user_id, name, key_hash, tail, previous_hash, previous_until, scopes, models,"
                    + " ip_allow, rpm, tpm, max_concurrent, created_at, expires_at, last_used_at, last_used_from";

    private KeyRows() {}

    static List<KeyRecord> all(Connection connection) throws SQLException {
        return Database.rows(connection, "select " + COLUMNS + " from api_key order by id", KeyRows::key);
    }

    static Optional<KeyRecord> find(Connection connection, String id) throws SQLException {
        return Database.first(
                connection, "select " + COLUMNS + " from api_key where id = ?", KeyRows::key, UUID.fromString(id));
    }

    static void insert(Connection connection, KeyRecord key) throws SQLException {
        Database.update(
                connection,
                "insert into api_key (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                UUID.fromString(key.id()),
                UUID.fromString(key.userId()),
                key.name(),
                key.hash(),
                key.tail(),
                key.previousHash(),
                key.previousUntil(),
                labels(key.scopes()),
                joined(key.models()),
                joined(key.ipAllow()),
                key.rpm(),
                key.tpm(),
                key.maxConcurrent(),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt(),
                key.lastUsedFrom());
    }

    /** Writes what may change: all but whose it is and when it was made and used. */
    static void update(Connection connection, KeyRecord key) throws SQLException {
        Database.update(
                connection,
                "update api_key set name = ?, key_hash = ?, tail = ?, previous_hash = ?, previous_until = ?, scopes = ?,"
                        + " models = ?, ip_allow = ?, rpm = ?, tpm = ?, max_concurrent = ?, expires_at = ? where id = ?",
                key.name(),
                key.hash(),
                key.tail(),
                key.previousHash(),
                key.previousUntil(),
                labels(key.scopes()),
                joined(key.models()),
                joined(key.ipAllow()),
                key.rpm(),
                key.tpm(),
                key.maxConcurrent(),
                key.expiresAt(),
                UUID.fromString(key.id()));
    }

    static void used(Connection connection, String id, Instant at, String from) throws SQLException {
        Database.update(
                connection,
                "update api_key set last_used_at = ?, last_used_from = ? where id = ?",
                at,
                from,
                UUID.fromString(id));
    }

    static boolean delete(Connection connection, String id) throws SQLException {
        return Database.update(connection, "delete from api_key where id = ?", UUID.fromString(id)) > 0;
    }

    private static KeyRecord key(ResultSet row) throws SQLException {
        return new KeyRecord(
                row.getString("id"),
                row.getString("user_id"),
                row.getString("name"),
                row.getString("key_hash"),
                row.getString("tail"),
                row.getString("previous_hash"),
                Database.instant(row, "previous_until"),
                split(row.getString("scopes"))
                        .flatMap(label -> Scope.labelled(label).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                split(row.getString("models")).collect(Collectors.toUnmodifiableSet()),
                split(row.getString("ip_allow")).toList(),
                UserRows.number(row, "rpm"),
                UserRows.number(row, "tpm"),
                UserRows.number(row, "max_concurrent"),
                Database.instant(row, "created_at"),
                Database.instant(row, "expires_at"),
                Database.instant(row, "last_used_at"),
                row.getString("last_used_from"));
    }

    private static String labels(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::label).collect(Collectors.joining(","));
    }

    private static String joined(Collection<String> values) {
        return values.isEmpty() ? null : values.stream().sorted().collect(Collectors.joining(","));
    }

    private static Stream<String> split(String joined) {
        return joined == null || joined.isEmpty() ? Stream.of() : Stream.of(joined.split(","));
    }
}
