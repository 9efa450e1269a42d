package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import steward.platform.database.Database;

/**
 * The rows of the audit: appended, read and checked, never changed. One row holds the end of the chain; who appends locks
 * it until the commit, so there is one chain however many instances write. Blocks; thread-safe.
 */
@ApplicationScoped
class AuditRepository {
    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final int CHECKED_AT_ONCE = 1_000;

    private Database database;
    private Clock clock;

    AuditRepository() {} // for the CDI proxy

    @Inject
    AuditRepository(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Appends all or none, and returns them as they stand. */
    List<AuditEntry> append(List<AuditEvent> events) {
        return database.untilCommitted(connection -> append(connection, events));
    }

    /**
     * Commits work with the entries of what it tells, or nothing, and hands these to the log afterwards. The end of the
     * chain is the last row that is locked, whatever the work has locked before: whoever appends and holds it waits for
     * nobody, so no two can wait for each other.
     */
    <T> T commit(Audit.Told<T> work, Consumer<List<AuditEntry>> log) {
        var written = new ArrayList<AuditEntry>();
        var result = database.untilCommitted(connection -> {
            var told = new ArrayList<AuditEvent>();
            written.clear(); // of a try that was lost
            var done = work.in(connection, told::add);
            written.addAll(told.isEmpty() ? List.of() : append(connection, told));
            return done;
        });
        log.accept(written);
        return result;
    }

    /** As {@link #append(List)}, as part of a transaction; others who append wait for its end. */
    List<AuditEntry> append(Connection connection, List<AuditEvent> events) throws SQLException {
        Database.update(connection, "update audit_head set seq = seq + ? where id = 1", events.size());
        var head = head(connection);
        var seq = head.seq() - events.size();
        var hash = head.hash();
        var entries = new ArrayList<AuditEntry>();
        for (var event : events) {
            var entry = AuditEntry.after(hash, ++seq, AT.format(clock.instant()), event);
            insert(connection, entry);
            entries.add(entry);
            hash = entry.hash();
        }
        Database.update(connection, "update audit_head set hash = ? where id = 1", hash);
        return entries;
    }

    private static void insert(Connection connection, AuditEntry entry) throws SQLException {
        var event = entry.event();
        Database.update(
                connection,
                """
                insert into audit_entry
                    (seq, at, who, address, action, object, change_json, request_id, outcome, hash)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                entry.seq(),
                entry.at(),
                event.who(),
                event.address(),
                event.action(),
                event.object(),
                event.change(),
                event.requestId(),
                event.outcome(),
                entry.hash());
    }

    private static Head head(Connection connection) throws SQLException {
        return Database.rows(
                        connection,
                        "select seq, hash from audit_head where id = 1",
                        row -> new Head(row.getLong("seq"), row.getString("hash")))
                .get(0);
    }

    /** The latest first, before the one whose number is given. */
    List<AuditEntry> page(AuditFilter filter, Optional<Long> before, int limit) {
        var conditions = new ArrayList<String>(List.of("1 = 1"));
        var values = new ArrayList<Object>();
        filter.columns().forEach((condition, value) -> {
            conditions.add(condition);
            values.add(value);
        });
        before.ifPresent(seq -> {
            conditions.add("seq < ?");
            values.add(seq);
        });
        var sql = "select * from audit_entry where " + String.join(" and ", conditions) + " order by seq desc limit "
                + limit;
        return database.reading(connection -> Database.rows(connection, sql, AuditRepository::entry, values.toArray()));
    }

    /** Reads the whole chain from its beginning. */
    Verdict verify() {
        var end = database.untilCommitted(AuditRepository::head);
        var hash = AuditEntry.BEGINNING;
        var seq = 0L;
        while (seq < end.seq()) {
            var entries = following(seq);
            for (var entry : entries) {
                if (entry.seq() != seq + 1 || !entry.follows(hash)) {
                    return new Verdict(false, seq, seq + 1, hash);
                }
                seq = entry.seq();
                hash = entry.hash();
                if (seq == end.seq()) {
                    break;
                }
            }
            if (entries.isEmpty()) {
                return new Verdict(false, seq, seq + 1, hash);
            }
        }
        return end.hash().equals(hash) ? new Verdict(true, seq, null, hash) : new Verdict(false, seq, seq, hash);
    }

    private List<AuditEntry> following(long seq) {
        return database.reading(connection -> Database.rows(
                connection,
                "select * from audit_entry where seq > ? order by seq limit " + CHECKED_AT_ONCE,
                AuditRepository::entry,
                seq));
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        var event = new AuditEvent(
                row.getString("who"),
                row.getString("address"),
                row.getString("action"),
                row.getString("object"),
                row.getString("change_json"),
                row.getString("request_id"),
                row.getString("outcome"));
        return new AuditEntry(row.getLong("seq"), row.getString("at"), event, row.getString("hash"));
    }

    private record Head(long seq, String hash) {}

    /**
     * What checking the chain came to.
     *
     * @param entries how many are as they were written
     * @param brokenAt the number of the first that is not, or that is missing; null where all are
     * @param hash of the last good entry, to be compared with one that was noted elsewhere
     */
    record Verdict(boolean intact, long entries, Long brokenAt, String hash) {}

    /**
     * Which entries are wanted; each part empty for all.
     *
     * @param action the whole action, or its beginning up to a dot
     * @param from the first moment, as {@code 2026-11-21} or longer
     * @param to up to this day or moment, itself included
     */
    record AuditFilter(
            Optional<String> who,
            Optional<String> action,
            Optional<String> object,
            Optional<String> from,
            Optional<String> to) {
        Map<String, Object> columns() {
            var columns = new LinkedHashMap<String, Object>();
            who.ifPresent(value -> columns.put("who = ?", value));
            action.ifPresent(value -> columns.put(
                    value.endsWith(".") ? "action like ?" : "action = ?", value.endsWith(".") ? value + "%" : value));
            object.ifPresent(value -> columns.put("object = ?", value));
            from.ifPresent(value -> columns.put("at >= ?", value));
            // whatever begins with the day or second named is still within it
            to.ifPresent(value -> columns.put("at <= ?", value + "~"));
            return columns;
        }
    }
}
