package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import steward.platform.config.Version;

/**
 * Where the report hangs. Needs nothing, as the server may ask before the application has started, on threads that know
 * neither it nor its configuration. Thread-safe.
 */
@ApplicationScoped
class HealthBoard {
    private volatile HealthReport report =
            new HealthReport(new HealthReport.State(false, false, false, ModelState.NONE), "", Version.current());

    HealthBoard() {}

    HealthReport report() {
        return report;
    }

    void hang(HealthReport latest) {
        report = latest;
    }
}
