package steward.money;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Tokens a minute, counted in this instance's heap: an estimate before the call, corrected when it is known better.
 * Thread-safe.
 */
@ApplicationScoped
class TokenMinutes {
    private static final long MOST_ACCOUNTS = 50_000;

    private LongSupplier nanoTime;
    private long began;
    private Cache<String, TokenWindow> windows;

    @Inject
    TokenMinutes() {
        this(System::nanoTime);
    }

    TokenMinutes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.windows = Caffeine.newBuilder()
                .maximumSize(MOST_ACCOUNTS)
                .expireAfterAccess(Duration.ofMinutes(2))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    /** What was taken for one call, of each account that has a limit; for the correction. */
    static final class Taken {
        private static final Taken NOTHING = new Taken(0);
        private final long estimate;
        private final List<TokenWindow> from = new ArrayList<>();
        private final List<Long> slots = new ArrayList<>();

        private Taken(long estimate) {
            this.estimate = estimate;
        }

        /** Tells what the call really took; zero gives all of it back. */
        void correct(long actual) {
            for (var i = 0; i < from.size(); i++) {
                from.get(i).correct(slots.get(i), actual - estimate);
            }
        }
    }

    /**
     * Takes the tokens of every account or of none.
     *
     * @param header is told the names and values of headers for the answer: the account with the least left
     * @throws ProblemException token_limit_exceeded (429), without a time to retry where the call alone is too large
     */
    Taken take(List<Allowance> allowances, long tokens, BiConsumer<String, String> header) {
        if (allowances.stream().noneMatch(allowance -> allowance.tokensPerMinute() > 0)) {
            return Taken.NOTHING;
        }
        var taken = new Taken(tokens);
        var least = Long.MAX_VALUE;
        for (var allowance : allowances) {
            if (allowance.tokensPerMinute() > 0) {
                var window = windows.get(allowance.account(), account -> new TokenWindow());
                var decision = window.take(nanoTime.getAsLong() - began, allowance.tokensPerMinute(), tokens);
                if (!decision.allowed() || decision.remaining() < least) {
                    least = decision.remaining();
                    tell(allowance.tokensPerMinute(), decision, header);
                }
                if (!decision.allowed()) {
                    taken.correct(0);
                    throw exceeded(allowance.tokensPerMinute(), tokens, decision);
                }
                taken.from.add(window);
                taken.slots.add(decision.slot());
            }
        }
        return taken;
    }

    private static void tell(long limit, TokenWindow.Decision decision, BiConsumer<String, String> header) {
        header.accept("x-ratelimit-limit-tokens", Long.toString(limit));
        header.accept("x-ratelimit-remaining-tokens", Long.toString(decision.remaining()));
        header.accept(
                "x-ratelimit-reset-tokens",
                decision.resetAfter().plusNanos(999_999_999).toSeconds() + "s");
    }

    private static ProblemException exceeded(long limit, long wanted, TokenWindow.Decision decision) {
        var problem = new ProblemException(ProblemType.TOKEN_LIMIT_EXCEEDED)
                .with("limit", limit)
                .with("wanted", wanted);
        return decision.retryAfter() == null ? problem : problem.retryAfter(decision.retryAfter());
    }
}
