package steward.chat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import steward.platform.database.Pooled;
import steward.platform.problem.FullDisk;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The rows of conversations. Nobody reaches another's: reading, renaming and deleting ask who owns it, and appending
 * follows a reading. By JDBC, because every
 * answer writes here: many turns are written in one transaction. Failures of the database are database_unavailable
 * (503). Blocks; thread-safe.
 */
@ApplicationScoped
class ConversationRepository {
    private static final Duration RETRY = Duration.ofSeconds(2);

    @Inject
    @Pooled
    private DataSource dataSource;

    ConversationRepository() {} // for the container

    ConversationRepository(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Writes all turns or none. */
    void append(List<Turn> turns) {
        inTransaction(connection -> {
            open(connection, turns);
            write(connection, turns);
            return null;
        });
    }

    private static void open(Connection connection, List<Turn> turns) throws SQLException {
        try (var insert = connection.prepareStatement(
                        "insert into conversation (id, owner, title, created_at, updated_at) values (?, ?, ?, ?, ?)");
                var update = connection.prepareStatement(
                        "update conversation set updated_at = ? where id = ? and updated_at < ?")) {
            for (var turn : turns) {
                if (turn.opens()) {
                    set(insert, turn.conversationId(), turn.owner(), titleOf(turn), turn.at(), turn.at());
                    insert.addBatch();
                } else {
                    set(update, turn.at(), turn.conversationId(), turn.at());
                    update.addBatch();
                }
            }
            insert.executeBatch();
            update.executeBatch();
        }
    }

    /** Messages of a conversation that was deleted meanwhile are left out, not an error. */
    private static void write(Connection connection, List<Turn> turns) throws SQLException {
        try (var insert = connection.prepareStatement("""
                insert into message (id, conversation_id, role, content, mode, model, citations, created_at)
                select cast(? as uuid), c.id, cast(? as varchar), cast(? as text), cast(? as varchar),
                       cast(? as varchar), cast(? as text), cast(? as timestamp with time zone)
                from conversation c where c.id = ?
                """)) {
            for (var turn : turns) {
                for (var message : List.of(turn.question(), turn.answer())) {
                    set(
                            insert,
                            message.id(),
                            message.role(),
                            message.text(),
                            message.mode(),
                            message.model(),
                            message.citations(),
                            message.createdAt(),
                            turn.conversationId());
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static String titleOf(Turn turn) {
        return Conversation.titleOf(turn.question().text());
    }

    /** The headings of a caller's conversations, latest first, after the one that the cursor names. */
    List<Conversation> page(String owner, int limit, Optional<Cursor> after) {
        var sql = "select id, title, created_at, updated_at from conversation where owner = ?"
                + (after.isPresent() ? " and (updated_at < ? or updated_at = ? and id < ?)" : "")
                + " order by updated_at desc, id desc limit ?";
        return inTransaction(connection -> {
            try (var select = connection.prepareStatement(sql)) {
                if (after.isPresent()) {
                    var cursor = after.get();
                    set(select, owner, cursor.updatedAt(), cursor.updatedAt(), cursor.id(), limit);
                } else {
                    set(select, owner, limit);
                }
                return all(select, ConversationRepository::heading);
            }
        });
    }

    /** The conversation with its latest messages, oldest first, or empty where it is not this caller's. */
    Optional<Conversation> find(UUID id, String owner, int mostMessages) {
        return inTransaction(connection -> {
            var heading = heading(connection, id, owner);
            if (heading.isEmpty()) {
                return Optional.<Conversation>empty();
            }
            try (var select = connection.prepareStatement("""
                    select id, role, content, mode, model, citations, created_at from message
                    where conversation_id = ? order by id desc limit ?
                    """)) {
                set(select, id, mostMessages);
                var messages = new ArrayList<>(all(select, ConversationRepository::message));
                Collections.reverse(messages);
                return heading.map(c -> new Conversation(c.id(), c.title(), c.createdAt(), c.updatedAt(), messages));
            }
        });
    }

    /**
     * The heading, or empty where the conversation is another's. The owner is compared here and not in the query, because
     * H2 would then prefer the index on owners and read all conversations of a busy one.
     */
    private static Optional<Conversation> heading(Connection connection, UUID id, String owner) throws SQLException {
        try (var select = connection.prepareStatement(
                "select id, owner, title, created_at, updated_at from conversation where id = ?")) {
            set(select, id);
            return all(select, row -> row.getString("owner").equals(owner) ? heading(row) : null).stream()
                    .filter(Objects::nonNull)
                    .findFirst();
        }
    }

    /** An empty conversation, for a caller who wants its id before the first question. */
    void create(UUID id, String owner, String title, Instant at) {
        inTransaction(connection -> update(
                connection,
                "insert into conversation (id, owner, title, created_at, updated_at) values (?, ?, ?, ?, ?)",
                id,
                owner,
                title,
                at,
                at));
    }

    /** False where the conversation is not this caller's. */
    boolean rename(UUID id, String owner, String title) {
        return inTransaction(connection -> heading(connection, id, owner).isPresent()
                && update(connection, "update conversation set title = ? where id = ?", title, id) > 0);
    }

    /** False where the conversation is not this caller's. */
    boolean delete(UUID id, String owner) {
        return inTransaction(connection -> heading(connection, id, owner).isPresent()
                && update(connection, "delete from conversation where id = ?", id) > 0);
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    private static Conversation heading(ResultSet row) throws SQLException {
        return new Conversation(
                row.getObject("id", UUID.class),
                row.getString("title"),
                instant(row, "created_at"),
                instant(row, "updated_at"),
                null);
    }

    private static Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getObject("id", UUID.class),
                row.getString("role"),
                row.getString("content"),
                row.getString("mode"),
                row.getString("model"),
                row.getString("citations"),
                instant(row, "created_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static <T> List<T> all(PreparedStatement select, Row<T> read) throws SQLException {
        try (var rows = select.executeQuery()) {
            var found = new ArrayList<T>();
            while (rows.next()) {
                found.add(read.from(rows));
            }
            return found;
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (var i = 0; i < values.length; i++) {
            var value = values[i];
            statement.setObject(i + 1, value instanceof Instant instant ? instant.atOffset(ZoneOffset.UTC) : value);
        }
    }

    private <T> T inTransaction(Work<T> work) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            if (FullDisk.isCauseOf(failure)) {
                throw FullDisk.problem(failure);
            }
            throw isOfTheData(failure)
                    ? new IllegalStateException(failure)
                    : new ProblemException(ProblemType.DATABASE_UNAVAILABLE, failure).retryAfter(RETRY);
        }
    }

    /** Classes 22 and 23 of SQLSTATE: this data does not fit, though the database is well. */
    private static boolean isOfTheData(SQLException failure) {
        var state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** Where a page of conversations ended. */
    record Cursor(Instant updatedAt, UUID id) {}

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private interface Row<T> {
        T from(ResultSet row) throws SQLException;
    }
}
