package steward.monitoring;

/**
 * Knows that this instance is to take nothing new: it has been told so over HTTP, as the start script does before it ends
 * one, or the process has been asked to stop (SIGTERM). The server goes on accepting requests, so that whoever sends them
 * must hear at once, from the readiness probe, to send them elsewhere. Thread-safe.
 */
final class Draining implements AutoCloseable {
    // the JDK takes a signal's handler as a thread that has not been started
    private final Thread hook = new Thread(this::begin, "steward-draining");
    private volatile boolean begun;
    private volatile Runnable onBegin = () -> {};

    Draining() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void onBegin(Runnable action) {
        onBegin = action;
    }

    boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
        onBegin.run();
    }

    /** The application is undeployed while the server lives on. */
    @Override
    public void close() {
        if (!begun) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
