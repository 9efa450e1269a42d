package steward.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.database.Database;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class KeysTest {
    private static final String FROM = "192.0.2.7";

    private final IdentityHouse house = IdentityHouse.open();
    private final Keys keys = new Keys(house.changes, house.ids, house.time);
    private final User owner = house.user("owner", Role.OWNER);
    private final User admin = house.user("admin", Role.ADMIN);
    private final User anna = house.user("anna", Role.VIEWER);
    private final User ben = house.user("ben", Role.VIEWER);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aKeyIsToldOnceAndKeptByItsHashOnly() {
        var made = keys.add(as(anna), json("{'name': 'ci'}"));
        assertThat(made.secret()).matches("sk-[A-Za-z0-9_-]{43}");
        assertThat(known(made.secret()).orElseThrow().id())
                .isEqualTo("key:" + made.key().id());
        assertThat(known(made.secret()).orElseThrow().scopes())
                .containsExactlyInAnyOrder(Scope.CHAT, Scope.SEARCH, Scope.TASKS);
        assertThat(keys.list(as(anna), false).toString() + made).doesNotContain(made.secret());
        assertThat(made.key().hash()).isEqualTo(Digests.sha256(made.secret()));
    }

    @Test
    void aKnownKeyNeedsNoDatabase() {
        var made = keys.add(as(anna), json("{'name': 'ci'}"));
        house.close();
        assertThat(known(made.secret())).isPresent();
    }

    @Test
    void aRevokedKeyIsUnknownHereAtOnceAndElsewhereAfterARound() {
        var neighbour = house.neighbour();
        var made = keys.add(as(anna), json("{'name': 'ci'}"));
        neighbour.follower.catchUp();
        assertThat(neighbour.credentials.find(made.secret(), FROM, false)).isPresent();
        keys.delete(as(anna), made.key().id());
        assertThat(known(made.secret())).isEmpty();
        neighbour.follower.catchUp();
        assertThat(neighbour.credentials.find(made.secret(), FROM, false)).isEmpty();
    }

    @Test
    void afterARotationBothSecretsAreGoodForAWhile() {
        var before = keys.add(as(anna), json("{'name': 'ci'}"));
        var after = keys.rotate(as(anna), before.key().id(), json("{'overlap_seconds': 60}"));
        assertThat(known(before.secret()).orElseThrow().id())
                .isEqualTo(known(after.secret()).orElseThrow().id());
        house.time.advance(Duration.ofSeconds(60));
        assertThat(known(before.secret())).isEmpty();
        assertThat(known(after.secret())).isPresent();
    }

    @Test
    void aKeyEndsWhenItExpires() {
        var made = keys.add(as(anna), json("{'name': 'ci', 'expires_at': '2026-11-21T09:00:00Z'}"));
        assertThat(known(made.secret())).isPresent();
        house.time.advance(Duration.ofHours(1));
        assertThat(known(made.secret())).isEmpty();
    }

    @Test
    void aKeyIsGoodFromItsNetworksOnly() {
        var made = keys.add(as(anna), json("{'name': 'ci', 'ip_allow': ['10.0.0.0/8', '2001:db8::/32']}"));
        assertThat(house.credentials.find(made.secret(), "10.1.2.3", false)).isPresent();
        assertThat(house.credentials.find(made.secret(), "2001:db8::7", false)).isPresent();
        assertThat(house.credentials.find(made.secret(), FROM, false)).isEmpty();
    }

    @Test
    void aKeyEndsWithItsUser() {
        var made = keys.add(as(anna), json("{'name': 'ci'}"));
        house.changes.change(connection -> UserRows.delete(connection, anna.id()));
        assertThat(known(made.secret())).isEmpty();
    }

    @Test
    void aKeyGivesNoMoreThanItsMakerHas() {
        assertThat(refusal(() -> keys.add(as(anna), json("{'name': 'ci', 'scopes': ['kb']}"))))
                .isEqualTo(ProblemType.VALIDATION_FAILED);
        assertThat(refusal(() -> keys.add(as(anna), json("{'name': 'ci', 'scopes': ['no-such-scope']}"))))
                .isEqualTo(ProblemType.VALIDATION_FAILED);
    }

    @Test
    void aKeyFollowsItsUserDownButNotUp() {
        var made = keys.add(as(admin), json("{'name': 'ci', 'scopes': ['chat', 'kb', 'admin']}"));
        assertThat(known(made.secret()).orElseThrow().has(Role.ADMIN)).isTrue();
        house.changes.change(connection -> Database.update(
                connection, "update app_user set user_role = 'viewer' where id = ?", UUID.fromString(admin.id())));
        var after = known(made.secret()).orElseThrow();
        assertThat(after.has(Role.OPERATOR)).isFalse();
        assertThat(after.scopes()).isEqualTo(Set.of(Scope.CHAT));
    }

    @Test
    void aKeyForSomeModelsMakesNoneForOthers() {
        var made = keys.add(as(owner), json("{'name': 'ci', 'models': ['m1'], 'scopes': ['chat', 'admin']}"));
        var narrow = new Actor(known(made.secret()).orElseThrow(), FROM, "");
        assertThat(narrow.caller().mayAsk("m1")).isTrue();
        assertThat(narrow.caller().mayAsk("m2")).isFalse();
        assertThat(refusal(() -> keys.add(narrow, json("{'name': 'x', 'models': ['m2']}"))))
                .isEqualTo(ProblemType.VALIDATION_FAILED);
        assertThat(keys.add(narrow, json("{'name': 'x'}")).key().models()).containsExactly("m1");
    }

    @Test
    void anothersKeyIsNotFound() {
        var made = keys.add(as(anna), json("{'name': 'ci'}"));
        var id = made.key().id();
        assertThat(refusal(() -> keys.find(as(ben), id))).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(() -> keys.change(as(ben), id, json("{'name': 'mine'}"))))
                .isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(() -> keys.rotate(as(ben), id, json("{}")))).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(() -> keys.delete(as(ben), id))).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(() -> keys.add(as(ben), json("{'name': 'x', 'user_id': '" + anna.id() + "'}"))))
                .isEqualTo(ProblemType.NOT_FOUND);
        assertThat(keys.list(as(ben), true)).isEmpty();
    }

    @Test
    void administratorsLookAfterTheKeysOfThoseBelowThem() {
        var annas = keys.add(as(anna), json("{'name': 'ci'}")).key().id();
        var owners = keys.add(as(owner), json("{'name': 'ci'}")).key().id();
        assertThat(keys.list(as(admin), true)).extracting(KeyRecord::id).containsExactly(annas);
        assertThat(refusal(() -> keys.find(as(admin), owners))).isEqualTo(ProblemType.NOT_FOUND);
        keys.delete(as(admin), annas);
        assertThat(keys.list(as(anna), false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'name': 'x', 'id': '1'}", "{'name': 'x', 'role': 'owner'}", "{'name': 'x', 'key_hash': 'a'}",
                "{'name': 'x', 'created_at': '2020-01-01T00:00:00Z'}", "{'name': 5}", "{'name': 'x', 'rpm': 1.5}"
            })
    void whatNobodyMaySetIsRefused(String body) {
        assertThat(refusal(() -> keys.add(as(anna), json(body)))).isEqualTo(ProblemType.INVALID_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'name': ''}",
                "{'name': 'x', 'rpm': 0}",
                "{'name': 'x', 'ip_allow': ['evil.example.com']}",
                "{'name': 'x', 'expires_at': '2020-01-01T00:00:00Z'}",
                "{'name': 'x', 'expires_at': 'soon'}"
            })
    void whatBreaksARuleIsToldWithItsField(String body) {
        assertThat(refusal(() -> keys.add(as(anna), json(body)))).isEqualTo(ProblemType.VALIDATION_FAILED);
    }

    @Test
    void theLastUseIsWrittenLater() {
        var made = keys.add(as(anna), json("{'name': 'ci'}"));
        known(made.secret());
        assertThat(keys.find(as(anna), made.key().id()).lastUsedAt()).isNull();
        house.uses.write();
        assertThat(keys.find(as(anna), made.key().id()).lastUsedFrom()).isEqualTo(FROM);
    }

    @Test
    void limitsComeFromKeyUserTeamAndOrganisation() {
        var teams = new Teams(house.changes, house.ids, house.time);
        var company = teams.addOrganisation(as(owner), json("{'name': '公司', 'rpm': 1000}"));
        var team = teams.add(as(owner), json("{'name': '研发', 'organisation_id': '" + company.id() + "'}"));
        teams.place(as(owner), team.id(), anna.id(), true);
        var made = keys.add(as(anna), json("{'name': 'ci', 'rpm': 10, 'max_concurrent': 2}"));
        var caller = known(made.secret()).orElseThrow();
        assertThat(caller.owners())
                .containsExactly(
                        "key:" + made.key().id(),
                        "user:" + anna.id(),
                        "team:" + team.id(),
                        "organisation:" + company.id());
        assertThat(caller.limits().levels()).extracting(Limits.Level::rpm).containsExactly(10, null, null, 1000);
    }

    @Test
    void aKeyRenewsNoneThatMayDoMoreThanItself() {
        var full = keys.add(as(owner), json("{'name': 'full', 'scopes': ['chat', 'admin', 'ops']}"));
        var narrow = keys.add(as(owner), json("{'name': 'narrow', 'scopes': ['chat', 'admin']}"));
        var oneModel = keys.add(as(owner), json("{'name': 'one', 'scopes': ['chat', 'admin'], 'models': ['small']}"));
        assertThat(refusal(() -> keys.rotate(by(narrow), full.key().id(), json("{}"))))
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(refusal(() -> keys.rotate(by(oneModel), narrow.key().id(), json("{}"))))
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(known(full.secret())).isPresent();
        assertThat(keys.rotate(by(narrow), oneModel.key().id(), json("{}")).secret())
                .startsWith("sk-");
        assertThat(known(keys.rotate(by(narrow), narrow.key().id(), json("{}")).secret()))
                .isPresent();
    }

    @Test
    void aKeyThatEndsMakesNoneThatLastsLonger() {
        var ends = keys.add(
                as(owner), json("{'name': 'x', 'scopes': ['chat', 'admin'], 'expires_at': '2026-11-21T09:00:00Z'}"));
        var lasting = keys.add(as(owner), json("{'name': 'y', 'scopes': ['chat']}"));
        var made = keys.add(by(ends), json("{'name': 'z'}")).key();
        assertThat(made.expiresAt()).isEqualTo(ends.key().expiresAt());
        for (var later : new String[] {"null", "'2026-11-21T09:00:01Z'"}) {
            assertThat(refusal(() -> keys.add(by(ends), json("{'name': 'x', 'expires_at': " + later + "}"))))
                    .isEqualTo(ProblemType.FORBIDDEN);
            assertThat(refusal(() -> keys.change(by(ends), ends.key().id(), json("{'expires_at': " + later + "}"))))
                    .isEqualTo(ProblemType.FORBIDDEN);
        }
        assertThat(refusal(() -> keys.rotate(by(ends), lasting.key().id(), json("{}"))))
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(keys.change(by(ends), lasting.key().id(), json("{'name': 'renamed'}"))
                        .name())
                .isEqualTo("renamed");
    }

    @Test
    void aKeyOfOneNetworkMakesNoneForAnother() {
        var inside =
                keys.add(as(owner), json("{'name': 'x', 'scopes': ['chat', 'admin'], 'ip_allow': ['192.0.2.0/24']}"));
        var anywhere = keys.add(as(owner), json("{'name': 'y', 'scopes': ['chat']}"));
        assertThat(keys.add(by(inside), json("{'name': 'z'}")).key().ipAllow()).containsExactly("192.0.2.0/24");
        for (var networks : new String[] {"[]", "['198.51.100.0/24']", "['192.0.2.0/24', '198.51.100.1']"}) {
            assertThat(refusal(() -> keys.add(by(inside), json("{'name': 'x', 'ip_allow': " + networks + "}"))))
                    .isEqualTo(ProblemType.FORBIDDEN);
            assertThat(refusal(
                            () -> keys.change(by(inside), inside.key().id(), json("{'ip_allow': " + networks + "}"))))
                    .isEqualTo(ProblemType.FORBIDDEN);
        }
        assertThat(refusal(() -> keys.rotate(by(inside), anywhere.key().id(), json("{}"))))
                .isEqualTo(ProblemType.FORBIDDEN);
    }

    private Actor by(Keys.Made key) {
        return new Actor(known(key.secret()).orElseThrow(), FROM, "");
    }

    private Optional<Caller> known(String secret) {
        return house.credentials.find(secret, FROM, false).map(Credentials.Found::caller);
    }

    private Actor as(User user) {
        var limits = Limits.usual(user.callerId());
        var rights = new Rights(user.id(), null, null, user.role(), user.role().scopes(), Set.of(), limits);
        return new Actor(new Caller(user.callerId(), true, false, rights), FROM, "");
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
