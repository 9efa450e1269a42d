package steward.platform.stream;

import java.util.concurrent.atomic.AtomicLong;

/** How much all answers of one kind together may keep, so that no number of them takes the memory. Thread-safe. */
public final class KeptSize {
    private final long most;
    private final AtomicLong taken = new AtomicLong();

    public KeptSize(long most) {
        this.most = most;
    }

    /** Whether there was room. */
    boolean take(long size) {
        if (taken.addAndGet(size) <= most) {
            return true;
        }
        taken.addAndGet(-size);
        return false;
    }

    void give(long size) {
        taken.addAndGet(-size);
    }

    long taken() {
        return taken.get();
    }
}
