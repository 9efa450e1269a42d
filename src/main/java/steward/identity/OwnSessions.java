package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A user's own sessions, to look at and to end. What was ended is void here at once and on other instances within seconds.
 * Blocks; thread-safe.
 */
@ApplicationScoped
class OwnSessions {
    private IdentityChanges changes;
    private Clock clock;

    OwnSessions() {} // for the CDI proxy

    @Inject
    OwnSessions(IdentityChanges changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /** Those that go on, the newest first and at most {@link SessionRows#MOST_LISTED}. */
    List<ActiveSession> of(String userId) {
        return changes.read(connection -> SessionRows.active(connection, userId, now()));
    }

    /** @throws ProblemException not_found (404) for one that is over, another's, or none */
    void end(Actor actor, String id) {
        var user = actor.caller().requireUser();
        changes.change((connection, audit) -> {
            if (!Fields.isId(id) || !SessionRows.endOwn(connection, user, id, now())) {
                throw new ProblemException(ProblemType.NOT_FOUND).with("what", "session");
            }
            audit.accept(actor.did("session.ended", "session:" + id));
            return null;
        });
    }

    /** @param kept the session that goes on; null for none */
    void endOthers(Actor actor, String kept) {
        var user = actor.caller().requireUser();
        changes.change((connection, audit) -> {
            SessionRows.endOthers(connection, user, kept, now());
            audit.accept(actor.did("session.others_ended", "user:" + user));
            return null;
        });
    }

    /** As the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
