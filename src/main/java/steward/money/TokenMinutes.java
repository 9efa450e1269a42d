package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Tokens a minute: an estimate is taken before the call, and corrected when it is known better. Thread-safe. */
@ApplicationScoped
class TokenMinutes {
    private TokenWindows windows;

    TokenMinutes() {} // for the CDI proxy

    @Inject
    TokenMinutes(TokenWindows windows) {
        this.windows = windows;
    }

    /** Whether taking, and correcting what was taken, may wait: only where somebody has such a limit. */
    boolean mayWait(List<Allowance> allowances) {
        return windows.mayWait() && isLimited(allowances);
    }

    private static boolean isLimited(List<Allowance> allowances) {
        return allowances.stream().anyMatch(allowance -> allowance.tokensPerMinute() > 0);
    }

    /** What was taken for one call, of each account that has a limit; for the correction. */
    static final class Taken {
        private static final Taken NOTHING = new Taken(0);
        private final long estimate;
        private final List<LongConsumer> corrections = new ArrayList<>();

        private Taken(long estimate) {
            this.estimate = estimate;
        }

        /** Tells what the call really took; zero gives all of it back. */
        void correct(long actual) {
            corrections.forEach(correction -> correction.accept(actual - estimate));
        }
    }

    /**
     * Takes the tokens of every account or of none.
     *
     * @param header is told the names and values of headers for the answer: the account with the least left
     * @throws ProblemException token_limit_exceeded (429), without a time to retry where the call alone is too large
     */
    Taken take(List<Allowance> allowances, long tokens, BiConsumer<String, String> header) {
        if (!isLimited(allowances)) {
            return Taken.NOTHING;
        }
        var taken = new Taken(tokens);
        var least = Long.MAX_VALUE;
        for (var allowance : allowances) {
            if (allowance.tokensPerMinute() > 0) {
                var place = windows.take(allowance.account(), allowance.tokensPerMinute(), tokens);
                var decision = place.decision();
                if (!decision.allowed() || decision.remaining() < least) {
                    least = decision.remaining();
                    tell(allowance.tokensPerMinute(), decision, header);
                }
                if (!decision.allowed()) {
                    taken.correct(0);
                    throw exceeded(allowance.tokensPerMinute(), tokens, decision);
                }
                taken.corrections.add(place.correction());
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
