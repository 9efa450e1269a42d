package steward.platform.config;

import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How many threads the guides' variables amount to. */
class WorkerThreadsTest {
    private static WorkerThreads threads(Map<String, String> environment) {
        return WorkerThreads.of(Settings.of(environment));
    }

    @Test
    void processesTimesThreads() {
        assertThat(threads(Map.of())).isEqualTo(new WorkerThreads(32, 8));
        assertThat(threads(Map.of("STANDARD_WORKER_PROCESSES", "2", "LUMINA_WORKER_THREADS", "1")))
                .isEqualTo(new WorkerThreads(16, 2));
    }

    @Test
    void oneQueueHasTheThreadsOfWorkersInGeneral() {
        assertThat(threads(Map.of("WORKER_QUEUE", "lumina_tasks", "WORKER_PROCESSES", "3", "WORKER_THREADS", "5")))
                .isEqualTo(new WorkerThreads(0, 15));
        assertThat(threads(Map.of("WORKER_QUEUE", "standard_tasks", "WORKER_THREADS", "2")))
                .isEqualTo(new WorkerThreads(8, 0));
    }

    @Test
    void whoOnlyAnswersOrOnlySchedulesHasNone() {
        assertThat(threads(Map.of("STEWARD_ROLE", "api"))).isEqualTo(new WorkerThreads(0, 0));
        assertThat(threads(Map.of("STEWARD_ROLE", "scheduler"))).isEqualTo(new WorkerThreads(0, 0));
    }

    @Test
    void celerysNumberIsThatOfTheStandardQueue() {
        assertThat(threads(Map.of("EF__CELERY_CONCURRENCY", "12")).standard()).isEqualTo(12);
        assertThat(threads(Map.of("CELERY_CONCURRENCY", "auto")).standard())
                .isEqualTo(3 * Runtime.getRuntime().availableProcessors());
    }
}
