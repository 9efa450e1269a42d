package steward.identity;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What users see of where they are signed in, and end. */
class OwnSessionsTest {
    private final IdentityHouse house = IdentityHouse.open();
    private final OwnSessions sessions = new OwnSessions(house.changes, house.time);
    private final User anna = house.user("anna", Role.VIEWER);
    private final User ben = house.user("ben", Role.OWNER);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theNewestComesFirstWithWhatItIsKnownBy() {
        begin(anna, IdentityHouse.PROGRAM);
        house.time.advance(Duration.ofMinutes(1));
        var second = begin(anna, new SignIn.From("203.0.113.7", null, true, "Mozilla/5.0"));
        begin(ben, IdentityHouse.PROGRAM);

        assertThat(sessions.of(anna.id())).hasSize(2).first().satisfies(newest -> {
            assertThat(newest.id()).isEqualTo(id(second));
            assertThat(newest.createdFrom()).isEqualTo("203.0.113.7");
            assertThat(newest.lastUsedFrom()).isEqualTo("203.0.113.7");
            assertThat(newest.userAgent()).isEqualTo("Mozilla/5.0");
            assertThat(newest.createdAt()).isEqualTo(newest.lastUsedAt());
            assertThat(newest.expiresAt()).isEqualTo(newest.createdAt().plus(Duration.ofDays(30)));
        });
    }

    @Test
    void theLastUseIsWrittenWithinAMinute() {
        var grant = begin(anna, IdentityHouse.PROGRAM);
        house.time.advance(Duration.ofHours(3));
        house.credentials.find(grant.access(), "198.51.100.4", false);
        house.uses.write();
        assertThat(sessions.of(anna.id())).singleElement().satisfies(session -> {
            assertThat(session.lastUsedAt()).isEqualTo(session.createdAt().plus(Duration.ofHours(3)));
            assertThat(session.lastUsedFrom()).isEqualTo("198.51.100.4");
            assertThat(session.createdFrom()).isEqualTo("192.0.2.7");
        });
    }

    @Test
    void whatAProgramCallsItselfIsKeptAsOneLineOfBoundedLength() {
        begin(anna, new SignIn.From("192.0.2.7", null, true, " a\r\nb\0" + "x".repeat(5_000)));
        assertThat(sessions.of(anna.id()).get(0).userAgent())
                .hasSize(200)
                .startsWith("a b x")
                .doesNotContainPattern("\\p{Cntrl}");
        begin(ben, new SignIn.From("192.0.2.7", null, true, null));
        assertThat(sessions.of(ben.id()).get(0).userAgent()).isNull();
    }

    @Test
    void oneThatIsEndedIsVoidAndTheOthersGoOn() {
        var one = begin(anna, IdentityHouse.BROWSER);
        var other = begin(anna, IdentityHouse.PROGRAM);
        sessions.end(actor(anna), id(one));
        assertThat(known(one)).isFalse();
        assertThat(known(other)).isTrue();
        assertThat(sessions.of(anna.id())).extracting(ActiveSession::id).containsExactly(id(other));
        assertThatThrownBy(() -> house.sessions.refresh(one.refresh(), true)).isInstanceOf(ProblemException.class);
        assertThat(house.audited()).last().satisfies(event -> {
            assertThat(event.action()).isEqualTo("session.ended");
            assertThat(event.object()).isEqualTo("session:" + id(one));
        });
    }

    @Test
    void anothersIsNotFoundAlsoForAnOwner() {
        var annas = begin(anna, IdentityHouse.BROWSER);
        refused(actor(ben), id(annas));
        assertThat(known(annas)).isTrue();
    }

    @Test
    void oneThatIsOverIsNotFound() {
        var grant = begin(anna, IdentityHouse.BROWSER);
        sessions.end(actor(anna), id(grant));
        refused(actor(anna), id(grant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "019ab1f2-7c3e-7a10-9d4e-000000000000", "1-1-1-1-1", "' or 1=1"})
    void whatIsNoSessionIsNotFound(String id) {
        refused(actor(anna), id);
    }

    @Test
    void allOthersEndAtOnce() {
        var here = begin(anna, IdentityHouse.BROWSER);
        var there = begin(anna, IdentityHouse.PROGRAM);
        var bens = begin(ben, IdentityHouse.PROGRAM);
        sessions.endOthers(actor(anna), id(here));
        assertThat(known(here)).isTrue();
        assertThat(known(there)).isFalse();
        assertThat(known(bens)).isTrue();
        sessions.endOthers(actor(anna), null);
        assertThat(known(here)).isFalse();
    }

    @Test
    void whatWasRevokedOrHasExpiredIsNotListed() {
        begin(anna, IdentityHouse.BROWSER);
        house.changes.change(connection -> {
            UserRows.revokeTokens(connection, anna.id());
            return null;
        });
        assertThat(sessions.of(anna.id())).isEmpty();
        begin(ben, IdentityHouse.BROWSER);
        house.time.advance(Duration.ofDays(31));
        assertThat(sessions.of(ben.id())).isEmpty();
    }

    private Sessions.Grant begin(User user, SignIn.From from) {
        return house.sessions.begin(user, from, "login");
    }

    private void refused(Actor actor, String id) {
        assertThatThrownBy(() -> sessions.end(actor, id))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND));
    }

    private Actor actor(User user) {
        var token = begin(user, IdentityHouse.PROGRAM);
        var actor = new Actor(
                house.credentials
                        .find(token.access(), "192.0.2.7", false)
                        .orElseThrow()
                        .caller(),
                "192.0.2.7",
                "req_1");
        house.sessions.end(id(token)); // so that only those of the test are listed
        return actor;
    }

    private String id(Sessions.Grant grant) {
        return house.tokens.access(grant.access()).orElseThrow().sessionId();
    }

    private boolean known(Sessions.Grant grant) {
        return house.credentials.find(grant.access(), "192.0.2.7", false).isPresent();
    }
}
