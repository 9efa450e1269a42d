package steward.monitoring;

/**
 * Knows that the process has been asked to stop (SIGTERM). The server goes on accepting requests for its grace period, so
 * that whoever sends them must hear at once, from the readiness probe, to send them elsewhere. Thread-safe.
 */
final class Draining implements AutoCloseable {
    private final Runnable onSignal;
    private final Thread hook = new Thread(this::begin, "steward-draining");
    private volatile boolean begun;

    /** @param onSignal runs when the signal comes; must not block */
    Draining(Runnable onSignal) {
        this.onSignal = onSignal;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean begun() {
        return begun;
    }

    void begin() {
        begun = true;
        onSignal.run();
    }

    /** The application is undeployed while the server lives on. */
    @Override
    public void close() {
        if (!begun) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
