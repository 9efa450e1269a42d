package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What was used, added up in the heap until it is written. Bounded: while the database is away for long, what finds no
 * room is counted as lost in the log. Thread-safe.
 */
@ApplicationScoped
class Usage {
    private static final Logger LOG = Logger.getLogger(Usage.class.getName());
    private static final int MOST_KEYS = 50_000;

    private final Map<UsageKey, UsageSum> sums = new ConcurrentHashMap<>();
    private UsageRepository repository;
    private MoneyConfig config;
    private Clock clock;

    Usage() {} // for the CDI proxy

    @Inject
    Usage(UsageRepository repository, MoneyConfig config, Clock clock) {
        this.repository = repository;
        this.config = config;
        this.clock = clock;
    }

    /** Under which heading a call counts that ends now. */
    UsageKey key(String owner, String user, String team, String model) {
        var now = LocalDateTime.ofInstant(clock.instant(), config.zone());
        return new UsageKey(now.toLocalDate().toString(), now.getHour(), owner, user, team, model);
    }

    void add(UsageKey key, UsageSum sum) {
        if (sums.size() < MOST_KEYS || sums.containsKey(key)) {
            sums.merge(key, sum, UsageSum::plus);
        } else {
            LOG.log(Level.WARNING, "usage.lost requests={0}", sum.requests());
        }
    }

    /** Writes what there is; what cannot be written stays. Blocks. */
    void flush() {
        var taken = new HashMap<UsageKey, UsageSum>();
        for (var key : sums.keySet()) {
            var sum = sums.remove(key);
            if (sum != null) {
                taken.put(key, sum);
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        try {
            repository.add(taken);
        } catch (RuntimeException away) {
            taken.forEach(this::add);
            throw away;
        }
    }
}
