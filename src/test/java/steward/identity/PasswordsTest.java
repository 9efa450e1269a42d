package steward.identity;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        var known = new long[60];
        var unknown = new long[60];
        for (var round = -20; round < 60; round++) {
            var one = work(() -> passwords.matches("wrong", kept));
            var other = work(() -> passwords.matches("wrong", null));
            if (round >= 0) {
                known[round] = one;
                unknown[round] = other;
            }
        }
        assertThat((double) median(unknown) / median(known)).isBetween(0.75, 1.33);
    }

    /** The processor's time and not the clock's, so that other work on the machine does not count. */
    private static long work(Runnable check) {
        var thread = ManagementFactory.getThreadMXBean();
        var begin = thread.getCurrentThreadCpuTime();
        check.run();
        return thread.getCurrentThreadCpuTime() - begin;
    }

    private static long median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
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
