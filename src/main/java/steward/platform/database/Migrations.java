package steward.platform.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import steward.platform.concurrent.Blocking;
import steward.platform.config.Settings;

/**
 * Brings the tables up to date at start (Flyway; safe when many instances start at once), then announces
 * {@link DatabaseReady}. While the database is away it tries again every second: the application deploys without it
 * and recovers alone.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Migrations {
    private static final Logger LOG = Logger.getLogger(Migrations.class.getName());
    private static final long RETRY_SECONDS = 1;

    @Inject
    @Pooled
    private DataSource dataSource;

    @Inject
    @Blocking
    private Executor executor;

    @Inject
    private ScheduledExecutorService timer;

    @Inject
    private Event<DatabaseReady> ready;

    private volatile boolean done;
    private volatile boolean stopped;

    /** Made by the container. */
    public Migrations() {}

    @PostConstruct
    void start() {
        executor.execute(this::migrate);
    }

    @PreDestroy
    void stop() {
        stopped = true;
    }

    /** True when the tables are as this version needs them and every observer of {@link DatabaseReady} has returned. */
    public boolean done() {
        return done;
    }

    private void migrate() {
        if (stopped) {
            return;
        }
        try {
            var applied = migrated(Settings.current(), dataSource);
            LOG.log(Level.INFO, "database.migrated applied={0}", applied);
            ready.fire(new DatabaseReady());
            done = true;
        } catch (RuntimeException failure) {
            LOG.log(Level.WARNING, "database.waiting retry_s=" + RETRY_SECONDS, failure);
            timer.schedule(() -> executor.execute(this::migrate), RETRY_SECONDS, TimeUnit.SECONDS);
        }
    }

    /**
     * As the owner of the tables where the settings name one, so that the application's own user need not be; the embedded
     * database through the pool, which has its only connections.
     */
    private static int migrated(Settings settings, DataSource usual) {
        return DatabaseUrl.ofOwner(settings).isH2() ? migrated(usual) : migrated(settings);
    }

    /** Applies what is missing, before any instance does, and returns how many migrations that were. */
    public static int migrated(Settings settings) {
        return migrated(StewardDataSource.to(DatabaseUrl.ofOwner(settings).patient()));
    }

    /** Applies what is missing and returns how many migrations that were. Also used by tests without a container. */
    public static int migrated(DataSource dataSource) {
        return flyway(dataSource).migrate().migrationsExecuted;
    }

    /** Whether a migration was applied to these tables that this version does not know. */
    static boolean areNewer(DataSource dataSource) {
        return Arrays.stream(flyway(dataSource).info().all())
                .anyMatch(
                        each -> each.getState().isApplied() && !each.getState().isResolved());
    }

    private static Flyway flyway(DataSource dataSource) {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .table("schema_history")
                .load();
    }
}
