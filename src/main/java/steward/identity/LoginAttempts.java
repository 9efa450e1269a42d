package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * How often a password may be tried: a name from one network, a network with whatever names, and a name from everywhere.
 * Counted in the database, so that neither another instance nor a restart gives new tries. A browser that its user has
 * signed in with before is counted for itself: strangers who use up the tries for a name do not shut its owner out.
 * Blocks; thread-safe.
 */
@ApplicationScoped
class LoginAttempts {
    private static final Limit NAME_AND_NETWORK = new Limit(10, Duration.ofMinutes(15));
    private static final Limit NAME_AND_NETWORK_AT_ONCE = new Limit(5, Duration.ofMinutes(1));
    private static final Limit NETWORK = new Limit(50, Duration.ofMinutes(15));
    private static final Limit NAME = new Limit(100, Duration.ofHours(1));
    private static final Duration KEPT = Duration.ofHours(1);

    private record Limit(int most, Duration within) {}

    /** @param device whether the browser is one that this user has signed in with before */
    record Attempt(String name, String network, boolean device) {
        String nameHash() {
            return Digests.sha256(name);
        }
    }

    private Database database;
    private Ids ids;
    private Clock clock;

    LoginAttempts() {} // for the CDI proxy

    @Inject
    LoginAttempts(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Notes that a password is about to be tried.
     *
     * @throws ProblemException login_limited (429) where it may not be
     */
    void begin(Attempt attempt) {
        database.inTransaction(connection -> {
            var now = clock.instant();
            Database.update(connection, "delete from login_attempt where attempted_at < ?", now.minus(KEPT));
            check(connection, attempt, now);
            return Database.update(
                    connection,
                    "insert into login_attempt (id, name_hash, network, device, attempted_at) values (?, ?, ?, ?, ?)",
                    ids.next(),
                    attempt.nameHash(),
                    attempt.network(),
                    attempt.device(),
                    now);
        });
    }

    /** It was the right one: what was tried from there does not count any more. */
    void succeeded(Attempt attempt) {
        database.inTransaction(connection -> Database.update(
                connection,
                "delete from login_attempt where name_hash = ? and network = ? and device = ?",
                attempt.nameHash(),
                attempt.network(),
                attempt.device()));
    }

    /** Nothing that was tried for this name counts any more. */
    static void forget(Connection connection, String name) throws SQLException {
        Database.update(connection, "delete from login_attempt where name_hash = ?", Digests.sha256(name));
    }

    private static void check(Connection connection, Attempt attempt, Instant now) throws SQLException {
        var own = "name_hash = ? and network = ? and device = ?";
        var values = new Object[] {attempt.nameHash(), attempt.network(), attempt.device()};
        refuse(connection, NAME_AND_NETWORK, now, own, values);
        refuse(connection, NAME_AND_NETWORK_AT_ONCE, now, own, values);
        if (!attempt.device()) {
            refuse(connection, NETWORK, now, "network = ? and device = false", attempt.network());
            refuse(connection, NAME, now, "name_hash = ? and device = false", attempt.nameHash());
        }
    }

    private static void refuse(Connection connection, Limit limit, Instant now, String which, Object... values)
            throws SQLException {
        var all = new Object[values.length + 1];
        System.arraycopy(values, 0, all, 0, values.length);
        all[values.length] = now.minus(limit.within());
        var tries = Database.rows(
                connection,
                "select attempted_at from login_attempt where " + which
                        + " and attempted_at > ? order by attempted_at desc limit " + limit.most(),
                row -> Database.instant(row, "attempted_at"),
                all);
        if (tries.size() >= limit.most()) {
            var oldest = tries.get(tries.size() - 1);
            throw new ProblemException(ProblemType.LOGIN_LIMITED)
                    .retryAfter(Duration.between(now, oldest.plus(limit.within())));
        }
    }
}
