package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class KnowledgeAccessTest {
    private static final String SECRET = UUID.randomUUID().toString();

    private final IdentityHouse house = IdentityHouse.open();
    private final KnowledgeAccess access = new KnowledgeAccess(house.changes, house.follower);
    private final KnownCallers known = new KnownCallers(house.follower);
    private final User admin = house.user("admin", Role.ADMIN);
    private final User anna = house.user("anna", Role.VIEWER);
    private final User ben = house.user("ben", Role.OPERATOR);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aCollectionThatNamesNobodyIsEverybodys() {
        assertThat(hidden(ben)).isEmpty();
        assertThat(known.of("ip:192.0.2.7").hiddenCollections()).isEmpty();
    }

    @Test
    void oneThatNamesSomebodyIsTheirsAndTheAdministrators() {
        open("user:" + anna.id());
        assertThat(hidden(anna)).isEmpty();
        assertThat(hidden(admin)).isEmpty();
        assertThat(hidden(ben)).containsExactly(SECRET);
        assertThat(access.readers(SECRET)).containsExactly("user:" + anna.id());
    }

    @Test
    void whoHasNoAccountReadsWhatIsEverybodysOnly() {
        open("user:" + anna.id());
        for (var id : List.of("ip:192.0.2.7", "key:0123456789ab", "user:" + UUID.randomUUID())) {
            assertThat(known.of(id).hiddenCollections()).as(id).containsExactly(SECRET);
        }
        var stranger = house.credentials.stranger("ip:192.0.2.7", true, Rights.of(Role.OPERATOR, "ip:192.0.2.7"));
        assertThat(stranger.hiddenCollections()).containsExactly(SECRET);
    }

    @Test
    void aTeamOpensItToItsMembersAndStaysTheOnlyReaderWhenItIsGone() {
        var teams = new Teams(house.changes, house.ids, house.time);
        var team = teams.add(as(admin), json("{\"name\": \"readers\"}")).id();
        teams.place(as(admin), team, ben.id(), true);
        open("team:" + team);
        assertThat(hidden(ben)).isEmpty();
        assertThat(hidden(anna)).containsExactly(SECRET);
        teams.delete(as(admin), team);
        assertThat(hidden(ben)).containsExactly(SECRET);
        assertThat(hidden(anna)).containsExactly(SECRET);
    }

    @Test
    void aKeyOfAnAdministratorThatMayNotAdministerReadsNoMoreThanItsOwnerIsNamedFor() {
        var keys = new Keys(house.changes, house.ids, house.time);
        var made = keys.add(as(admin), json("{\"name\": \"search\", \"scopes\": [\"search\"]}"));
        open("user:" + anna.id());
        assertThat(known.of("key:" + made.key().id()).hiddenCollections()).containsExactly(SECRET);
        open("key:" + made.key().id());
        assertThat(known.of("key:" + made.key().id()).hiddenCollections()).isEmpty();
    }

    @Test
    void anotherInstanceKnowsItAfterARound() {
        var neighbour = house.neighbour();
        open("user:" + anna.id());
        neighbour.follower.catchUp();
        assertThat(new KnownCallers(neighbour.follower).of(ben.callerId()).hiddenCollections())
                .containsExactly(SECRET);
    }

    @Test
    void nothingIsReadBeforeItIsKnownWhoMayReadIt() {
        var starting = new DirectoryFollower(house.database, Runnable::run, null, house.time);
        var stranger = new KnownCallers(starting).of("ip:192.0.2.7");
        assertThat(catchThrowableOfType(ProblemException.class, stranger::hiddenCollections)
                        .type())
                .isEqualTo(ProblemType.STARTING);
    }

    @Test
    void aCollectionThatIsNoMoreIsForgotten() {
        open("user:" + anna.id());
        access.forget(SECRET);
        assertThat(access.readers(SECRET)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"anna", "user:1", "role:viewer", "user:' or 1=1", "ip:0123456789012345678901234567890123456"})
    void onlyUsersKeysTeamsAndOrganisationsAreNamed(String reader) {
        assertThatThrownBy(() -> open(reader)).isInstanceOf(ProblemException.class);
    }

    @Test
    void theAuditHearsOfIt() {
        open("user:" + anna.id());
        assertThat(house.audited()).extracting(AuditEvent::action).containsExactly("collection.readers");
    }

    private void open(String reader) {
        access.setReaders(of(admin), SECRET, List.of(reader));
    }

    private Caller of(User user) {
        return known.of(user.callerId());
    }

    private Actor as(User user) {
        return new Actor(of(user), "192.0.2.7", "");
    }

    private static JsonNode json(String text) {
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    private Set<String> hidden(User user) {
        return of(user).hiddenCollections();
    }
}
