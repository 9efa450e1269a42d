package steward.knowledge;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import steward.platform.database.Database;
import steward.platform.database.Ids;

/**
 * Adds many documents as rows: read and cut by the room's own code, written five hundred at a time, each with a number of
 * its own in the log of changes. For a database whose instances are stopped; their indexes follow at the next start.
 */
public final class KnowledgeGrowth {
    private static final int AT_ONCE = 500;
    private static final String DOCUMENT =
            "insert into document (id, collection_id, title, language, format, content_hash,"
                    + " characters, passages, change_no, created_at, updated_at, version) select ?, id, ?, ?, 'text', ?, ?, ?,"
                    + " (select change_no from knowledge_state) + ?, current_timestamp, current_timestamp, 1 from collection"
                    + " where name = 'default'";
    private static final String TEXT = "insert into document_text (document_id, part_no, text) values (?, 0, ?)";
    private static final String PASSAGE = "insert into passage (id, document_id, passage_no, start_offset, end_offset,"
            + " heading) values (?, ?, ?, ?, ?, ?)";

    private final Ids ids = new Ids(Clock.systemUTC());
    private final PreparedStatement documents;
    private final PreparedStatement texts;
    private final PreparedStatement passages;

    private KnowledgeGrowth(Connection connection) throws SQLException {
        documents = connection.prepareStatement(DOCUMENT);
        texts = connection.prepareStatement(TEXT);
        passages = connection.prepareStatement(PASSAGE);
    }

    /** @param text of the document with this number; every one differs */
    public static void grow(DataSource rows, int from, int to, IntFunction<String> text) throws SQLException {
        try (var connection = rows.getConnection()) {
            connection.setAutoCommit(false);
            for (var first = from; first < to; first += AT_ONCE) {
                var end = Math.min(to, first + AT_ONCE);
                new KnowledgeGrowth(connection).write(first, end, text);
                Database.update(connection, "update knowledge_state set change_no = change_no + ?", end - first);
                connection.commit();
            }
        }
    }

    private void write(int from, int to, IntFunction<String> text) throws SQLException {
        try (documents;
                texts;
                passages) {
            for (var number = from; number < to; number++) {
                add(
                        "Growth " + number,
                        PreparedText.of(TextFormat.TEXT, text.apply(number), null, null),
                        number - from + 1);
            }
            documents.executeBatch();
            texts.executeBatch();
            passages.executeBatch();
        }
    }

    private void add(String title, PreparedText text, int change) throws SQLException {
        var id = ids.next().toString();
        batch(
                documents,
                id,
                title,
                text.language(),
                text.hash(),
                text.text().length(),
                text.chunks().size(),
                change);
        batch(texts, id, text.text());
        for (var number = 0; number < text.chunks().size(); number++) {
            var chunk = text.chunks().get(number);
            batch(passages, ids.next().toString(), id, number, chunk.start(), chunk.end(), chunk.heading());
        }
    }

    private static void batch(PreparedStatement statement, Object... values) throws SQLException {
        Database.set(statement, values);
        statement.addBatch();
    }
}
