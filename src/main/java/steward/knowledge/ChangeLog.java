package steward.knowledge;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import steward.knowledge.IndexedDocument.IndexedPassage;

/**
 * The order of all changes, by which every instance's index follows the rows. A change takes its number in its own
 * transaction and keeps the row with the counter locked until it commits. So a reader that sees number n sees every
 * change up to n, which a sequence would not promise: there a later number may commit first. The log holds no copy of
 * anything: a document carries the number of its last change, a deletion leaves a row with its number.
 */
final class ChangeLog {
    /** At most so much text goes into the index at once, in UTF-16 code units; a single document may be longer. */
    private static final int BATCH_CHARACTERS = 2_000_000;

    private static final int BATCH_DOCUMENTS = 200;

    private ChangeLog() {}

    /**
     * Where the rows stand.
     *
     * @param epoch the id of these rows; null before the first start has given it
     * @param change the last change
     * @param collections the last change of a collection
     * @param pruned deletions up to this change are no longer known
     * @param sample whether the sample knowledge was {@code imported} or {@code removed}; null for neither
     */
    record State(String epoch, long change, long collections, long pruned, String sample) {}

    /**
     * Changes in a row.
     *
     * @param upTo every change up to this one is in here or was before
     * @param state where the rows stood when it was read
     */
    record Batch(long upTo, State state, List<IndexedDocument> documents, List<String> deleted) {
        boolean isLast() {
            return upTo >= state.change();
        }
    }

    private record Changed(String id, long change, int characters) {}

    static State state(EntityManager entities) {
        return Sql.list(
                        entities,
                        "select epoch, change_no, collections_no, pruned_no, sample from knowledge_state where id = 1",
                        row -> new State(
                                row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getString(5)))
                .get(0);
    }

    /** Takes the next number; every other change waits from here until this one is committed. */
    static long next(EntityManager entities) {
        Sql.update(entities, "update knowledge_state set change_no = change_no + 1 where id = 1");
        return state(entities).change();
    }

    static void collectionsChanged(EntityManager entities, long change) {
        Sql.update(entities, "update knowledge_state set collections_no = ? where id = 1", change);
    }

    static void deleted(EntityManager entities, String subjectId, long change, Instant now) {
        Sql.update(
                entities,
                "insert into knowledge_deletion (subject_id, change_no, deleted_at) values (?, ?, ?)",
                subjectId,
                change,
                now);
    }

    /** Forgets deletions from before {@code limit}; an index that has not applied them yet will be built anew. */
    static void prune(EntityManager entities, Instant limit) {
        var last = Sql.list(
                        entities,
                        "select coalesce(max(change_no), 0) from knowledge_deletion where deleted_at < ?",
                        row -> row.getLong(1),
                        limit)
                .get(0);
        if (last > 0) {
            Sql.update(entities, "update knowledge_state set pruned_no = ? where id = 1", last);
            Sql.update(entities, "delete from knowledge_deletion where change_no <= ?", last);
        }
    }

    /** Names these rows, once; true for the one instance that did. */
    static boolean begin(EntityManager entities, String epoch) {
        return Sql.update(entities, "update knowledge_state set epoch = ? where id = 1 and epoch is null", epoch) == 1;
    }

    /** The oldest changes after {@code applied}. */
    static Batch after(EntityManager entities, long applied) {
        var state = state(entities);
        var changed = Sql.list(
                entities,
                "select id, change_no, characters from document where change_no > ? and change_no <= ?"
                        + " order by change_no limit ?",
                row -> new Changed(row.getString(1), row.getLong(2), row.getInt(3)),
                applied,
                state.change(),
                BATCH_DOCUMENTS);
        var taken = taken(changed);
        boolean all = taken.size() == changed.size() && changed.size() < BATCH_DOCUMENTS;
        long upTo = all ? state.change() : taken.get(taken.size() - 1).change();
        return new Batch(upTo, state, documents(entities, taken), deleted(entities, applied, upTo));
    }

    private static List<Changed> taken(List<Changed> changed) {
        long characters = 0;
        int count = 0;
        while (count < changed.size()
                && (count == 0 || characters + changed.get(count).characters() <= BATCH_CHARACTERS)) {
            characters += changed.get(count++).characters();
        }
        return changed.subList(0, count);
    }

    private static List<String> deleted(EntityManager entities, long after, long upTo) {
        return Sql.list(
                entities,
                "select subject_id from knowledge_deletion where change_no > ? and change_no <= ?",
                row -> row.getString(1),
                after,
                upTo);
    }

    /**
     * The documents as they are. One that changes again while it is read is left out: its text and its passages might
     * not belong together, and its new change comes later in the log.
     */
    private static List<IndexedDocument> documents(EntityManager entities, List<Changed> changed) {
        if (changed.isEmpty()) {
            return List.of();
        }
        var ids = changed.stream().map(Changed::id).toArray();
        var texts = texts(entities, ids);
        var chunks = chunks(entities, ids);
        var tags = tags(entities, ids);
        var numbers = new HashMap<String, Long>();
        changed.forEach(each -> numbers.put(each.id(), each.change()));
        return Sql.list(
                        entities,
                        "select id, change_no, collection_id, title, source, metadata from document where id in ("
                                + marks(ids) + ")",
                        row -> new Row(
                                row.getString(1),
                                row.getLong(2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6)),
                        ids)
                .stream()
                .filter(row -> row.change() == numbers.get(row.id()))
                .map(row -> new IndexedDocument(
                        row.id(),
                        row.collectionId(),
                        row.title(),
                        row.source(),
                        row.metadata(),
                        tags.getOrDefault(row.id(), List.of()),
                        passages(texts.get(row.id()), chunks.getOrDefault(row.id(), List.of()))))
                .toList();
    }

    private record Row(String id, long change, String collectionId, String title, String source, String metadata) {}

    private record Piece<T>(String documentId, T part) {}

    private static Map<String, StringBuilder> texts(EntityManager entities, Object[] ids) {
        var texts = new HashMap<String, StringBuilder>();
        Sql.list(
                        entities,
                        "select document_id, text from document_text where document_id in (" + marks(ids)
                                + ") order by document_id, part_no",
                        row -> new Piece<>(row.getString(1), row.getString(2)),
                        ids)
                .forEach(piece -> texts.computeIfAbsent(piece.documentId(), id -> new StringBuilder())
                        .append(piece.part()));
        return texts;
    }

    private record Cut(String id, Chunk chunk) {}

    private static Map<String, List<Cut>> chunks(EntityManager entities, Object[] ids) {
        var chunks = new HashMap<String, List<Cut>>();
        Sql.list(
                        entities,
                        "select document_id, id, start_offset, end_offset, heading from passage where document_id in ("
                                + marks(ids) + ") order by document_id, passage_no",
                        row -> new Piece<>(
                                row.getString(1),
                                new Cut(row.getString(2), new Chunk(row.getInt(3), row.getInt(4), row.getString(5)))),
                        ids)
                .forEach(piece -> chunks.computeIfAbsent(piece.documentId(), id -> new ArrayList<>())
                        .add(piece.part()));
        return chunks;
    }

    private static Map<String, List<String>> tags(EntityManager entities, Object[] ids) {
        var tags = new HashMap<String, List<String>>();
        Sql.list(
                        entities,
                        "select document_id, tag from document_tag where document_id in (" + marks(ids)
                                + ") order by tag",
                        row -> new Piece<>(row.getString(1), row.getString(2)),
                        ids)
                .forEach(piece -> tags.computeIfAbsent(piece.documentId(), id -> new ArrayList<>())
                        .add(piece.part()));
        return tags;
    }

    private static List<IndexedPassage> passages(StringBuilder text, List<Cut> cuts) {
        return cuts.stream()
                .map(cut -> new IndexedPassage(
                        cut.id(),
                        cut.chunk(),
                        text.substring(cut.chunk().start(), cut.chunk().end())))
                .toList();
    }

    private static String marks(Object[] ids) {
        return "?, ".repeat(ids.length - 1) + "?";
    }
}
