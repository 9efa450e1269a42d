package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Teams, their members, and organisations of teams, for administrators. Blocks; thread-safe. */
@ApplicationScoped
class Teams {
    private static final Set<String> TEAM = Users.with(LimitFields.NAMES, "name", "organisation_id");
    private static final Set<String> ORGANISATION = Users.with(LimitFields.NAMES, "name");
    private static final int LONGEST_NAME = 120;

    private IdentityChanges changes;
    private Ids ids;
    private Clock clock;

    Teams() {} // for the CDI proxy

    @Inject
    Teams(IdentityChanges changes, Ids ids, Clock clock) {
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
    }

    List<Team> all() {
        return changes.read(TeamRows::teams);
    }

    /** @throws ProblemException not_found (404) */
    Team find(String id) {
        return changes.read(connection -> existing(connection, id));
    }

    /** @throws ProblemException validation_failed (422), conflict (409) where the name is taken */
    Team add(Actor actor, JsonNode body) {
        var fields = new Fields(body, TEAM);
        var team = changed(new Team(ids.next().toString(), null, null, null, null, null), fields);
        fields.errors().throwIfAny();
        return changes.change((connection, audit) -> {
            check(connection, team);
            TeamRows.insert(connection, team, clock.instant().truncatedTo(ChronoUnit.MICROS));
            audit.accept(actor.did("team.created", "team:" + team.id(), Map.of(), Changes.of(team)));
            return team;
        });
    }

    Team change(Actor actor, String id, JsonNode body) {
        var fields = new Fields(body, TEAM);
        return changes.change((connection, audit) -> {
            var before = existing(connection, id);
            var wanted = changed(before, fields);
            fields.errors().throwIfAny();
            check(connection, wanted);
            TeamRows.update(connection, wanted);
            audit.accept(actor.did("team.changed", "team:" + id, Changes.of(before), Changes.of(wanted)));
            return wanted;
        });
    }

    /** Its members stay, without a team. */
    void delete(Actor actor, String id) {
        changes.change((connection, audit) -> {
            existing(connection, id);
            audit.accept(actor.did("team.deleted", "team:" + id));
            return TeamRows.delete(connection, id);
        });
    }

    List<User> members(String id) {
        return changes.read(connection -> {
            existing(connection, id);
            return UserRows.all(connection).stream()
                    .filter(user -> id.equals(user.teamId()))
                    .toList();
        });
    }

    /** Puts a user into the team, out of whichever they were in, or takes them out of this one. */
    void place(Actor actor, String id, String userId, boolean member) {
        changes.change((connection, audit) -> {
            existing(connection, id);
            var user = (Fields.isId(userId) ? UserRows.find(connection, userId) : Optional.<User>empty())
                    .filter(found -> member || id.equals(found.teamId()))
                    .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "user"));
            actor.requireToGovern(user.role());
            UserRows.setTeam(connection, userId, member ? id : null);
            audit.accept(actor.did(member ? "team.member_added" : "team.member_removed", "user:" + userId));
            return null;
        });
    }

    List<Organisation> organisations() {
        return changes.read(TeamRows::organisations);
    }

    Organisation addOrganisation(Actor actor, JsonNode body) {
        var fields = new Fields(body, ORGANISATION);
        var limits = LimitFields.of(fields, LimitFields.NONE);
        var organisation = new Organisation(
                ids.next().toString(),
                fields.requiredText("name", null, LONGEST_NAME),
                limits.rpm(),
                limits.tpm(),
                limits.maxConcurrent());
        fields.errors().throwIfAny();
        return changes.change((connection, audit) -> {
            var taken = TeamRows.organisations(connection).stream()
                    .anyMatch(other -> other.name().equals(organisation.name()));
            if (taken) {
                throw taken();
            }
            TeamRows.insert(connection, organisation, clock.instant().truncatedTo(ChronoUnit.MICROS));
            audit.accept(actor.did("organisation.created", "organisation:" + organisation.id()));
            return organisation;
        });
    }

    private static Team changed(Team team, Fields fields) {
        var limits = LimitFields.of(fields, new LimitFields(team.rpm(), team.tpm(), team.maxConcurrent()));
        return new Team(
                team.id(),
                fields.id("organisation_id", team.organisationId()),
                fields.requiredText("name", team.name(), LONGEST_NAME),
                limits.rpm(),
                limits.tpm(),
                limits.maxConcurrent());
    }

    private static void check(Connection connection, Team team) throws SQLException {
        if (TeamRows.isTaken(connection, team.name(), team.id())) {
            throw taken();
        }
        if (team.organisationId() != null
                && TeamRows.organisation(connection, team.organisationId()).isEmpty()) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED).field("organisation_id", "exists", Map.of());
        }
    }

    private static ProblemException taken() {
        return new ProblemException(ProblemType.CONFLICT).field("name", "taken", Map.of());
    }

    private static Team existing(Connection connection, String id) throws SQLException {
        return (Fields.isId(id) ? TeamRows.find(connection, id) : Optional.<Team>empty())
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "team"));
    }
}
