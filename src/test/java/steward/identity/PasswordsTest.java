package steward.identity;

import com.sun.management.ThreadMXBean;
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
    void noHashIsNoPassword() {
        var passwords = new Passwords(Runnable::run, 8);
        for (var hash : Arrays.asList(null, "")) {
            for (var password : List.of("", RIGHT)) {
                assertThat(passwords.matches(password, hash)).isFalse();
            }
        }
    }
}
