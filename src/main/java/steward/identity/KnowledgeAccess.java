package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import steward.platform.database.Database;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Who may read which collection of the knowledge base; one that names nobody is everybody's. Blocks; thread-safe. */
@ApplicationScoped
public class KnowledgeAccess {
    private static final Pattern READER = Pattern.compile("(user|key|team|organisation):[0-9a-f-]{36}");
    private static final int MOST = 1_000;

    private IdentityChanges changes;
    private DirectoryFollower follower;

    KnowledgeAccess() {} // for the CDI proxy

    @Inject
    KnowledgeAccess(IdentityChanges changes, DirectoryFollower follower) {
        this.changes = changes;
        this.follower = follower;
    }

    /** Ids such as {@code team:…}, in order; empty where everybody may read it. */
    public List<String> readers(String collectionId) {
        return follower.directory().readers(collectionId).stream().sorted().toList();
    }

    /** Forgets who might read a collection that is no more. */
    public void forget(String collectionId) {
        if (!follower.directory().readers(collectionId).isEmpty()) {
            changes.change(connection ->
                    Database.update(connection, "delete from collection_access where collection_id = ?", collectionId));
        }
    }

    /**
     * Says anew who may read a collection: here at once, on other instances within seconds.
     *
     * @throws ProblemException validation_failed (422) where one is no id of a user, key, team or organisation
     */
    public void setReaders(Caller by, String collectionId, Collection<String> readers) {
        var wrong = readers.size() > MOST
                || !readers.stream()
                        .allMatch(reader ->
                                reader != null && READER.matcher(reader).matches());
        if (wrong) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED).field("readers", "exists", Map.of());
        }
        changes.change((connection, audit) -> {
            Database.update(connection, "delete from collection_access where collection_id = ?", collectionId);
            for (var reader : new TreeSet<>(readers)) {
                Database.update(
                        connection,
                        "insert into collection_access (collection_id, grantee) values (?, ?)",
                        collectionId,
                        reader);
            }
            audit.accept(AuditEvent.done(by.id(), "", "collection.readers", "collection:" + collectionId));
            return null;
        });
    }
}
