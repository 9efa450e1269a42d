package steward.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static steward.identity.IdentityHouse.PASSWORD;
import static steward.identity.IdentityHouse.PROGRAM;
import static steward.identity.IdentityHouse.done;

class UsersTest {
    private final IdentityHouse house = IdentityHouse.open();
    private final Users users = new Users(house.changes, house.passwords, house.ids, house.time);
    private final User owner = house.user("owner", Role.OWNER);
    private final User admin = house.user("admin", Role.ADMIN);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aNewUserSignsIn() {
        var anna = users.add(as(admin), json("{'username': 'Anna', 'password': '" + PASSWORD + "'}"));
        assertThat(anna.role()).isEqualTo(Role.VIEWER);
        assertThat(done(house.signIn.signIn("anna", PASSWORD, PROGRAM)).user().id())
                .isEqualTo(anna.id());
    }

    @ParameterizedTest
    @CsvSource({"viewer, true", "operator, true", "admin, false", "owner, false"})
    void administratorsGiveRolesBelowTheirOwn(String role, boolean may) {
        var body = json("{'username': 'anna', 'role': '" + role + "'}");
        if (may) {
            assertThat(users.add(as(admin), body).role().label()).isEqualTo(role);
        } else {
            assertThat(refusal(() -> users.add(as(admin), body))).isEqualTo(ProblemType.FORBIDDEN);
        }
        assertThat(users.add(as(owner), json("{'username': 'other', 'role': '" + role + "'}"))
                        .role()
                        .label())
                .isEqualTo(role);
    }

    @Test
    void nobodyRaisesThemselvesOrTouchesThoseAbove() {
        assertThat(refusal(() -> users.change(as(admin), admin.id(), json("{'role': 'owner'}"))))
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(refusal(() -> users.change(as(admin), owner.id(), json("{'password': 'a-new-password-here'}"))))
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(refusal(() -> users.delete(as(admin), owner.id()))).isEqualTo(ProblemType.FORBIDDEN);
    }

    @Test
    void theLastOwnerStays() {
        assertThat(refusal(() -> users.change(as(owner), owner.id(), json("{'role': 'viewer'}"))))
                .isEqualTo(ProblemType.CONFLICT);
        assertThat(refusal(() -> users.change(as(owner), owner.id(), json("{'disabled': true}"))))
                .isEqualTo(ProblemType.CONFLICT);
        assertThat(refusal(() -> users.delete(as(owner), owner.id()))).isEqualTo(ProblemType.CONFLICT);
        assertThat(users.find(owner.id()).role()).isEqualTo(Role.OWNER);
    }

    @Test
    void theAuditTellsWhatWasAndWhatIsButNoPassword() {
        var anna = house.user("anna", Role.VIEWER);
        users.change(as(admin), anna.id(), json("{'role': 'operator', 'rpm': 7, 'password': 'a-new-password-here'}"));
        var entry = SomeAudit.entries(house.database, "user.changed").get(0);
        assertThat(entry.who()).isEqualTo(admin.callerId());
        assertThat(entry.object()).isEqualTo(anna.callerId());
        assertThat(entry.requestId()).isEqualTo("req_1");
        assertThat(entry.change())
                .contains(
                        "\"role\":{\"before\":\"viewer\",\"after\":\"operator\"}",
                        "\"rpm\":{\"after\":7}",
                        "\"password\"")
                .doesNotContain("a-new-password-here", "username");
    }

    @Test
    void aNewRoleEndsTheSessionsOfBefore() {
        var anna = house.user("anna", Role.OPERATOR);
        var grant = house.sessions.begin(anna, IdentityHouse.PROGRAM, "login");
        users.change(as(admin), anna.id(), json("{'role': 'viewer'}"));
        assertThat(house.credentials.find(grant.access(), "192.0.2.7", false)).isEmpty();
    }

    @Test
    void aDisabledUserIsOutAtOnce() {
        var anna = house.user("anna", Role.VIEWER);
        var grant = house.sessions.begin(anna, IdentityHouse.PROGRAM, "login");
        users.change(as(admin), anna.id(), json("{'disabled': true}"));
        assertThat(house.credentials.find(grant.access(), "192.0.2.7", false)).isEmpty();
    }

    @Test
    void whoIsSignedOutIsOutEverywhereAndMaySignInAgain() {
        var anna = house.user("anna", Role.VIEWER);
        var grant = house.sessions.begin(anna, IdentityHouse.PROGRAM, "login");
        users.signOut(as(admin), anna.id());
        assertThat(house.credentials.find(grant.access(), "192.0.2.7", false)).isEmpty();
        var again = house.sessions.begin(users.find(anna.id()), IdentityHouse.PROGRAM, "login");
        assertThat(house.credentials.find(again.access(), "192.0.2.7", false)).isPresent();
    }

    @Test
    void nobodySignsOutThoseAboveThem() {
        assertThat(refusal(() -> users.signOut(as(admin), owner.id()))).isEqualTo(ProblemType.FORBIDDEN);
        assertThat(refusal(() -> users.signOut(as(owner), "019ab1f2-7c3e-7a10-9d4e-000000000000")))
                .isEqualTo(ProblemType.NOT_FOUND);
        users.signOut(as(admin), admin.id());
    }

    @Test
    void anotherNameForTheSameNameIsTaken() {
        assertThat(refusal(() -> users.add(as(owner), json("{'username': 'ＯＷＮＥＲ'}"))))
                .isEqualTo(ProblemType.CONFLICT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'username': 'x', 'id': '1'}",
                "{'username': 'x', 'token_version': 7}",
                "{'username': 'x', 'password_hash': 'x'}",
                "{'username': 'x', 'created_at': null}",
                "[]"
            })
    void whatNobodyMaySetIsRefused(String body) {
        assertThat(refusal(() -> users.add(as(owner), json(body)))).isEqualTo(ProblemType.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'username': 'a b'}",
                "{'username': 'x', 'role': 'god'}",
                "{'username': 'x', 'password': 'short'}",
                "{'username': 'x', 'team_id': 'none'}",
                "{'username': 'x', 'rpm': -1}"
            })
    void whatBreaksARuleIsToldWithItsField(String body) {
        assertThat(refusal(() -> users.add(as(owner), json(body)))).isEqualTo(ProblemType.VALIDATION_FAILED);
    }

    @Test
    void anUnknownUserIsNotFound() {
        assertThat(refusal(() -> users.find("x"))).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(() -> users.delete(as(owner), house.ids.next().toString())))
                .isEqualTo(ProblemType.NOT_FOUND);
    }

    @Test
    void whatOthersSeeHasNothingOfThePassword() {
        assertThat(new String(Json.bytes(UsersResource.UserInfo.of(owner)), StandardCharsets.UTF_8))
                .doesNotContain("hash")
                .doesNotContain("argon2")
                .doesNotContain("version");
    }

    private static Actor as(User user) {
        var rights = new Rights(
                user.id(), null, null, user.role(), user.role().scopes(), Set.of(), Limits.usual(user.callerId()));
        return new Actor(new Caller(user.callerId(), true, false, rights), "192.0.2.7", "req_1");
    }

    private static ProblemType refusal(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).type();
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
