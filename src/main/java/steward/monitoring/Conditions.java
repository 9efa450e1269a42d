package steward.monitoring;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import steward.model.ModelClient;
import steward.platform.concurrent.Blocking;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseUrl;
import steward.platform.database.DiskReserve;
import steward.platform.database.Migrations;
import steward.platform.database.Pooled;
import steward.platform.database.Replica;
import steward.platform.instance.DrainBegun;
import steward.platform.instance.Instances;
import steward.platform.redis.Redis;

/** Looks at everything that this instance's state depends on, without waiting for any of it. */
@ApplicationScoped
class Conditions {
    @Inject
    @Pooled
    private DataSource database;

    private Executor executor;
    private Migrations migrations;
    private ModelClient models;
    private Redis redis;
    private Replica replica;
    private Instances instances;
    private Event<DrainBegun> drainBegun;
    private DatabaseProbe probe;
    private Draining draining;
    private boolean embedded;

    Conditions() {} // for the CDI proxy

    @Inject
    Conditions(
            @Blocking Executor executor,
            Migrations migrations,
            ModelClient models,
            Redis redis,
            Replica replica,
            Instances instances,
            Event<DrainBegun> drainBegun) {
        this.executor = executor;
        this.migrations = migrations;
        this.models = models;
        this.redis = redis;
        this.replica = replica;
        this.instances = instances;
        this.drainBegun = drainBegun;
    }

    @PostConstruct
    void start() {
        probe = new DatabaseProbe(database, executor, System::nanoTime);
        draining = new Draining();
        embedded = DatabaseUrl.of(Settings.current()).isH2();
    }

    @PreDestroy
    void stop() {
        draining.close();
    }

    /** Has the database asked again; {@code whenAnswered} runs on another thread. */
    void look(Runnable whenAnswered) {
        probe.ask(whenAnswered);
    }

    /** What to do at once when the process is asked to stop; must not block. */
    void onDraining(Runnable action) {
        draining.onBegin(action);
    }

    /** Takes nothing new from now on: not ready any more, and everybody who holds something open hears of it. */
    void drain() {
        if (!draining.begun()) {
            draining.begin();
            instances.drain();
            drainBegun.fire(new DrainBegun());
        }
    }

    boolean isDraining() {
        return draining.begun();
    }

    HealthReport.State now() {
        return new HealthReport.State(
                migrations.done(),
                probe.up(),
                draining.begun(),
                ModelState.of(models.stats()),
                redis.stats().state(),
                redis.stats().cause(),
                replica.stats().state(),
                embedded && DiskReserve.current().usedUp());
    }
}
