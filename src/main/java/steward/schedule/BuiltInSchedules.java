package steward.schedule;

import java.util.List;

/** Schedules that come with the product; people may change their times and turn them off. */
final class BuiltInSchedules {
    static final String BACKUP = "backup";

    private BuiltInSchedules() {}

    static List<ScheduleRequest> all() {
        return List.of(
                // off unless BACKUP_SCHEDULE says when, or somebody turns it on: a backup needs a place
                schedule(BACKUP, "0 3 * * *", "backup", false),
                schedule("result-purge", "*/5 * * * *", "task.purge", true),
                schedule("usage-rollup", "20 3 * * *", "usage.rollup", true));
    }

    private static ScheduleRequest schedule(String name, String cron, String type, boolean enabled) {
        return new ScheduleRequest(name, cron, "UTC", type, null, null, enabled, "skip", "run_once");
    }
}
