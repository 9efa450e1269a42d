package steward.platform.signal;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import steward.platform.database.Database;
import steward.platform.database.DatabaseReady;
import steward.platform.database.Pooled;
import steward.platform.database.StewardDataSource;

/** Chooses how signals travel: within the heap on the embedded database, by PostgreSQL where several instances share it. */
@ApplicationScoped
class SignalsSelector {
    @Inject
    @Pooled
    private DataSource pool;

    @Resource(lookup = "java:app/concurrent/stewardSignals")
    private ManagedExecutorService executor;

    private ScheduledExecutorService timer;
    private Database database;
    private PostgresSignals postgres;

    SignalsSelector() {} // for the CDI proxy

    @Inject
    SignalsSelector(ScheduledExecutorService timer, Database database) {
        this.timer = timer;
        this.database = database;
    }

    @Produces
    @Singleton
    synchronized Signals signals() {
        if (database.isEmbedded()) {
            return new LocalSignals();
        }
        return postgres();
    }

    private synchronized PostgresSignals postgres() {
        if (postgres == null) {
            postgres = new PostgresSignals(StewardDataSource.unpooled(), pool, executor, timer);
        }
        return postgres;
    }

    void start(@Observes DatabaseReady tables) {
        if (!database.isEmbedded()) {
            postgres().start();
        }
    }

    @PreDestroy
    synchronized void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }
}
