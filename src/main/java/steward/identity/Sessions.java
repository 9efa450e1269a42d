package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Sessions: begun by a login, carried on by a refresh token that is good once, ended by a logout. A refresh token that comes
 * a second time was stolen from one of the two who showed it, so it ends the session. Blocks; thread-safe.
 */
@ApplicationScoped
class Sessions {
    /** Two tabs of a browser may refresh at the same moment. */
    private static final Duration SAME_MOMENT = Duration.ofSeconds(10);

    private IdentityChanges changes;
    private Tokens tokens;
    private TokenConfig config;
    private Ids ids;
    private Clock clock;

    Sessions() {} // for the CDI proxy

    @Inject
    Sessions(IdentityChanges changes, Tokens tokens, TokenConfig config, Ids ids, Clock clock) {
        this.changes = changes;
        this.tokens = tokens;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What a client gets to show.
     *
     * @param csrf what a browser must repeat in a header; null for programs
     * @param device remembers the browser for later logins; null for programs
     */
    record Grant(User user, String access, Duration lives, String refresh, String csrf, String device) {
        @Override
        public String toString() {
            return "Grant[" + user.id() + "]";
        }
    }

    /** @param action by which the audit knows this way to sign in; its entry is committed with the session */
    Grant begin(User user, SignIn.From from, String action) {
        var now = now();
        var refresh = Digests.newSecret();
        var session = new Session(
                ids.next().toString(), user.id(), user.tokenVersion(), null, now.plus(config.refresh()), null);
        changes.write((connection, audit) -> {
            SessionRows.forgetExpired(connection, now);
            SessionRows.insert(connection, session, Digests.sha256(refresh), from, now);
            UserRows.signedIn(connection, user.id(), now);
            audit.accept(AuditEvent.ofOneself(user.callerId(), from.address(), action));
            return null;
        });
        return grant(user, session, refresh, from.browser());
    }

    /** @throws ProblemException invalid_credentials (401) where the token is not good, or not any more */
    Grant refresh(String refresh, boolean browser) {
        var hash = Digests.sha256(refresh);
        var next = Digests.newSecret();
        var renewed = changes.read(connection -> {
            var session = SessionRows.byRefresh(connection, hash).filter(this::isAlive);
            var user = session.isEmpty()
                    ? Optional.<User>empty()
                    : UserRows.find(connection, session.get().userId()).filter(found -> isSame(found, session.get()));
            return user.isPresent() && SessionRows.rotate(connection, session.get(), hash, Digests.sha256(next), now())
                    ? Optional.of(grant(user.get(), session.get(), next, browser))
                    : Optional.<Grant>empty();
        });
        return renewed.orElseThrow(() -> {
            endWhereStolen(hash);
            return new ProblemException(ProblemType.INVALID_CREDENTIALS);
        });
    }

    private void endWhereStolen(String hash) {
        var stolen = changes.read(connection -> SessionRows.byPrevious(connection, hash)
                .filter(session -> session.endedAt() == null)
                .filter(session -> session.rotatedAt().plus(SAME_MOMENT).isBefore(now())));
        stolen.ifPresent(session -> end(session.id()));
    }

    /** Its tokens are void: here at once, on other instances within seconds. */
    void end(String id) {
        changes.change(connection -> {
            SessionRows.end(connection, id, now());
            return null;
        });
    }

    /** Ends the session of this refresh token, if there is one. */
    void endByRefresh(String refresh) {
        changes.read(connection -> SessionRows.byRefresh(connection, Digests.sha256(refresh)))
                .ifPresent(session -> end(session.id()));
    }

    private boolean isAlive(Session session) {
        return session.endedAt() == null && clock.instant().isBefore(session.expiresAt());
    }

    private static boolean isSame(User user, Session session) {
        return !user.disabled() && user.tokenVersion() == session.tokenVersion();
    }

    private Grant grant(User user, Session session, String refresh, boolean browser) {
        var lives = lives(session, browser ? config.session() : config.access());
        var csrf = browser ? Digests.newSecret() : null;
        var until = clock.instant().plus(lives);
        return new Grant(
                user,
                tokens.sign(
                        Tokens.Use.ACCESS,
                        new Tokens.Signed(user.id(), session.id(), user.tokenVersion(), csrf, until)),
                lives,
                refresh,
                csrf,
                browser ? device(user) : null);
    }

    /** No token outlives its session: that it was ended is forgotten when it would have run out. */
    private Duration lives(Session session, Duration usual) {
        var left = Duration.between(clock.instant(), session.expiresAt());
        return left.compareTo(usual) < 0 ? left : usual;
    }

    private String device(User user) {
        var until = clock.instant().plus(Cookies.DEVICE_LIVES);
        return tokens.sign(Tokens.Use.DEVICE, new Tokens.Signed(user.id(), null, 0, null, until));
    }

    /** As the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
