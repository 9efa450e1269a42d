package steward.monitoring;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.instance.Instances;

/**
 * Ends this instance after a number of requests ({@code RECYCLE_AFTER_REQUESTS}), as Gunicorn's workers do it: what it has
 * begun it finishes, and the process ends with 0, which whoever looks after it takes for a wish to be started anew.
 */
@ApplicationScoped
class Recycling {
    private static final Logger LOG = Logger.getLogger(Recycling.class.getName());
    private static final long LOOK_MILLIS = 200;

    private RecycleConfig config;
    private RequestNumbers requests;
    private Conditions conditions;
    private Instances instances;
    private ScheduledExecutorService timer;
    private RecycleDecision decision;
    private NginxMark nginx;
    private ScheduledFuture<?> rounds;

    Recycling() {} // for the CDI proxy

    @Inject
    Recycling(
            RecycleConfig config,
            RequestNumbers requests,
            Conditions conditions,
            Instances instances,
            ScheduledExecutorService timer) {
        this.config = config;
        this.requests = requests;
        this.conditions = conditions;
        this.instances = instances;
        this.timer = timer;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        if (config.afterRequests() > 0) {
            decision = new RecycleDecision(config.afterRequests(), config.patience());
            nginx = new NginxMark(config.nginx(), config.port());
            rounds = timer.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @PreDestroy
    void stop() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }

    private void look() {
        var answered = requests.answered();
        switch (decision.next(answered, requests.inFlight(), this::turn, System.nanoTime())) {
            case DRAIN -> {
                LOG.log(Level.INFO, "instance.recycling requests={0}", Long.toString(answered));
                conditions.drain();
            }
            case END -> end();
            default -> {
                // not yet
            }
        }
    }

    private boolean turn() {
        return !anotherDrains() && nginx.put();
    }

    private boolean anotherDrains() {
        return instances.all().stream()
                .anyMatch(one -> !one.self() && one.state().equals("draining"));
    }

    // not on a thread of the container, which waits for its own threads before it lets the process end
    private static void end() {
        new Thread(() -> System.exit(0), "steward-recycling").start();
    }
}
