package steward.money;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import steward.task.TaskContext;
import steward.task.TaskHandler;

/**
 * {@code usage.rollup}: brings the hours of days long gone together to days, some rows at a time. A schedule of the product's
 * own orders it.
 */
@ApplicationScoped
class UsageRollUp implements TaskHandler {
    static final int HOURS_KEPT_DAYS = 90;

    private UsageRepository rows;
    private MoneyConfig config;
    private Clock clock;

    UsageRollUp() {} // for the CDI proxy

    @Inject
    UsageRollUp(UsageRepository rows, MoneyConfig config, Clock clock) {
        this.rows = rows;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "usage.rollup";
    }

    @Override
    public boolean isPublic() {
        return false;
    }

    @Override
    public void validate(JsonNode payload) {
        // nothing to say
    }

    @Override
    public Object run(TaskContext task) {
        var before = LocalDate.ofInstant(clock.instant(), config.zone()).minusDays(HOURS_KEPT_DAYS);
        var all = 0;
        int some;
        do {
            some = rows.rollUp(before.toString());
            all += some;
        } while (some > 0 && !task.cancelled());
        return Map.of("before", before.toString(), "hours", all);
    }
}
