package steward.knowledge;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import steward.platform.database.Migrations;

/** A database with the real tables, and JPA on it without a container. It can be taken away and given back. */
final class TestDatabase implements Transactions.Boundary, AutoCloseable {
    private static final String H2 =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_ON_EXIT=FALSE";

    private final DataSource target;
    private final EntityManagerFactory entities;
    private volatile boolean away;

    TestDatabase(DataSource target) {
        this.target = target;
        Migrations.migrated(target);
        entities = Persistence.createEntityManagerFactory(
                "steward",
                Map.of(
                        "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                        "jakarta.persistence.jtaDataSource", "",
                        "jakarta.persistence.nonJtaDataSource", target,
                        "eclipselink.session-name", UUID.randomUUID().toString(),
                        "eclipselink.logging.level", "WARNING"));
    }

    static TestDatabase inMemory() {
        var url = "jdbc:h2:mem:" + UUID.randomUUID() + H2 + ";DB_CLOSE_DELAY=-1";
        return new TestDatabase(JdbcConnectionPool.create(url, "sa", ""));
    }

    static TestDatabase inFile(Path file) {
        var url = "jdbc:h2:file:" + file.toAbsolutePath() + H2 + ";WRITE_DELAY=0";
        return new TestDatabase(JdbcConnectionPool.create(url, "sa", ""));
    }

    void takeAway(boolean isAway) {
        away = isAway;
    }

    /** As on the day it was made. */
    TestDatabase emptied() {
        away = false;
        call(rows -> {
            Sql.update(rows, "delete from document");
            Sql.update(rows, "delete from collection");
            Sql.update(rows, "delete from knowledge_deletion");
            return Sql.update(
                    rows,
                    "update knowledge_state set epoch = null, change_no = 0, collections_no = 0, pruned_no = 0,"
                            + " sample = null");
        });
        return this;
    }

    @Override
    public <T> T call(Function<EntityManager, T> work) {
        if (away) {
            throw new PersistenceException(new SQLException("Connection refused", "08001"));
        }
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

    @Override
    public void close() {
        entities.close();
        if (target instanceof JdbcConnectionPool pool) {
            pool.dispose();
        }
    }
}
