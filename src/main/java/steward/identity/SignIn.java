package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Signing in with a name and a password. Whether nobody has the name, or the password is wrong, or the user is disabled, the
 * same work is done and the same is answered. Thread-safe.
 */
@ApplicationScoped
class SignIn {
    /** In the audit, in place of a name that nobody has proved to be theirs. */
    static final String NOBODY = "user:?";

    private IdentityChanges changes;
    private LoginAttempts attempts;
    private Passwords passwords;
    private Sessions sessions;
    private Tokens tokens;
    private Audit audit;
    private Clock clock;

    SignIn() {} // for the CDI proxy

    @Inject
    SignIn(
            IdentityChanges changes,
            LoginAttempts attempts,
            Passwords passwords,
            Sessions sessions,
            Tokens tokens,
            Audit audit,
            Clock clock) {
        this.changes = changes;
        this.attempts = attempts;
        this.passwords = passwords;
        this.sessions = sessions;
        this.tokens = tokens;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Where somebody wants to sign in from.
     *
     * @param device the browser's cookie, or null
     * @param browser whether to sign in a browser, with a short session that is refreshed, and not a program
     * @param userAgent what the program calls itself, as far as it is worth keeping; or null
     */
    record From(String address, String device, boolean browser, String userAgent) {
        private static final int LONGEST_USER_AGENT = 200;

        From {
            userAgent = userAgent == null ? null : plain(userAgent);
        }

        static From of(HttpServletRequest request, boolean browser) {
            return new From(
                    ClientAddress.known(request),
                    Cookies.find(request, Cookies.DEVICE).orElse(null),
                    browser,
                    request.getHeader("User-Agent"));
        }

        private static String plain(String text) {
            var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
            return line.length() > LONGEST_USER_AGENT ? line.substring(0, LONGEST_USER_AGENT) : line;
        }

        String network() {
            return ClientAddress.network(address);
        }
    }

    private record Account(User user, String hash) {}

    /** Fails with invalid_credentials (401), login_limited (429), server_busy or database_unavailable (503). */
    CompletionStage<Sessions.Grant> signIn(String username, String password, From from) {
        return passwords.inTurn(() -> tried(username, password, from));
    }

    private Sessions.Grant tried(String username, String password, From from) {
        var account = Usernames.normal(username).flatMap(this::account);
        var attempt = new LoginAttempts.Attempt(
                Usernames.normal(username).orElse(""), from.network(), isKnownDevice(from, account));
        attempts.begin(attempt);
        if (!matches(password, account)) {
            audit.record(AuditEvent.ofOneself(NOBODY, from.address(), "login").ended("refused"));
            throw new ProblemException(ProblemType.INVALID_CREDENTIALS);
        }
        attempts.succeeded(attempt);
        return sessions.begin(account.orElseThrow().user(), from, "login");
    }

    /**
     * A new password in place of the old one. All sessions end, and one begins.
     *
     * <p>Fails as {@link #signIn} does, and with validation_failed (422) for a password that is easily guessed.
     */
    CompletionStage<Sessions.Grant> changePassword(String userId, String current, String wanted, From from) {
        return passwords.inTurn(() -> {
            var user = proven(userId, current, from, "password.changed");
            Passwords.check(new FieldErrors(), "new_password", wanted, user.username())
                    .throwIfAny();
            return sessions.begin(changed(user, wanted, from), from, "login");
        });
    }

    /** The password again, for what asks for a recent proof: this session has one. Fails as {@link #signIn} does. */
    CompletionStage<Void> confirm(Actor actor, String sessionId, String password, From from) {
        return passwords.inTurn(() -> {
            proven(actor.caller().requireUser(), password, from, "session.confirmed");
            return changes.write((connection, told) -> {
                SessionRows.confirmed(connection, sessionId, clock.instant().truncatedTo(ChronoUnit.MICROS));
                told.accept(actor.did("session.confirmed", "session:" + sessionId));
                return null;
            });
        });
    }

    private User proven(String userId, String password, From from, String action) {
        var account =
                changes.read(connection -> UserRows.find(connection, userId)).flatMap(user -> account(user.username()));
        var name = account.map(found -> found.user().username()).orElse("");
        var attempt = new LoginAttempts.Attempt(name, from.network(), isKnownDevice(from, account));
        attempts.begin(attempt);
        if (!matches(password, account)) {
            audit.record(AuditEvent.ofOneself("user:" + userId, from.address(), action)
                    .ended("refused"));
            throw new ProblemException(ProblemType.INVALID_CREDENTIALS);
        }
        attempts.succeeded(attempt);
        return account.orElseThrow().user();
    }

    private User changed(User user, String password, From from) {
        var hash = passwords.hash(password);
        return changes.change((connection, told) -> {
            UserRows.setPassword(connection, user.id(), hash, clock.instant());
            told.accept(AuditEvent.ofOneself(user.callerId(), from.address(), "password.changed"));
            return UserRows.find(connection, user.id()).orElseThrow();
        });
    }

    private boolean matches(String password, Optional<Account> account) {
        var plausible = password != null && password.length() <= Passwords.LONGEST;
        var matches = passwords.matches(
                plausible ? password : "", account.map(Account::hash).orElse(null));
        return matches && plausible && !account.orElseThrow().user().disabled();
    }

    private Optional<Account> account(String name) {
        return changes.read(connection -> {
            var user = UserRows.named(connection, name);
            return user.isEmpty()
                    ? Optional.<Account>empty()
                    : Optional.of(new Account(
                            user.get(),
                            UserRows.passwordHash(connection, user.get().id(), clock.instant())
                                    .orElse(null)));
        });
    }

    private boolean isKnownDevice(From from, Optional<Account> account) {
        return account.isPresent()
                && from.device() != null
                && tokens.read(Tokens.Use.DEVICE, from.device())
                        .filter(token ->
                                token.userId().equals(account.get().user().id()))
                        .isPresent();
    }
}
