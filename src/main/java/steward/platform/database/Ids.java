package steward.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes the ids of rows: UUID version 7 (RFC 9562, section 5.7), which sort by time of creation and cannot be guessed.
 * Thread-safe.
 */
@ApplicationScoped
public class Ids {
    private Clock clock;
    private SecureRandom random;

    Ids() {} // for the CDI proxy

    @Inject
    public Ids(Clock clock) {
        this.clock = clock;
        this.random = new SecureRandom();
    }

    /** A new id. */
    public UUID next() {
        var high = clock.millis() << 16 | 0x7000 | random.nextInt(0x1000);
        var low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
