package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import steward.identity.OidcFailure.Reason;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Keeps role and team of whoever signs in by the enterprise's server in step with their groups there. Those decide alone: a
 * role that was given here holds until the next sign-in. Whoever has another role than before has no session from before,
 * and who is let in no longer has none at all. The last owner stays one. Blocks; thread-safe.
 */
@ApplicationScoped
class OidcRights {
    private static final Logger LOG = Logger.getLogger(OidcRights.class.getName());

    private OidcGroups groups;
    private IdentityChanges changes;
    private Clock clock;

    OidcRights() {} // for the CDI proxy

    @Inject
    OidcRights(OidcConfig config, IdentityChanges changes, Clock clock) {
        this.groups = config.groups();
        this.changes = changes;
        this.clock = clock;
    }

    /** @throws OidcFailure for whoever is in no group that is let in */
    void requireLetIn(Set<String> theirs) {
        if (!groups.letIn(theirs)) {
            throw new OidcFailure(Reason.GROUP, "nobody of these groups is let in");
        }
    }

    /**
     * The user as these groups have them.
     *
     * @throws OidcFailure for whoever is in no group that is let in, once they have nothing left here
     */
    User inStep(User user, Set<String> theirs, String address) {
        if (!groups.matter()) {
            return user;
        }
        var letIn = groups.letIn(theirs);
        var stays = changes.read(connection -> wanted(connection, user, theirs).equals(user)
                && (letIn
                        || SessionRows.active(connection, user.id(), clock.instant())
                                .isEmpty()));
        var after = stays ? user : changed(user.id(), theirs, address);
        requireLetIn(theirs);
        return after;
    }

    private User changed(String id, Set<String> theirs, String address) {
        return changes.change((connection, audit) -> {
            var before = UserRows.find(connection, id).orElseThrow(() -> new ProblemException(ProblemType.FORBIDDEN));
            var wanted = wanted(connection, before, theirs);
            var did = AuditEvent.ofOneself(before.callerId(), address, "user.by_groups");
            if (!wanted.equals(before)) {
                UserRows.update(connection, wanted, clock.instant());
                audit.accept(did.changed(Changes.of(before), told(wanted, theirs)));
            }
            if (!groups.letIn(theirs)) {
                UserRows.revokeTokens(connection, id);
                audit.accept(AuditEvent.ofOneself(before.callerId(), address, "user.signed_out"));
            }
            return UserRows.find(connection, id).orElseThrow();
        });
    }

    /** With the groups that it is for. */
    private static Map<String, Object> told(User wanted, Set<String> theirs) {
        var told = Changes.of(wanted);
        told.put("groups", theirs.stream().sorted().collect(Collectors.joining(", ")));
        return told;
    }

    private User wanted(Connection connection, User user, Set<String> theirs) throws SQLException {
        return user.with(role(connection, user, theirs), team(connection, user, theirs));
    }

    private Role role(Connection connection, User user, Set<String> theirs) throws SQLException {
        if (!groups.giveRoles()) {
            return user.role();
        }
        var role = groups.role(theirs);
        if (role != Role.OWNER && user.role() == Role.OWNER && !UserRows.anyOwnerBut(connection, user.id())) {
            LOG.log(Level.WARNING, "oidc.last_owner_stays user={0} groups_give={1}", new Object[] {
                user.callerId(), role.label()
            });
            return Role.OWNER;
        }
        return role;
    }

    private String team(Connection connection, User user, Set<String> theirs) throws SQLException {
        if (!groups.giveTeams()) {
            return user.teamId();
        }
        for (var name : groups.teams(theirs)) {
            var team = TeamRows.named(connection, name);
            if (team.isPresent()) {
                return team.get();
            }
            LOG.log(Level.WARNING, "oidc.no_such_team name={0}", name);
        }
        return null;
    }
}
