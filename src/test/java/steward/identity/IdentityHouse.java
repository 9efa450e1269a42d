package steward.identity;

import com.nimbusds.jose.JWSAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import steward.FakeTime;
import steward.FreshTables;
import steward.platform.concurrent.BlockingWork;
import steward.platform.config.Settings;
import steward.platform.database.Database;
import steward.platform.database.Ids;

/** Everything of this room on a database in memory, as one instance has it; further instances share the database. */
final class IdentityHouse implements AutoCloseable {
    static final String SECRET = "canary-of-the-signing-secret-0123456789abcdef";
    static final String PASSWORD = "correct horse battery staple";
    private static final int CHEAP = 8;
    static final SignIn.From PROGRAM = new SignIn.From("192.0.2.7", null, false, "curl/8");
    static final SignIn.From BROWSER = new SignIn.From("192.0.2.7", null, true, "Mozilla/5.0 (X11)");

    final FakeTime time;
    final Database database;
    final Ids ids;
    final DirectoryFollower follower;
    final IdentityChanges changes;
    final Tokens tokens;
    final Passwords passwords;
    final Sessions sessions;
    final LoginAttempts attempts;
    final SignIn signIn;
    final LastUse uses;
    final Credentials credentials;
    final Audit audit;
    private final DataSource target;

    private IdentityHouse(FakeTime time, DataSource target, IdentityConfig config, String... secrets) {
        this.time = time;
        this.target = target;
        var tokenConfig = new TokenConfig(
                SigningKey.ofSecrets(List.of(secrets), JWSAlgorithm.HS256),
                Duration.ofMinutes(10_080),
                Duration.ofMinutes(15),
                Duration.ofDays(30));
        database = new Database(target, true);
        ids = new Ids(time);
        follower = new DirectoryFollower(database, Runnable::run, null, time);
        changes = new IdentityChanges(database, follower, new AuditRepository(database, time));
        tokens = new Tokens(tokenConfig, time);
        passwords = new Passwords(Runnable::run, CHEAP);
        sessions = new Sessions(changes, tokens, tokenConfig, ids, time);
        audit = new Audit(new AuditRepository(database, time), new BlockingWork(Runnable::run, 10), null, time);
        attempts = new LoginAttempts(database, ids, time);
        signIn = new SignIn(changes, attempts, passwords, sessions, tokens, audit, time);
        uses = new LastUse(database, Runnable::run, null);
        credentials = new Credentials(new ApiKeys(config), tokens, follower, uses, time);
        follower.catchUp();
    }

    static IdentityHouse open() {
        return withConfig(new IdentityConfig(true, List.of(), List.of()));
    }

    static IdentityHouse withConfig(IdentityConfig config) {
        return new IdentityHouse(new FakeTime(), FreshTables.open(), config, SECRET);
    }

    /** Another instance on the same database. */
    IdentityHouse neighbour(String... secrets) {
        return new IdentityHouse(
                time,
                target,
                new IdentityConfig(true, List.of(), List.of()),
                secrets.length == 0 ? new String[] {SECRET} : secrets);
    }

    /** Adds a user with {@link #PASSWORD}. */
    User user(String name, Role role) {
        return added(name, role, hashed());
    }

    /** Adds a user as single sign-on does. */
    User userWithoutPassword(String name, Role role) {
        return added(name, role, null);
    }

    private User added(String name, Role role, String hash) {
        var user = new User(
                ids.next().toString(), name, null, role, false, 0, null, null, null, null, time.instant(), null);
        return changes.change(connection -> {
            UserRows.insert(connection, user, hash);
            return user;
        });
    }

    // one hash for all, as computing it is made to be slow
    private static String hashed;

    private synchronized String hashed() {
        if (hashed == null) {
            hashed = passwords.hash(PASSWORD);
        }
        return hashed;
    }

    PasswordReset passwordReset() {
        return new PasswordReset(target, time, passwords);
    }

    FirstAdministrator firstAdministrator(Path data, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("DATA_DIR", data.toString());
        return new FirstAdministrator(changes, passwords, ids, time, Settings.of(all));
    }

    CallerFilter filter(boolean keyRequired) {
        return new CallerFilter(new IdentityConfig(keyRequired, List.of(), List.of()), credentials, audit);
    }

    static <T> T done(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    /** What the audit has heard, the first first. */
    List<AuditEvent> audited() {
        var entries = new ArrayList<>(SomeAudit.entries(database));
        Collections.reverse(entries);
        return entries;
    }

    @Override
    public void close() {
        if (target instanceof JdbcConnectionPool pool) {
            pool.dispose();
        }
    }
}
