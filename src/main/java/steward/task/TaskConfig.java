package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.config.Settings;
import steward.platform.config.WorkerThreads;

/**
 * How this instance works on tasks.
 *
 * @param serverId the instance's name, shown with each run
 * @param slots how many tasks of each queue it works on at once; a queue that it leaves to others is not in it
 * @param schedules whether it looks for schedules that are due
 * @param resultTtl how long a result can be read
 * @param deadTtl how long a dead task can be looked at and replayed
 * @param mostLosses how many instances a task may outlive before it is taken for what ends them
 * @param stopGrace how long running tasks may go on when the instance stops
 * @param stopNotice how long after that they may take to hear that they should stop
 */
record TaskConfig(
        String serverId,
        Map<QueueName, Integer> slots,
        boolean schedules,
        Duration resultTtl,
        Duration deadTtl,
        int mostLosses,
        Duration stopGrace,
        Duration stopNotice) {
    TaskConfig {
        slots = Map.copyOf(slots);
    }

    /** How long a task in this end state is kept. */
    Duration keep(TaskState end) {
        return end == TaskState.DEAD ? deadTtl : resultTtl;
    }

    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        private static final Duration STOP_NOTICE = Duration.ofSeconds(2);

        @Produces
        @Singleton
        TaskConfig taskConfig(
                @ConfigProperty(name = "SERVER_ID") String serverId,
                @ConfigProperty(name = "STEWARD_ROLE") String role,
                @ConfigProperty(name = "DRAMATIQ_RESULT_TTL") long resultTtl,
                @ConfigProperty(name = "TASK_DEAD_KEEP_DAYS") long deadDays,
                @ConfigProperty(name = "TASK_MAX_LOSSES") int mostLosses,
                @ConfigProperty(name = "TASK_STOP_SECONDS") long stopSeconds) {
            return new TaskConfig(
                    serverId,
                    slots(WorkerThreads.of(Settings.current())),
                    role.equals("all") || role.equals("scheduler"),
                    Duration.ofSeconds(resultTtl),
                    Duration.ofDays(deadDays),
                    mostLosses,
                    Duration.ofSeconds(stopSeconds),
                    STOP_NOTICE);
        }

        private static Map<QueueName, Integer> slots(WorkerThreads threads) {
            var slots = new EnumMap<QueueName, Integer>(QueueName.class);
            slots.put(QueueName.STANDARD_TASKS, threads.standard());
            slots.put(QueueName.LUMINA_TASKS, threads.lumina());
            slots.values().removeIf(number -> number == 0);
            return slots;
        }
    }
}
