package steward.schedule;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** When the schedules submit a type of task, for rooms that are asked whether they kept up with it. Blocks; thread-safe. */
@ApplicationScoped
public class ScheduledTimes {
    private Schedules schedules;

    ScheduledTimes() {} // for the CDI proxy

    @Inject
    ScheduledTimes(Schedules schedules) {
        this.schedules = schedules;
    }

    /** The first time after {@code moment} of each schedule of this type that is on and still comes true, in no order. */
    public List<Instant> after(String type, Instant moment) {
        return schedules.all().stream()
                .filter(schedule -> schedule.enabled() && schedule.type().equals(type))
                .map(schedule -> schedule.parsed().next(moment).orElse(null))
                .filter(Objects::nonNull)
                .toList();
    }
}
