package steward.platform.config;

/**
 * How many threads each queue of tasks gets in this instance, 0 where it leaves the queue to others: processes times
 * threads, as the guides' variables say it, although all of them are threads of one process.
 *
 * @param standard of {@code standard_tasks}
 * @param lumina of {@code lumina_tasks}
 */
public record WorkerThreads(int standard, int lumina) {
    private static final String STANDARD = "standard_tasks";
    private static final String LUMINA = "lumina_tasks";
    private static final int CELERY_PER_CORE = 3;

    /** What the settings amount to. */
    public static WorkerThreads of(Settings settings) {
        var role = settings.text(Setting.STEWARD_ROLE);
        if (!role.equals("all") && !role.equals("worker")) {
            return new WorkerThreads(0, 0);
        }
        return new WorkerThreads(
                worksOn(STANDARD, settings) ? standard(settings) : 0,
                worksOn(LUMINA, settings)
                        ? product(settings, Setting.LUMINA_WORKER_PROCESSES, Setting.LUMINA_WORKER_THREADS)
                        : 0);
    }

    private static boolean worksOn(String queue, Settings settings) {
        var only = settings.text(Setting.WORKER_QUEUE);
        return only.isEmpty() || only.equals(queue);
    }

    private static int standard(Settings settings) {
        var celery = settings.text(Setting.CELERY_CONCURRENCY);
        if (celery.isEmpty() || ofTheOneQueue(settings)) {
            return product(settings, Setting.STANDARD_WORKER_PROCESSES, Setting.STANDARD_WORKER_THREADS);
        }
        return celery.equals("auto")
                ? CELERY_PER_CORE * Runtime.getRuntime().availableProcessors()
                : Integer.parseInt(celery);
    }

    private static boolean ofTheOneQueue(Settings settings) {
        return !settings.text(Setting.WORKER_QUEUE).isEmpty()
                && !(settings.text(Setting.WORKER_PROCESSES) + settings.text(Setting.WORKER_THREADS)).isEmpty();
    }

    /** Where one queue is named, the settings of workers in general are about it. */
    private static int product(Settings settings, Setting processes, Setting threads) {
        var named = !settings.text(Setting.WORKER_QUEUE).isEmpty();
        return number(settings, named ? Setting.WORKER_PROCESSES : processes, processes)
                * number(settings, named ? Setting.WORKER_THREADS : threads, threads);
    }

    private static int number(Settings settings, Setting setting, Setting otherwise) {
        return settings.text(setting).isEmpty() ? settings.integer(otherwise) : settings.integer(setting);
    }
}
