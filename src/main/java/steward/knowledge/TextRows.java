package steward.knowledge;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import steward.knowledge.IndexedDocument.IndexedPassage;

/** Texts and passages as rows. By JDBC in batches, since a document may have thousands of them. */
final class TextRows {
    private static final int PART = 400_000;
    private static final int BATCH = 500;

    private TextRows() {}

    /** Writes the text and the passages of a document that has none. */
    static void insert(EntityManager entities, String documentId, PreparedText text, Supplier<String> ids) {
        Sql.run(entities, connection -> {
            insertText(connection, documentId, text.text());
            insertPassages(connection, documentId, text.chunks(), ids);
        });
    }

    static void delete(EntityManager entities, String documentId) {
        Sql.update(entities, "delete from document_text where document_id = ?", documentId);
        Sql.update(entities, "delete from passage where document_id = ?", documentId);
    }

    static String text(EntityManager entities, String documentId) {
        var parts = Sql.list(
                entities,
                "select text from document_text where document_id = ? order by part_no",
                row -> row.getString(1),
                documentId);
        return String.join("", parts);
    }

    /** Passages in their order, after the one with this number (-1 for all). */
    static List<IndexedPassage> passages(EntityManager entities, String documentId, String text, int after, int limit) {
        return Sql.list(
                entities,
                "select id, start_offset, end_offset, heading from passage where document_id = ? and passage_no > ?"
                        + " order by passage_no limit ?",
                row -> {
                    var chunk = new Chunk(row.getInt(2), row.getInt(3), row.getString(4));
                    return new IndexedPassage(row.getString(1), chunk, chunk.of(text));
                },
                documentId,
                after,
                limit);
    }

    private static void insertText(Connection connection, String documentId, String text) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into document_text (document_id, part_no, text) values (?, ?, ?)")) {
            int number = 0;
            for (var part : parts(text)) {
                Sql.set(insert, documentId, number++, part);
                insert.executeUpdate();
            }
        }
    }

    /** Pieces of a text that cut no surrogate pair, which PostgreSQL would refuse. */
    static List<String> parts(String text) {
        var parts = new ArrayList<String>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + PART);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            parts.add(text.substring(from, to));
            from = to;
        }
        return parts;
    }

    private static void insertPassages(
            Connection connection, String documentId, List<Chunk> chunks, Supplier<String> ids) throws SQLException {
        try (var insert = connection.prepareStatement(
                "insert into passage (id, document_id, passage_no, start_offset, end_offset, heading)"
                        + " values (?, ?, ?, ?, ?, ?)")) {
            for (int number = 0; number < chunks.size(); number++) {
                var chunk = chunks.get(number);
                Sql.set(insert, ids.get(), documentId, number, chunk.start(), chunk.end(), chunk.heading());
                insert.addBatch();
                if ((number + 1) % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }
}
