package steward.schedule;

import java.util.List;

/** Schedules that come with the product; people may change their times and turn them off. */
final class BuiltInSchedules {
    private BuiltInSchedules() {}

    static List<ScheduleRequest> all() {
        return List.of(
                schedule("result-purge", "*/5 * * * *", "task.purge"),
                schedule("usage-rollup", "20 3 * * *", "usage.rollup"));
    }

    private static ScheduleRequest schedule(String name, String cron, String type) {
        return new ScheduleRequest(name, cron, "UTC", type, null, null, true, "skip", "run_once");
    }
}
