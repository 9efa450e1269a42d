package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The users, for administrators. Whatever a user may less afterwards ends the sessions that were begun before. Blocks;
 * thread-safe.
 */
@ApplicationScoped
class Users {
    private static final Set<String> CHANGEABLE =
            with(LimitFields.NAMES, "display_name", "role", "team_id", "password", "disabled");
    private static final Set<String> NEW = with(CHANGEABLE, "username");
    private static final int LONGEST_NAME = 120;

    private IdentityChanges changes;
    private Passwords passwords;
    private Ids ids;
    private Clock clock;

    Users() {} // for the CDI proxy

    @Inject
    Users(IdentityChanges changes, Passwords passwords, Ids ids, Clock clock) {
        this.changes = changes;
        this.passwords = passwords;
        this.ids = ids;
        this.clock = clock;
    }

    static Set<String> with(Set<String> names, String... more) {
        var all = new HashSet<>(names);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    List<User> all() {
        return changes.read(UserRows::all);
    }

    /** @throws ProblemException not_found (404) */
    User find(String id) {
        return changes.read(connection -> existing(connection, id));
    }

    /** @throws ProblemException validation_failed (422), forbidden (403) for a role that the actor may not give */
    User add(Actor actor, JsonNode body) {
        var fields = new Fields(body, NEW);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var name = Usernames.normal(fields.text("username", null, Usernames.LONGEST))
                .orElse(null);
        if (name == null) {
            fields.errors().add("username", "username");
        }
        var blank =
                new User(ids.next().toString(), name, null, Role.VIEWER, false, 0, null, null, null, null, now, null);
        var user = changed(blank, fields);
        var hash = passwordHash(fields, name);
        fields.errors().throwIfAny();
        actor.requireToGovern(user.role());
        return changes.change((connection, audit) -> {
            if (UserRows.named(connection, name).isPresent()) {
                throw new ProblemException(ProblemType.CONFLICT).field("username", "taken", Map.of());
            }
            requireTeam(connection, user.teamId());
            UserRows.insert(connection, user, hash);
            audit.accept(actor.did("user.created", user.callerId(), Map.of(), Changes.of(user)));
            return user;
        });
    }

    /**
     * Changes what is given. A changed role or a new password ends the user's sessions.
     *
     * @throws ProblemException not_found (404), forbidden (403), validation_failed (422), conflict (409) for the last owner
     */
    User change(Actor actor, String id, JsonNode body) {
        var fields = new Fields(body, CHANGEABLE);
        var before = find(id);
        var hash = passwordHash(fields, before.username());
        changed(before, fields);
        fields.errors().throwIfAny();
        return changes.change((connection, audit) -> {
            var user = existing(connection, id);
            var wanted = changed(user, fields);
            actor.requireToGovern(user.role());
            actor.requireToGovern(wanted.role());
            requireTeam(connection, wanted.teamId());
            UserRows.update(connection, wanted, clock.instant());
            if (hash != null) {
                UserRows.setPassword(connection, id, hash, clock.instant());
            }
            requireAnOwner(connection);
            var after = existing(connection, id);
            audit.accept(actor.did("user.changed", after.callerId(), Changes.of(user), told(after, hash != null)));
            return after;
        });
    }

    private static Map<String, Object> told(User after, boolean newPassword) {
        var told = Changes.of(after);
        if (newPassword) {
            told.put("password", "changed");
        }
        return told;
    }

    /**
     * Ends all of a user's sessions; their keys and their password stay good.
     *
     * @throws ProblemException not_found (404), forbidden (403)
     */
    void signOut(Actor actor, String id) {
        changes.change((connection, audit) -> {
            var known = existing(connection, id);
            if (!actor.is(known)) {
                actor.requireToGovern(known.role());
            }
            UserRows.revokeTokens(connection, id);
            audit.accept(actor.did("user.signed_out", known.callerId()));
            return known;
        });
    }

    /** @throws ProblemException not_found (404), forbidden (403), conflict (409) for the last owner */
    void delete(Actor actor, String id) {
        changes.change((connection, audit) -> {
            var user = existing(connection, id);
            actor.requireToGovern(user.role());
            UserRows.delete(connection, id);
            requireAnOwner(connection);
            audit.accept(actor.did("user.deleted", user.callerId(), Changes.of(user), Map.of()));
            return user;
        });
    }

    private static User changed(User user, Fields fields) {
        var role = fields.has("role") ? role(fields) : user.role();
        var disabled = fields.flag("disabled", user.disabled());
        var limits = LimitFields.of(fields, new LimitFields(user.rpm(), user.tpm(), user.maxConcurrent()));
        var less = role != user.role() || disabled && !user.disabled();
        return new User(
                user.id(),
                user.username(),
                fields.text("display_name", user.displayName(), LONGEST_NAME),
                role,
                disabled,
                user.tokenVersion() + (less ? 1 : 0),
                fields.id("team_id", user.teamId()),
                limits.rpm(),
                limits.tpm(),
                limits.maxConcurrent(),
                user.createdAt(),
                user.lastLoginAt());
    }

    private static Role role(Fields fields) {
        var label = fields.text("role", null, 16);
        return Role.labelled(label).orElseGet(() -> {
            fields.errors().add("role", "one_of", Map.of("allowed", "viewer, operator, admin, owner"));
            return Role.VIEWER;
        });
    }

    /** Null where none is given: without a password nobody signs in by one. */
    private String passwordHash(Fields fields, String username) {
        var password = fields.secret("password");
        if (password == null) {
            return null;
        }

        Passwords.check(fields.errors(), "password", password, username).throwIfAny();
        return passwords.hash(password);
    }

    private static void requireTeam(Connection connection, String teamId) throws SQLException {
        if (teamId != null && TeamRows.find(connection, teamId).isEmpty()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED).field("team_id", "exists", Map.of());
        }
    }

    private static void requireAnOwner(Connection connection) throws SQLException {
        if (!UserRows.anyOwner(connection)) {
            throw new ProblemException(ProblemType.CONFLICT).field("role", "last_owner", Map.of());
        }
    }

    private static User existing(Connection connection, String id) throws SQLException {
        return (Fields.isId(id) ? UserRows.find(connection, id) : Optional.<User>empty())
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "user"));
    }
}
