package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
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

    HealthChecks() {} // for the CDI proxy

    @Inject
    HealthChecks(HealthBoard board) {
        this.board = board;
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
        return check("accepting");
    }

    private HealthCheck check(String name) {
        return () -> board.report().check(name).response();
    }
}
