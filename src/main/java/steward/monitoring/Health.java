package steward.monitoring;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import steward.platform.config.Version;

/**
 * Keeps the report of this instance's health up to date, so that a probe costs nothing but the sending of bytes, also under
 * full load and while the database hangs.
 */
@ApplicationScoped
class Health {
    private static final long INTERVAL_MILLIS = 1_000;

    private Conditions conditions;
    private HealthBoard board;
    private MonitoringConfig config;
    private ScheduledExecutorService timer;
    private ScheduledFuture<?> rounds;

    Health() {} // for the CDI proxy

    @Inject
    Health(Conditions conditions, HealthBoard board, MonitoringConfig config, ScheduledExecutorService timer) {
        this.conditions = conditions;
        this.board = board;
        this.config = config;
        this.timer = timer;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        conditions.onDraining(this::refresh);
        board.hang(report(conditions.now()));
        rounds = timer.scheduleWithFixedDelay(this::round, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        rounds.cancel(false);
    }

    private void round() {
        conditions.look(this::refresh);
        refresh();
    }

    private synchronized void refresh() {
        var now = conditions.now();
        if (!now.equals(board.report().state())) {
            board.hang(report(now));
        }
    }

    private HealthReport report(HealthReport.State state) {
        return new HealthReport(state, config.serverId(), Version.current());
    }
}
