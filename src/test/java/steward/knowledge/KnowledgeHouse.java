package steward.knowledge;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import steward.platform.database.Ids;

/** The whole room as one instance has it, without a container. */
final class KnowledgeHouse implements AutoCloseable {
    final KnowledgeBase knowledge;
    final KnowledgeCollections collections;
    final SampleKnowledge sample;
    final ReindexTask reindex;
    final IndexFollower index;
    final KnowledgeStart start;
    final Transactions transactions;

    KnowledgeHouse(TestDatabase database, Path indexFolder, boolean withSample) {
        var config = new KnowledgeConfig(indexFolder, withSample, 1 << 20);
        var ids = new Ids(Clock.systemUTC());
        transactions = new Transactions(database);
        index = new IndexFollower(config, transactions, Runnable::run, null);
        var gate = new ChangeGate(transactions, index);
        knowledge = new KnowledgeBase(transactions, gate, index, ids, Clock.systemUTC());
        collections = new KnowledgeCollections(transactions, gate, ids, Clock.systemUTC());
        reindex = new ReindexTask(transactions, gate);
        sample = new SampleKnowledge(gate, knowledge);
        start = new KnowledgeStart(config, transactions, collections, index, sample, ids, Clock.systemUTC());
    }

    KnowledgeHouse begun() {
        start.begin();
        return this;
    }

    Added add(String content) {
        return knowledge.add(document(null, content, List.of()), null);
    }

    static NewDocument document(String title, String content, List<String> tags) {
        return new NewDocument(title, content, null, null, null, tags, null, null);
    }

    List<String> found(String question) {
        return knowledge.search(SearchQuery.of(question, 10, List.of())).results().stream()
                .map(Passage::documentId)
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        index.stop();
    }
}
