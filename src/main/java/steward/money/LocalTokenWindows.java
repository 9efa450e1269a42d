package steward.money;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts in this instance's heap. Thread-safe. */
final class LocalTokenWindows implements TokenWindows {
    private static final long MOST_ACCOUNTS = 50_000;

    private final LongSupplier nanoTime;
    private final long began;
    private final Cache<String, TokenWindow> windows;

    LocalTokenWindows(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.windows = Caffeine.newBuilder()
                .maximumSize(MOST_ACCOUNTS)
                .expireAfterAccess(Duration.ofMinutes(2))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Place take(String account, long limit, long tokens) {
        var window = windows.get(account, unknown -> new TokenWindow());
        var decision = window.take(nanoTime.getAsLong() - began, limit, tokens);
        return new Place(decision, difference -> window.correct(decision.slot(), difference));
    }

    /** Counts what somebody else has let through. */
    Place note(String account, long tokens) {
        return take(account, Long.MAX_VALUE, tokens);
    }

    @Override
    public boolean mayWait() {
        return false;
    }
}
