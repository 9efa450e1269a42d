package steward.task;

/**
 * Knows at once that the process has been asked to stop (SIGTERM), while the server still goes on for its grace period and
 * takes the application down only then: no task should begin in between.
 */
final class Stopping implements AutoCloseable {
    // the JDK takes a signal's handler as a thread that has not been started
    private final Thread hook;
    private volatile boolean begun;

    Stopping(Runnable onBegin) {
        hook = new Thread(
                () -> {
                    begun = true;
                    onBegin.run();
                },
                "steward-task-stopping");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The application is undeployed while the server lives on. */
    @Override
    public void close() {
        if (!begun) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDownAlready) {
                begun = true;
            }
        }
    }
}
