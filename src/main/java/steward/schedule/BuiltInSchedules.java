package steward.schedule;

import java.util.List;

/** Schedules that come with the product; people may change their times and turn them off. */
final class BuiltInSchedules {
    private BuiltInSchedules() {}

    static List<ScheduleRequest> all() {
        return List.of(everyFiveMinutes("result-purge", "task.purge"));
    }

    private static ScheduleRequest everyFiveMinutes(String name, String type) {
        return new ScheduleRequest(name, "*/5 * * * *", "UTC", type, null, null, true, "skip", "run_once");
    }
}
