package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.database.DatabaseReady;
import steward.platform.database.Ids;

/** Makes the knowledge base usable once the tables are there: its id, its default collection, the index, the sample. */
@ApplicationScoped
class KnowledgeStart {
    private static final Logger LOG = Logger.getLogger(KnowledgeStart.class.getName());

    /** An instance that was away for longer builds its index anew. */
    private static final Duration DELETIONS_KNOWN = Duration.ofDays(30);

    private KnowledgeConfig config;
    private Transactions transactions;
    private KnowledgeCollections collections;
    private IndexFollower index;
    private SampleKnowledge sample;
    private Ids ids;
    private Clock clock;

    KnowledgeStart() {} // for the CDI proxy

    @Inject
    KnowledgeStart(
            KnowledgeConfig config,
            Transactions transactions,
            KnowledgeCollections collections,
            IndexFollower index,
            SampleKnowledge sample,
            Ids ids,
            Clock clock) {
        this.config = config;
        this.transactions = transactions;
        this.collections = collections;
        this.index = index;
        this.sample = sample;
        this.ids = ids;
        this.clock = clock;
    }

    void begin(@Observes DatabaseReady tables) {
        begin();
    }

    /** May be called again after a failure. */
    void begin() {
        transactions.call(entities -> {
            if (ChangeLog.begin(entities, ids.next().toString())) {
                collections.insert(entities, new NewCollection(DocumentCollection.DEFAULT, null, null));
                ChangeLog.collectionsChanged(entities, ChangeLog.next(entities));
            }
            ChangeLog.prune(entities, clock.instant().minus(DELETIONS_KNOWN));
            return null;
        });
        index.start();
        if (config.sample()) {
            LOG.log(Level.INFO, "sample.imported documents={0}", sample.addOnce());
        }
    }
}
