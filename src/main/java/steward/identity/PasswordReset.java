package steward.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import steward.platform.database.Database;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A new password for somebody who has lost theirs, made by whoever holds the server's own settings: the command line. Works
 * beside running instances, which follow within seconds. Blocks; for one thread.
 */
public final class PasswordReset {
    /** Until then it must be changed: it has stood on a terminal. */
    public static final Duration GOOD_FOR = Duration.ofHours(24);

    private static final int PASSWORD_CHARACTERS = 24;

    private final Clock clock;
    private final Database database;
    private final IdentityChanges changes;
    private final Passwords passwords;

    /** On these tables, which must be there. */
    public PasswordReset(DataSource target, Clock clock) {
        this(target, clock, new Passwords(Runnable::run));
    }

    PasswordReset(DataSource target, Clock clock, Passwords passwords) {
        this.clock = clock;
        this.passwords = passwords;
        database = new Database(target, true);
        changes = new IdentityChanges(
                database,
                new DirectoryFollower(database, Runnable::run, null, clock),
                new AuditRepository(database, clock),
                entries -> {}); // a terminal is no log
    }

    /** Who may do everything, by name. */
    public List<String> owners() {
        return database.inTransaction(connection -> UserRows.all(connection).stream()
                .filter(user -> user.role() == Role.OWNER)
                .map(User::username)
                .sorted()
                .toList());
    }

    /**
     * Gives a user a new password, good for a day, and returns it. All of the user's sessions end, a user who was disabled
     * is not any more, and tries that others have used up do not count; the audit tells of it.
     *
     * @throws ProblemException not_found (404)
     */
    public String of(String username) {
        var password = Digests.newSecret().substring(0, PASSWORD_CHARACTERS);
        var hash = passwords.hash(password);
        changes.change((connection, audit) -> {
            var user = UserRows.named(connection, Usernames.normal(username).orElse(""))
                    .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "user"));
            UserRows.update(connection, user.enabled(), clock.instant());
            UserRows.setPassword(connection, user.id(), hash, until(), clock.instant());
            LoginAttempts.forget(connection, user.username());
            audit.accept(AuditEvent.ofTheSystem("password.reset", user.callerId()));
            return null;
        });
        return password;
    }

    private Instant until() {
        return clock.instant().plus(GOOD_FOR).truncatedTo(ChronoUnit.MICROS);
    }
}
