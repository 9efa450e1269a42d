package steward.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the ids of rows: UUID version 7 (RFC 9562, section 5.7), which sort in the order in which this instance made them
 * (a counter continues the milliseconds, section 6.2, method 1) and cannot be guessed. Thread-safe.
 */
@ApplicationScoped
public class Ids {
    private static final int COUNTER_BITS = 12;

    private final AtomicLong last = new AtomicLong();
    private Clock clock;
    private SecureRandom random;

    Ids() {} // for the CDI proxy

    @Inject
    public Ids(Clock clock) {
        this.clock = clock;
        this.random = new SecureRandom();
    }

    /** A new id, greater than all that this instance has made before. */
    public UUID next() {
        var now = clock.millis() << COUNTER_BITS;
        var tick = last.updateAndGet(before -> Math.max(before + 1, now));
        var high = tick >>> COUNTER_BITS << 16 | 0x7000 | tick & 0xfff;
        var low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
