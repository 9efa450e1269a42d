package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.concurrent.Causes;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Where calls of models are let through and paid for. A caller without limits passes with two look-ups in the heap, and
 * what they used is added up there and written every few seconds: a crash loses those seconds of statistics. A caller
 * with a budget reserves an estimate in the {@link Ledger} first and settles afterwards; no crash loses that. Only the
 * call itself is paid for, by whoever began it: answers from the cache and from another's flight cost nothing.
 * Thread-safe.
 */
@ApplicationScoped
public class Till {
    private static final Logger LOG = Logger.getLogger(Till.class.getName());

    private final Map<UUID, Bill> open = new ConcurrentHashMap<>();
    private final Map<UUID, Runnable> unsettled = new ConcurrentHashMap<>();
    private MoneyConfig config;
    private Accounts accounts;
    private TokenMinutes minutes;
    private Ledger ledger;
    private Usage usage;
    private BlockingWork blocking;
    private Clock clock;

    Till() {} // for the CDI proxy

    @Inject
    Till(
            MoneyConfig config,
            Accounts accounts,
            TokenMinutes minutes,
            Ledger ledger,
            Usage usage,
            BlockingWork blocking,
            Clock clock) {
        this.config = config;
        this.accounts = accounts;
        this.minutes = minutes;
        this.ledger = ledger;
        this.usage = usage;
        this.blocking = blocking;
        this.clock = clock;
    }

    /**
     * Asks whether a call may be made; the bill must be closed. Fails with token_limit_exceeded or insufficient_quota
     * (429), and with database_unavailable (503) where a budget cannot be looked into.
     */
    public CompletionStage<Bill> open(Purchase purchase) {
        var account = accounts.of(purchase.caller());
        if (account.allowances().isEmpty()) {
            var nothing = minutes.take(account.allowances(), 0, purchase.header());
            return CompletableFuture.completedStage(new Bill(this, account, purchase.model(), nothing, null, 0));
        }
        try {
            return openLimited(purchase, account);
        } catch (ProblemException exceeded) {
            return CompletableFuture.failedStage(exceeded);
        }
    }

    private CompletionStage<Bill> openLimited(Purchase purchase, Account account) {
        var most = purchase.mostAnswerTokens() == null ? config.answerTokens() : purchase.mostAnswerTokens();
        var estimate = new Tokens(purchase.promptTokens().getAsLong(), Math.max(0, most));
        if (minutes.mayWait(account.allowances())) {
            return blocking.call(() -> minutes.take(account.allowances(), estimate.total(), purchase.header()))
                    .thenCompose(taken -> openBudgets(purchase, account, estimate, taken));
        }
        var taken = minutes.take(account.allowances(), estimate.total(), purchase.header());
        return openBudgets(purchase, account, estimate, taken);
    }

    private CompletionStage<Bill> openBudgets(
            Purchase purchase, Account account, Tokens estimate, TokenMinutes.Taken taken) {
        var cost = config.prices().cost(purchase.model(), estimate);
        var budgets = Budget.of(account.allowances(), today(), estimate.total(), cost);
        if (budgets.isEmpty()) {
            return CompletableFuture.completedStage(
                    new Bill(this, account, purchase.model(), taken, null, estimate.prompt()));
        }
        return blocking.call(() -> {
                    var prompt = new Tokens(estimate.prompt(), 0);
                    var id = ledger.reserve(
                            account, purchase.model(), prompt, config.prices().cost(purchase.model(), prompt), budgets);
                    var bill = new Bill(this, account, purchase.model(), taken, id, estimate.prompt());
                    open.put(id, bill);
                    return bill;
                })
                .exceptionally(refused -> {
                    taken.correct(0);
                    throw problem(refused);
                });
    }

    private RuntimeException problem(Throwable refused) {
        var cause = Causes.of(refused);
        if (cause instanceof Ledger.Exhausted exhausted) {
            return insufficient(exhausted.budget());
        }
        return cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    /** Without a time to retry: a client that tries again at once only makes noise. */
    private ProblemException insufficient(Budget budget) {
        var isTokens = budget.unit().equals(Budget.TOKEN);
        return new ProblemException(ProblemType.INSUFFICIENT_QUOTA)
                .with("period", budget.isDaily() ? "daily" : "monthly")
                .with("limit", isTokens ? budget.limit() : Prices.amount(budget.limit()))
                .with("unit", isTokens ? "tokens" : config.prices().currency())
                .with("until", budget.end().atStartOfDay(config.zone()).toInstant());
    }

    /** An answer that asked no model of its own: it was in the cache, or on its way to another. */
    public void cached(Caller caller, String model) {
        var account = accounts.of(caller);
        usage.add(usage.key(account.owner(), account.user(), account.team(), model), UsageSum.ofCached());
    }

    /** An answer that no model was needed for. */
    public void free(Caller caller, String model) {
        var account = accounts.of(caller);
        var key = usage.key(account.owner(), account.user(), account.team(), model);
        usage.add(key, UsageSum.of(Tokens.NONE, 0, false));
    }

    void count(Bill bill, Supplier<Tokens> counting, boolean failed) {
        blocking.call(counting).whenComplete((tokens, failure) -> {
            if (failure != null) {
                LOG.log(Level.WARNING, "money.count_failed", failure);
            }
            settle(bill, failure == null ? tokens : bill.soFar(), failed);
        });
    }

    void settle(Bill bill, Tokens tokens, boolean failed) {
        correct(bill, tokens);
        var cost = config.prices().cost(bill.model(), tokens);
        var account = bill.account();
        var key = usage.key(account.owner(), account.user(), account.team(), bill.model());
        var sum = UsageSum.of(tokens, cost, failed);
        if (bill.reservation() == null) {
            usage.add(key, sum);
            return;
        }
        var id = bill.reservation();
        unsettled.put(id, () -> ledger.settle(id, tokens, cost, key, sum));
        settleNow(id);
    }

    /** Where it cannot be told now, the estimate counts until its minute is over. */
    private void correct(Bill bill, Tokens tokens) {
        if (!minutes.mayWait(bill.account().allowances())) {
            bill.minutes().correct(tokens.total());
            return;
        }
        blocking.run(() -> bill.minutes().correct(tokens.total())).exceptionally(failure -> {
            LOG.log(Level.FINE, "money.minute_not_corrected", failure);
            return null;
        });
    }

    /** What cannot be settled now is tried again later, and its lease renewed until then. */
    private void settleNow(UUID id) {
        blocking.run(() -> {
                    var work = unsettled.get(id);
                    if (work != null) {
                        work.run();
                        unsettled.remove(id);
                        open.remove(id);
                    }
                })
                .exceptionally(failure -> {
                    LOG.log(Level.WARNING, "money.settle_later reservation=" + id, failure);
                    return null;
                });
    }

    /** Renews what is under way and settles what could not be settled. Blocks. */
    void keepUp() {
        unsettled.keySet().forEach(this::settleNow);
        var underWay = open.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> progress(entry.getValue())));
        if (!underWay.isEmpty()) {
            ledger.renew(underWay);
        }
    }

    private Ledger.Progress progress(Bill bill) {
        return new Ledger.Progress(bill.soFar(), config.prices().cost(bill.model(), bill.soFar()));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), config.zone());
    }
}
