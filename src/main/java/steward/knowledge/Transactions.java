package steward.knowledge;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.Persistence;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import steward.platform.database.Pooled;
import steward.platform.problem.FullDisk;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Runs work in one transaction: all of it is committed, or nothing where it throws. Blocks; thread-safe. */
@ApplicationScoped
class Transactions {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private Boundary boundary;

    Transactions() {} // for the CDI proxy

    @Inject
    Transactions(Boundary boundary) {
        this.boundary = boundary;
    }

    /** @throws ProblemException database_unavailable (503), disk_full (507), precondition_failed (412), or what work throws */
    <T> T call(Function<EntityManager, T> work) {
        try {
            return boundary.call(work);
        } catch (ProblemException told) {
            throw told;
        } catch (RuntimeException failure) {
            throw told(failure);
        }
    }

    private static RuntimeException told(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof OptimisticLockException) {
                return new ProblemException(ProblemType.PRECONDITION_FAILED, failure);
            }
            if (FullDisk.isCauseOf(cause)) {
                return FullDisk.problem(failure);
            }
            if (cause instanceof SystemException) {
                // the container keeps to itself why a commit failed
                return unavailable(failure);
            }
            if (cause instanceof SQLException sql && !isOurMistake(sql)) {
                return unavailable(failure);
            }
        }
        return failure;
    }

    /** Data, constraints and syntax are our own business; whatever else a database says, it is not available. */
    private static boolean isOurMistake(SQLException failure) {
        var state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
    }

    static ProblemException unavailable(Throwable cause) {
        return new ProblemException(ProblemType.DATABASE_UNAVAILABLE, cause).retryAfter(RETRY);
    }

    /** Where a transaction begins and ends: the container's, or that of a test. */
    interface Boundary {
        <T> T call(Function<EntityManager, T> work);
    }

    /**
     * The container's transactions. The factory is our own and made when it is first needed: where the container makes it
     * (for {@code @PersistenceContext}), an application whose database is away at that moment does not even deploy.
     */
    @ApplicationScoped
    static class ContainerBoundary implements Boundary {
        @Inject
        @Pooled
        private DataSource pool;

        private EntityManagerFactory factory;

        ContainerBoundary() {} // for the container

        @Override
        @Transactional
        public <T> T call(Function<EntityManager, T> work) {
            var entities = entities();
            try {
                return work.apply(entities);
            } finally {
                entities.close();
            }
        }

        private synchronized EntityManager entities() {
            if (factory == null) {
                factory = Persistence.createEntityManagerFactory(
                        "steward", Map.of("jakarta.persistence.jtaDataSource", pool));
            }
            try {
                return factory.createEntityManager();
            } catch (PersistenceException notConnected) {
                // it would not try again
                close();
                throw notConnected;
            }
        }

        @PreDestroy
        synchronized void close() {
            if (factory != null) {
                factory.close();
                factory = null;
            }
        }
    }
}
