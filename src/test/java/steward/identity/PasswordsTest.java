package steward.identity;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;

class PasswordsTest {
    private static final String RIGHT = "correct horse battery staple";

    @Test
    void aPasswordIsKeptAsArgon2idOfTheFullCost() {
        var passwords = new Passwords(Runnable::run);
        var kept = passwords.hash(RIGHT);
        assertThat(kept).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(RIGHT);
        assertThat(passwords.matches(RIGHT, kept)).isTrue();
    }

    @Test
    void anUnknownUserTakesTheSameWorkAsAKnownOne() {
        var passwords = new Passwords(Runnable::run, 512);
        var kept = passwords.hash(RIGHT);
        passwords.matches("wrong", null); // the hash of nobody is made once
        var known = work(() -> passwords.matches("wrong", kept));
        var unknown = work(() -> passwords.matches("wrong", null));
        assertThat(known).isGreaterThan(512 * 1024);
        assertThat((double) unknown / known).isBetween(0.95, 1.05);
    }

    /**
     * The memory that a check fills, which is what an Argon2 hash costs. Its time is no measure here: the compiler may
     * make one of the two paths twice as fast in the middle of the test.
     */
    private static long work(Runnable check) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var begin = threads.getCurrentThreadAllocatedBytes();
        check.run();
        return threads.getCurrentThreadAllocatedBytes() - begin;
    }

    @Test
    void everyOneOfTheThirtyThousandMostCommonThatIsLongEnoughIsRefused() throws IOException {
        var list = "/com/nulabinc/zxcvbn/matchers/dictionaries/passwords.txt";
        try (var lines = new BufferedReader(
                new InputStreamReader(PasswordsTest.class.getResourceAsStream(list), StandardCharsets.UTF_8))) {
            var common = lines.lines()
                    .map(String::strip)
                    .filter(password -> password.length() >= Passwords.SHORTEST)
                    .toList();
            assertThat(common)
                    .hasSizeGreaterThan(50)
                    .allSatisfy(password ->
                            assertThat(isTaken(password)).as(password).isFalse());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password1234",
                "P@ssw0rd2024!",
                "Welcome12345",
                "qwertyuiop[]",
                "1qaz2wsx3edc",
                "iloveyou1234",
                "passwordpassword",
                "LiverpoolLiverpool",
                "administrator1",
                "Steward2026!",
                "changeme1234",
                "woaini1314520",
                "woaini5201314",
                "letmeinletmein",
                "drowssapdrowssap"
            })
    void whatIsPutTogetherOfWhatEverybodyTriesIsRefused(String password) {
        assertThat(isTaken(password)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "a-new-password-here",
                "七月的雨落在旧书店的屋檐上",
                "tr0ub4dor&3 zebra",
                "x7#Kq9!vLm2$",
                "een fiets voor de buurman"
            })
    void whatTakesLongToGuessIsTakenWhateverItIsMadeOf(String password) {
        assertThat(isTaken(password)).isTrue();
    }

    @Test
    void anotherUsersNameIsNoReason() {
        assertThat(isTaken("wolkenkratzer-77")).isTrue();
        assertThat(isTaken("wolkenkratzer-77", "wolkenkratzer")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4@8({[<369!1|0$5+7%2", "password", "aA1!", "p4$$w0rd", "qwerty7", "19991231"})
    void theLongestIsJudgedInAFewSeconds(String part) {
        var longest = part.repeat(Passwords.LONGEST).substring(0, Passwords.LONGEST);
        isTaken(longest);
        // some 0.2 seconds as a rule; five where nothing is compiled yet; without the limit on its length minutes
        assertThat(nanoseconds(() -> isTaken(longest))).isLessThan(5_000_000_000L);
    }

    /** The processor's and not the clock's, so that other work on the machine does not count. */
    private static long nanoseconds(Runnable check) {
        var threads = ManagementFactory.getThreadMXBean();
        var begin = threads.getCurrentThreadCpuTime();
        check.run();
        return threads.getCurrentThreadCpuTime() - begin;
    }

    private static boolean isTaken(String password) {
        return isTaken(password, "anna");
    }

    private static boolean isTaken(String password, String username) {
        try {
            Passwords.check(new FieldErrors(), "password", password, username).throwIfAny();
            return true;
        } catch (ProblemException refused) {
            return false;
        }
    }

    @Test
    void noHashIsNoPassword() {
        var passwords = new Passwords(Runnable::run, 8);
        for (var hash : Arrays.asList(null, "")) {
            for (var password : List.of("", RIGHT)) {
                assertThat(passwords.matches(password, hash)).isFalse();
            }
        }
    }
}
