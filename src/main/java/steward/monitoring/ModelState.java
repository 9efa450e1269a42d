package steward.monitoring;

import java.util.Locale;
import steward.model.ModelStats;

/** Whether there are models to ask, and whether they answer. Never makes an instance unhealthy: all would be at once. */
enum ModelState {
    /** None is configured; answers are extracts. */
    NONE,
    UP,
    /** Every one has failed so often that it is left alone for now. */
    DOWN;

    static ModelState of(ModelStats stats) {
        if (stats.routes().isEmpty()) {
            return NONE;
        }
        return stats.routes().stream().allMatch(route -> !route.breaker().equals("closed")) ? DOWN : UP;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
