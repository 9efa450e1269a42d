package steward.identity;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static steward.identity.IdentityHouse.BROWSER;
import static steward.identity.IdentityHouse.PASSWORD;
import static steward.identity.IdentityHouse.PROGRAM;
import static steward.identity.IdentityHouse.done;

class SignInTest {
    private final IdentityHouse house = IdentityHouse.open();
    private final User admin = house.user("admin", Role.OWNER);
    private final User anna = house.user("安娜", Role.VIEWER);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theRightPasswordGetsAToken() {
        var grant = done(house.signIn.signIn("Admin ", PASSWORD, PROGRAM));
        var caller = house.credentials.find(grant.access(), "192.0.2.7", false).orElseThrow();
        assertThat(caller.caller().id()).isEqualTo("user:" + admin.id());
        assertThat(caller.caller().has(Role.OWNER)).isTrue();
        assertThat(grant.lives()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void aNameMayBeChinese() {
        assertThat(done(house.signIn.signIn("安娜", PASSWORD, PROGRAM)).user().id())
                .isEqualTo(anna.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "nobody", "", "a\0b", "' or '1'='1", "ａｄｍｉｎ"})
    void anythingElseGetsTheSameAnswer(String name) {
        assertThat(refused(name, "wrong", PROGRAM)).isEqualTo(ProblemType.INVALID_CREDENTIALS);
    }

    @Test
    void aDisabledUserGetsTheSameAnswerAsAnUnknownOne() {
        house.changes.change(connection -> {
            UserRows.update(connection, disabled(anna), house.time.instant());
            return null;
        });
        assertThat(refused("安娜", PASSWORD, PROGRAM)).isEqualTo(ProblemType.INVALID_CREDENTIALS);
    }

    @Test
    void moreThanFiveTriesAMinuteAndTenInAQuarterOfAnHourAreRefused() {
        for (var i = 0; i < 5; i++) {
            assertThat(refused("admin", "wrong", PROGRAM)).isEqualTo(ProblemType.INVALID_CREDENTIALS);
        }
        assertThat(refused("admin", PASSWORD, PROGRAM)).isEqualTo(ProblemType.LOGIN_LIMITED);
        house.time.advance(Duration.ofSeconds(61));
        for (var i = 0; i < 5; i++) {
            assertThat(refused("admin", "wrong", PROGRAM)).isEqualTo(ProblemType.INVALID_CREDENTIALS);
        }
        house.time.advance(Duration.ofSeconds(61));
        assertThat(refused("admin", PASSWORD, PROGRAM)).isEqualTo(ProblemType.LOGIN_LIMITED);
        house.time.advance(Duration.ofMinutes(15));
        assertThat(done(house.signIn.signIn("admin", PASSWORD, PROGRAM)).user().id())
                .isEqualTo(admin.id());
    }

    @Test
    void anotherInstanceCountsTheSameTries() {
        for (var i = 0; i < 5; i++) {
            refused("admin", "wrong", PROGRAM);
        }
        var limited = catchThrowableOfType(
                ProblemException.class, () -> done(house.neighbour().signIn.signIn("admin", PASSWORD, PROGRAM)));
        assertThat(limited.type()).isEqualTo(ProblemType.LOGIN_LIMITED);
        assertThat(limited.retryAfter()).contains(Duration.ofMinutes(1));
    }

    @Test
    void aFloodFromManyAddressesDoesNotShutOutTheBrowserOfTheAdministrator() {
        var known = done(house.signIn.signIn("admin", PASSWORD, BROWSER)).device();
        for (var i = 0; i < 120; i++) {
            refused("admin", "wrong", new SignIn.From("203.0.113." + i, null, false, null));
        }
        assertThat(refused("admin", PASSWORD, new SignIn.From("198.51.100.1", null, true, null)))
                .isEqualTo(ProblemType.LOGIN_LIMITED);
        assertThat(done(house.signIn.signIn("admin", PASSWORD, new SignIn.From("198.51.100.1", known, true, null)))
                        .user()
                        .id())
                .isEqualTo(admin.id());
    }

    @Test
    void oneAddressMayNotTryManyNames() {
        for (var i = 0; i < 50; i++) {
            refused("name" + i, "wrong", PROGRAM);
        }
        assertThat(refused("admin", PASSWORD, PROGRAM)).isEqualTo(ProblemType.LOGIN_LIMITED);
    }

    @Test
    void theBrowserOfAnotherUserIsNotKnown() {
        var annas = done(house.signIn.signIn("安娜", PASSWORD, BROWSER)).device();
        for (var i = 0; i < 5; i++) {
            refused("admin", "wrong", PROGRAM);
        }
        assertThat(refused("admin", PASSWORD, new SignIn.From("192.0.2.7", annas, true, null)))
                .isEqualTo(ProblemType.LOGIN_LIMITED);
    }

    @Test
    void everyTryIsToldWithoutTheNameThatWasTyped() {
        refused("my password by mistake", "wrong", PROGRAM);
        done(house.signIn.signIn("admin", PASSWORD, PROGRAM));
        assertThat(house.audited()).extracting(AuditEvent::outcome).containsExactly("refused", "ok");
        assertThat(house.audited().toString()).doesNotContain("mistake").doesNotContain(PASSWORD);
    }

    @Test
    void aNewPasswordTakesTheOldOnesPlaceAndEndsAllSessions() {
        var before = done(house.signIn.signIn("admin", PASSWORD, PROGRAM));
        var after = done(house.signIn.changePassword(admin.id(), PASSWORD, "another horse battery", PROGRAM));
        assertThat(house.credentials.find(before.access(), "192.0.2.7", false)).isEmpty();
        assertThat(house.credentials.find(after.access(), "192.0.2.7", false)).isPresent();
        assertThat(refused("admin", PASSWORD, PROGRAM)).isEqualTo(ProblemType.INVALID_CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "password1234", "aaaaaaaaaaaaaaaa", "abcdefghijklmnop", "the-admin-of-us"})
    void aGuessablePasswordIsNotTaken(String guessable) {
        var refusal = catchThrowableOfType(
                ProblemException.class,
                () -> done(house.signIn.changePassword(admin.id(), PASSWORD, guessable, PROGRAM)));
        assertThat(refusal.type()).isEqualTo(ProblemType.VALIDATION_FAILED);
        assertThat(refusal.errors().get(0).field()).isEqualTo("new_password");
    }

    @Test
    void whoeverHoldsTheSettingsGetsInAgainAfterAnyFlood() {
        var before = done(house.signIn.signIn("admin", PASSWORD, BROWSER));
        house.changes.change(connection -> {
            UserRows.update(connection, disabled(admin), house.time.instant());
            return null;
        });
        for (var i = 0; i < 10; i++) {
            refused("admin", "wrong", PROGRAM);
        }
        var made = house.passwordReset().of("Admin");
        assertThat(done(house.signIn.signIn("admin", made, PROGRAM)).user().id())
                .isEqualTo(admin.id());
        assertThat(refused("admin", PASSWORD, PROGRAM)).isEqualTo(ProblemType.INVALID_CREDENTIALS);
        assertThat(house.credentials.find(before.access(), "192.0.2.7", false)).isEmpty();
        assertThat(house.passwordReset().owners()).containsExactly("admin");
        assertThat(catchThrowableOfType(
                                ProblemException.class,
                                () -> house.passwordReset().of("nobody"))
                        .type())
                .isEqualTo(ProblemType.NOT_FOUND);
    }

    @Test
    void aPasswordThatWasMadeForSomebodyIsGoodForADayUnlessTheyChangeIt() {
        var made = house.passwordReset().of("admin");
        house.time.advance(PasswordReset.GOOD_FOR.minusSeconds(1));
        var grant = done(house.signIn.signIn("admin", made, PROGRAM));
        house.time.advance(Duration.ofSeconds(1));
        assertThat(refused("admin", made, PROGRAM)).isEqualTo(ProblemType.INVALID_CREDENTIALS);
        house.follower.catchUp(); // of what another process has changed
        assertThat(house.credentials.find(grant.access(), "192.0.2.7", false)).isPresent();

        var again = house.passwordReset().of("admin");
        done(house.signIn.changePassword(admin.id(), again, "another horse battery", PROGRAM));
        house.time.advance(Duration.ofDays(400));
        assertThat(done(house.signIn.signIn("admin", "another horse battery", PROGRAM))
                        .user()
                        .id())
                .isEqualTo(admin.id());
    }

    private ProblemType refused(String name, String password, SignIn.From from) {
        return catchThrowableOfType(ProblemException.class, () -> done(house.signIn.signIn(name, password, from)))
                .type();
    }

    private static User disabled(User user) {
        return new User(
                user.id(),
                user.username(),
                null,
                user.role(),
                true,
                user.tokenVersion() + 1,
                null,
                null,
                null,
                null,
                user.createdAt(),
                null);
    }
}
