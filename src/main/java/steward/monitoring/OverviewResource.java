package steward.monitoring;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import steward.identity.Caller;
import steward.identity.Role;
import steward.model.ModelClient;
import steward.platform.config.Settings;
import steward.platform.config.Version;
import steward.platform.http.Administration;

/** {@code GET /admin/api/overview}: what the first page of the console shows, in one answer. */
@Administration
@Path("overview")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class OverviewResource {
    private MonitoringConfig config;
    private HealthBoard health;
    private Numbers numbers;
    private History history;
    private ModelClient models;
    private Clock clock;

    OverviewResource() {} // for the CDI proxy

    @Inject
    OverviewResource(
            MonitoringConfig config,
            HealthBoard health,
            Numbers numbers,
            History history,
            ModelClient models,
            Clock clock) {
        this.config = config;
        this.health = health;
        this.numbers = numbers;
        this.history = history;
        this.models = models;
        this.clock = clock;
    }

    @GET
    public Overview overview(@Context HttpServletRequest request) {
        var runtime = ManagementFactory.getRuntimeMXBean();
        return new Overview(
                clock.instant(),
                config.serverId(),
                Version.current(),
                Instant.ofEpochMilli(runtime.getStartTime()),
                Asking.of(Caller.of(request)),
                Condition.of(health.report()),
                numbers.now(config.serverId(), models.stats()),
                history.now(),
                history.samples(),
                Machine.now());
    }

    /**
     * @param at the moment of this answer
     * @param now this moment as a sample, to be compared with the last of {@code history}
     * @param history the last hour, oldest first
     */
    record Overview(
            Instant at,
            String serverId,
            String version,
            Instant startedAt,
            Asking caller,
            Condition health,
            Metrics numbers,
            Sample now,
            List<Sample> history,
            Machine machine) {}

    /**
     * Who asks.
     *
     * @param profile what the instance was started for
     */
    record Asking(String id, boolean known, boolean local, String role, String profile) {
        static Asking of(Caller caller) {
            return new Asking(
                    caller.id(),
                    caller.known(),
                    caller.local(),
                    caller.role().map(Role::label).orElse(null),
                    Settings.current().profile().label());
        }
    }

    /** @param degradation the worst that callers notice, or {@code none} */
    record Condition(String status, String degradation, List<State> checks) {
        static Condition of(HealthReport report) {
            var checks = report.checks();
            return new Condition(
                    Check.status(checks.stream().allMatch(Check::up)),
                    report.state().degradation(),
                    checks.stream()
                            .map(check -> new State(check.name(), Check.status(check.up()), check.data()))
                            .toList());
        }
    }

    record State(String name, String status, Map<String, String> data) {}

    /** @param load of the machine over the last minute; negative where the system does not say */
    record Machine(long heapBytes, long heapMaxBytes, int threads, int cores, double load) {
        static Machine now() {
            var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            var system = ManagementFactory.getOperatingSystemMXBean();
            return new Machine(
                    heap.getUsed(),
                    heap.getMax(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    system.getAvailableProcessors(),
                    system.getSystemLoadAverage());
        }
    }
}
