package steward.money;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A call that was let through, until it is known what it took. Closed exactly once on every way out; closing again does
 * nothing. Thread-safe, but {@link #heard} is for one thread at a time.
 */
public final class Bill {
    private final Till till;
    private final Account account;
    private final String model;
    private final TokenMinutes.Taken minutes;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final UUID reservation;
    private final long promptTokens;
    private volatile long heard;

    /** @param reservation null where no budget is concerned */
    Bill(Till till, Account account, String model, TokenMinutes.Taken minutes, UUID reservation, long promptTokens) {
        this.till = till;
        this.account = account;
        this.model = model;
        this.minutes = minutes;
        this.reservation = reservation;
        this.promptTokens = promptTokens;
    }

    /** A piece of the answer came. Until the call is closed, and if it never is, a piece counts as a token. */
    public void heard() {
        heard++;
    }

    /** The call is over, and this is what it took. */
    public void close(Tokens actual, boolean failed) {
        if (closed.compareAndSet(false, true)) {
            till.settle(this, actual, failed);
        }
    }

    /** As {@link #close(Tokens, boolean)}, where counting takes time: it is done on a thread that may take it. */
    public void close(Supplier<Tokens> counting, boolean failed) {
        if (closed.compareAndSet(false, true)) {
            till.count(this, counting, failed);
        }
    }

    Account account() {
        return account;
    }

    String model() {
        return model;
    }

    TokenMinutes.Taken minutes() {
        return minutes;
    }

    UUID reservation() {
        return reservation;
    }

    Tokens soFar() {
        return new Tokens(promptTokens, heard);
    }
}
