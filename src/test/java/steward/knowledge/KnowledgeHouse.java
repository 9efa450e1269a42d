package steward.knowledge;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import steward.platform.database.Ids;
import steward.platform.database.Migrations;

/** The whole room on a database of its own, without a container. */
final class KnowledgeHouse implements AutoCloseable {
    private static final String H2 =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE";

    final KnowledgeBase knowledge;
    final KnowledgeCollections collections;
    final SampleKnowledge sample;
    final IndexFollower index;
    final KnowledgeStart start;
    final Transactions transactions;
    private final EntityManagerFactory entities;

    KnowledgeHouse(DataSource dataSource, Path indexFolder, boolean withSample) {
        Migrations.migrated(dataSource);
        entities = Persistence.createEntityManagerFactory(
                "steward",
                Map.of(
                        "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                        "jakarta.persistence.jtaDataSource", "",
                        "jakarta.persistence.nonJtaDataSource", dataSource,
                        "eclipselink.session-name", indexFolder.toString(),
                        "eclipselink.logging.level", "WARNING"));
        var config = new KnowledgeConfig(indexFolder, withSample, 1 << 20);
        var ids = new Ids(Clock.systemUTC());
        transactions = new Transactions(new LocalBoundary());
        index = new IndexFollower(config, transactions, Runnable::run, null);
        var gate = new ChangeGate(transactions, index);
        knowledge = new KnowledgeBase(transactions, gate, index, ids, Clock.systemUTC());
        collections = new KnowledgeCollections(transactions, gate, ids, Clock.systemUTC());
        sample = new SampleKnowledge(gate, knowledge);
        start = new KnowledgeStart(config, transactions, collections, index, sample, ids, Clock.systemUTC());
    }

    /** A database in memory that lives until its last connection is closed by {@link JdbcConnectionPool#dispose}. */
    static JdbcConnectionPool inMemory(String name) {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + name + H2 + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    static JdbcConnectionPool inFile(Path file) {
        return JdbcConnectionPool.create("jdbc:h2:file:" + file.toAbsolutePath() + H2 + ";WRITE_DELAY=0", "sa", "");
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
        entities.close();
    }

    private final class LocalBoundary implements Transactions.Boundary {
        @Override
        public <T> T call(Function<EntityManager, T> work) {
            var one = entities.createEntityManager();
            try {
                one.getTransaction().begin();
                var result = work.apply(one);
                one.getTransaction().commit();
                return result;
            } finally {
                if (one.getTransaction().isActive()) {
                    one.getTransaction().rollback();
                }
                one.close();
            }
        }
    }
}
