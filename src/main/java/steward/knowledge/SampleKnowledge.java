package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Fourteen short documents to try the knowledge base with: about Steward itself in Chinese and English, an invented
 * company's handbook, notes on essay writing. They carry the tag {@code sample} and go with one call. Thread-safe.
 */
@ApplicationScoped
public class SampleKnowledge {
    /** The tag of all of them. */
    public static final String TAG = "sample";

    static final List<String> FILES = List.of(
            "rate-limits.zh",
            "concurrency.zh",
            "cache.zh",
            "tasks.zh",
            "schedules.zh",
            "backup.zh",
            "models.zh",
            "rolling-restart.zh",
            "handbook.zh",
            "essay.zh",
            "rate-limits.en",
            "concurrency.en",
            "cache.en",
            "models.en");

    private static final String SOURCE = "steward:sample/";
    private static final String IMPORTED = "imported";
    private static final String REMOVED = "removed";

    private ChangeGate gate;
    private KnowledgeBase knowledge;

    SampleKnowledge() {} // for the CDI proxy

    @Inject
    SampleKnowledge(ChangeGate gate, KnowledgeBase knowledge) {
        this.gate = gate;
        this.knowledge = knowledge;
    }

    /** Adds them, where they are missing, whatever was before. Returns how many were added. */
    public int add() {
        return gate.through(this::addAll);
    }

    /** Deletes them; from then on they only come back by {@link #add}. Returns how many there were. */
    public int remove() {
        return gate.through(entities -> {
            mark(entities, REMOVED);
            var rows = entities.createQuery(
                            "select d from Document d where d.source like :source and :tag member of d.tags",
                            Document.class)
                    .setParameter("source", SOURCE + "%")
                    .setParameter("tag", TAG)
                    .getResultList();
            rows.forEach(row -> knowledge.delete(entities, row, ChangeLog.next(entities)));
            return rows.size();
        });
    }

    /**
     * Adds them to a knowledge base that has never held anything. Of many instances that start at once, one does it.
     *
     * @return how many were added
     */
    int addOnce() {
        return gate.through(entities -> isUntouched(entities) ? addAll(entities) : 0);
    }

    private static boolean isUntouched(EntityManager entities) {
        long documents = Sql.list(entities, "select count(*) from document", row -> row.getLong(1))
                .get(0);
        return documents == 0
                && Sql.update(
                                entities,
                                "update knowledge_state set sample = ? where id = 1 and sample is null",
                                IMPORTED)
                        == 1;
    }

    private int addAll(EntityManager entities) {
        mark(entities, IMPORTED);
        int added = 0;
        for (var file : FILES) {
            var text = PreparedText.of(TextFormat.MARKDOWN, read(file), null, file);
            var language = file.substring(file.lastIndexOf('.') + 1);
            var document =
                    new NewDocument(null, text.text(), SOURCE + file, null, null, List.of(TAG), "markdown", language);
            added += knowledge.add(entities, document, text).duplicateOf() == null ? 1 : 0;
        }
        return added;
    }

    private static void mark(EntityManager entities, String state) {
        Sql.update(entities, "update knowledge_state set sample = ? where id = 1", state);
    }

    static String read(String file) {
        try (var stream = SampleKnowledge.class.getResourceAsStream("sample/" + file + ".md")) {
            return new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
