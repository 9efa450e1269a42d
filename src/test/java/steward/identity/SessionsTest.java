package steward.identity;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import steward.platform.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SessionsTest {
    private final IdentityHouse house = IdentityHouse.open();
    private final User user = house.user("anna", Role.OPERATOR);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aRefreshTokenGivesNewTokensAndIsThenUsedUp() {
        var first = house.sessions.begin(user, IdentityHouse.PROGRAM, "login");
        var second = house.sessions.refresh(first.refresh(), false);
        assertThat(known(second)).isTrue();
        assertThatThrownBy(() -> house.sessions.refresh(first.refresh(), false)).isInstanceOf(ProblemException.class);
        assertThat(known(second)).as("two tabs may ask at the same moment").isTrue();
    }

    @Test
    void aRefreshTokenThatComesAgainLaterEndsTheSession() {
        var first = house.sessions.begin(user, IdentityHouse.PROGRAM, "login");
        var second = house.sessions.refresh(first.refresh(), false);
        house.time.advance(Duration.ofSeconds(11));
        assertThatThrownBy(() -> house.sessions.refresh(first.refresh(), false)).isInstanceOf(ProblemException.class);
        assertThat(known(second)).isFalse();
        assertThatThrownBy(() -> house.sessions.refresh(second.refresh(), false))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aSessionThatWasEndedIsUnknownHereAtOnceAndElsewhereAfterARound() {
        var neighbour = house.neighbour();
        var grant = house.sessions.begin(user, IdentityHouse.BROWSER, "login");
        assertThat(neighbour.credentials.find(grant.access(), "192.0.2.7", false))
                .isPresent();
        house.sessions.end(house.tokens.access(grant.access()).orElseThrow().sessionId());
        assertThat(known(grant)).isFalse();
        neighbour.follower.catchUp();
        assertThat(neighbour.credentials.find(grant.access(), "192.0.2.7", false))
                .isEmpty();
    }

    @Test
    void otherSessionsOfTheUserGoOn() {
        var one = house.sessions.begin(user, IdentityHouse.BROWSER, "login");
        var other = house.sessions.begin(user, IdentityHouse.PROGRAM, "login");
        house.sessions.endByRefresh(one.refresh());
        assertThat(known(one)).isFalse();
        assertThat(known(other)).isTrue();
    }

    @Test
    void aChangedRoleEndsWhatWasSignedBefore() {
        var grant = house.sessions.begin(user, IdentityHouse.PROGRAM, "login");
        house.changes.change(connection -> {
            UserRows.revokeTokens(connection, user.id());
            return null;
        });
        assertThat(known(grant)).isFalse();
        assertThatThrownBy(() -> house.sessions.refresh(grant.refresh(), false)).isInstanceOf(ProblemException.class);
    }

    @Test
    void nobodyStaysSignedInLongerThanTheSettingSays() {
        var grant = house.sessions.begin(user, IdentityHouse.PROGRAM, "login");
        house.time.advance(Duration.ofDays(30));
        assertThatThrownBy(() -> house.sessions.refresh(grant.refresh(), false)).isInstanceOf(ProblemException.class);
    }

    @Test
    void noTokenOutlivesItsSession() {
        var first = house.sessions.begin(user, IdentityHouse.PROGRAM, "login");
        house.time.advance(Duration.ofDays(29));
        var last = house.sessions.refresh(first.refresh(), false);
        assertThat(last.lives()).isEqualTo(Duration.ofDays(1));
        assertThat(known(last)).isTrue();
        house.time.advance(Duration.ofDays(1));
        assertThat(known(last)).isFalse();
    }

    @Test
    void aSessionThatWasEndedIsNotGoodAgainWhenItWouldHaveRunOut() {
        var first = house.sessions.begin(user, IdentityHouse.PROGRAM, "login");
        house.time.advance(Duration.ofDays(28));
        var last = house.sessions.refresh(first.refresh(), false);
        house.sessions.endByRefresh(last.refresh());
        assertThat(known(last)).isFalse();
        house.time.advance(Duration.ofDays(3));
        house.user("ben", Role.VIEWER); // so that what was ended is read anew
        assertThat(known(last)).isFalse();
    }

    private boolean known(Sessions.Grant grant) {
        return house.credentials.find(grant.access(), "192.0.2.7", false).isPresent();
    }
}
