package steward.identity;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
        sessions.end(actor(anna), id(other), id(one));
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
        refused(actor(ben), begin(ben, IdentityHouse.BROWSER), id(annas));
        assertThat(known(annas)).isTrue();
    }

    @Test
    void oneThatIsOverIsNotFound() {
        var grant = begin(anna, IdentityHouse.BROWSER);
        var here = begin(anna, IdentityHouse.BROWSER);
        sessions.end(actor(anna), id(here), id(grant));
        refused(actor(anna), here, id(grant));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "019ab1f2-7c3e-7a10-9d4e-000000000000", "1-1-1-1-1", "' or 1=1"})
    void whatIsNoSessionIsNotFound(String id) {
        refused(actor(anna), begin(anna, IdentityHouse.BROWSER), id);
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
    }

    @Test
    void tenMinutesAfterTheSignInAnotherEndsOnlyOnceThePasswordWasShownAgain() {
        var there = begin(anna, IdentityHouse.PROGRAM);
        var here = begin(anna, IdentityHouse.PROGRAM);
        house.time.advance(Duration.ofSeconds(599));
        assertThat(sessions.missing(anna.id(), id(here))).isEmpty();
        house.time.advance(Duration.ofSeconds(1));
        assertThat(sessions.missing(anna.id(), id(here))).contains(OwnSessions.Proof.PASSWORD);
        assertThat(refusal(() -> sessions.end(actor(anna), id(here), id(there))))
                .isEqualTo(ProblemType.SIGN_IN_AGAIN);
        assertThat(refusal(() -> sessions.endOthers(actor(anna), id(here)))).isEqualTo(ProblemType.SIGN_IN_AGAIN);
        assertThat(refusal(() -> confirm(here, "wrong"))).isEqualTo(ProblemType.INVALID_CREDENTIALS);
        assertThat(refusal(() -> sessions.endOthers(actor(anna), id(here)))).isEqualTo(ProblemType.SIGN_IN_AGAIN);
        assertThat(known(there)).isTrue();

        confirm(here, IdentityHouse.PASSWORD);

        assertThat(sessions.missing(anna.id(), id(here))).isEmpty();
        sessions.end(actor(anna), id(here), id(there));
        assertThat(known(there)).isFalse();
        house.time.advance(Duration.ofMinutes(10));
        assertThat(sessions.missing(anna.id(), id(here))).contains(OwnSessions.Proof.PASSWORD);
        assertThat(house.audited())
                .filteredOn(event -> event.action().equals("session.confirmed"))
                .extracting(AuditEvent::outcome)
                .containsExactly("refused", "ok");
    }

    @Test
    void thePasswordShownInOneSessionSaysNothingOfAnother() {
        var stolen = begin(anna, IdentityHouse.PROGRAM);
        house.time.advance(Duration.ofHours(1));
        confirm(begin(anna, IdentityHouse.BROWSER), IdentityHouse.PASSWORD);
        assertThat(refusal(() -> sessions.endOthers(actor(anna), id(stolen)))).isEqualTo(ProblemType.SIGN_IN_AGAIN);
    }

    @Test
    void refreshingShowsNothing() {
        var here = begin(anna, IdentityHouse.BROWSER);
        house.time.advance(Duration.ofMinutes(11));
        house.sessions.refresh(here.refresh(), true);
        assertThat(sessions.missing(anna.id(), id(here))).isPresent();
    }

    @Test
    void theSessionThatAsksEndsWithoutMore() {
        var here = begin(anna, IdentityHouse.PROGRAM);
        house.time.advance(Duration.ofDays(1));
        sessions.end(actor(anna), id(here), id(here));
        assertThat(known(here)).isFalse();
    }

    @Test
    void whoHasNoPasswordHereSignsInAgain() {
        var otto = house.userWithoutPassword("otto", Role.VIEWER);
        var before = begin(otto, IdentityHouse.BROWSER);
        house.time.advance(Duration.ofMinutes(10));
        assertThat(sessions.missing(otto.id(), id(before))).contains(OwnSessions.Proof.SIGN_IN);
        var now = begin(otto, IdentityHouse.BROWSER);
        assertThat(sessions.missing(otto.id(), id(now))).isEmpty();
        sessions.endOthers(actor(otto), id(now));
        assertThat(known(before)).isFalse();
    }

    @Test
    void aKeyCannotShowWhoAsks() {
        var annas = begin(anna, IdentityHouse.BROWSER);
        assertThat(sessions.missing(anna.id(), null)).contains(OwnSessions.Proof.SIGN_IN);
        assertThat(refusal(() -> sessions.end(actor(anna), null, id(annas)))).isEqualTo(ProblemType.SIGN_IN_AGAIN);
        assertThat(refusal(() -> sessions.endOthers(actor(anna), null))).isEqualTo(ProblemType.SIGN_IN_AGAIN);
    }

    @Test
    void triesToShowThePasswordAreCountedAsThoseToSignIn() {
        var here = begin(anna, IdentityHouse.PROGRAM);
        for (var i = 0; i < 5; i++) {
            assertThat(refusal(() -> confirm(here, "wrong"))).isEqualTo(ProblemType.INVALID_CREDENTIALS);
        }
        assertThat(refusal(() -> confirm(here, IdentityHouse.PASSWORD))).isEqualTo(ProblemType.LOGIN_LIMITED);
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

    private void confirm(Sessions.Grant here, String password) {
        IdentityHouse.done(house.signIn.confirm(actor(anna), id(here), password, IdentityHouse.PROGRAM));
    }

    private void refused(Actor actor, Sessions.Grant here, String id) {
        assertThat(refusal(() -> sessions.end(actor, id(here), id))).isEqualTo(ProblemType.NOT_FOUND);
    }

    private static ProblemType refusal(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).type();
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
