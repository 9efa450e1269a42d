package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A user's own sessions, to look at and to end. What was ended is void here at once and on other instances within seconds.
 * Another than the one that asks is ended only by who signed in, or showed the password again, within the last minutes: a
 * stolen session does not shut out whom it was stolen from. Blocks; thread-safe.
 */
@ApplicationScoped
class OwnSessions {
    private static final Duration RECENT = Duration.ofMinutes(10);

    private IdentityChanges changes;
    private Clock clock;

    OwnSessions() {} // for the CDI proxy

    @Inject
    OwnSessions(IdentityChanges changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /** By what somebody can show anew who they are. */
    enum Proof {
        PASSWORD,
        /** Whoever has no password here signs in again where they did before. */
        SIGN_IN;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Those that go on, the newest first and at most {@link SessionRows#MOST_LISTED}. */
    List<ActiveSession> of(String userId) {
        return changes.read(connection -> SessionRows.active(connection, userId, now()));
    }

    /**
     * What must be shown before another session can be ended; empty where it was just now.
     *
     * @param current the session that asks; null where a key was shown
     */
    Optional<Proof> missing(String userId, String current) {
        return changes.read(connection -> {
            if (isRecent(connection, userId, current)) {
                return Optional.<Proof>empty();
            }
            var hasPassword = current != null
                    && UserRows.passwordHash(connection, userId, clock.instant())
                            .isPresent();
            return Optional.of(hasPassword ? Proof.PASSWORD : Proof.SIGN_IN);
        });
    }

    /**
     * @param current the session that asks; null where a key was shown
     * @throws ProblemException not_found (404) for one that is over, another's, or none; sign_in_again (403)
     */
    void end(Actor actor, String current, String id) {
        var user = actor.caller().requireUser();
        changes.change((connection, audit) -> {
            if (!id.equals(current)) {
                requireRecent(connection, user, current);
            }
            if (!Fields.isId(id) || !SessionRows.endOwn(connection, user, id, now())) {
                throw new ProblemException(ProblemType.NOT_FOUND).with("what", "session");
            }
            audit.accept(actor.did("session.ended", "session:" + id));
            return null;
        });
    }

    /**
     * Ends all but the one that asks.
     *
     * @param current null where a key was shown
     * @throws ProblemException sign_in_again (403)
     */
    void endOthers(Actor actor, String current) {
        var user = actor.caller().requireUser();
        changes.change((connection, audit) -> {
            requireRecent(connection, user, current);
            SessionRows.endOthers(connection, user, current, now());
            audit.accept(actor.did("session.others_ended", "user:" + user));
            return null;
        });
    }

    private void requireRecent(Connection connection, String userId, String current) throws SQLException {
        if (!isRecent(connection, userId, current)) {
            throw new ProblemException(ProblemType.SIGN_IN_AGAIN).with("minutes", RECENT.toMinutes());
        }
    }

    private boolean isRecent(Connection connection, String userId, String current) throws SQLException {
        return current != null
                && SessionRows.provedAt(connection, userId, current)
                        .filter(at -> clock.instant().isBefore(at.plus(RECENT)))
                        .isPresent();
    }

    /** As the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
