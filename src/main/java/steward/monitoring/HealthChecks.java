package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The checks of the report for the server's own {@code /health}, which answers where the application is not deployed at
 * the root.
 */
@ApplicationScoped
class HealthChecks {
    private HealthBoard board;
    private Serving serving;

    HealthChecks() {} // for the CDI proxy

    @Inject
    HealthChecks(HealthBoard board, Serving serving) {
        this.board = board;
        this.serving = serving;
    }

    @Produces
    @Liveness
    HealthCheck steward() {
        return check("steward");
    }

    @Produces
    @Startup
    HealthCheck started() {
        return check("started");
    }

    @Produces
    @Readiness
    HealthCheck database() {
        return check("database");
    }

    @Produces
    @Readiness
    HealthCheck accepting() {
        var accepting = check("accepting");
        return () -> serving.begun() ? accepting.call() : HealthCheckResponse.down("accepting");
    }

    private HealthCheck check(String name) {
        return () -> board.report().check(name).response();
    }
}
