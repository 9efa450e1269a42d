package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether requests reach our servlets yet. The server's own {@code /health} answers as soon as the beans are there, which
 * is before the servlets are: who trusted it then met 404. Thread-safe.
 */
@ApplicationScoped
class Serving {
    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    boolean begun() {
        return begun;
    }
}
