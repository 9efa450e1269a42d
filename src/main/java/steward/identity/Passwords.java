package steward.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import steward.platform.concurrent.Blocking;
import steward.platform.problem.FieldErrors;

/**
 * Passwords, kept as Argon2id hashes (RFC 9106) with OWASP's cost: 19 MiB, two passes. A hash takes a whole core for some
 * tens of milliseconds, so they are computed one at a time, and who comes when too many wait is told to come again: a flood
 * of logins cannot take the processor from those who have signed in. Thread-safe.
 */
@ApplicationScoped
class Passwords {
    static final int SHORTEST = 12;
    static final int LONGEST = 128;
    private static final int KIBIBYTES = 19_456;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int FEWEST_DIFFERENT = 5;
    private static final int MOST_WAITING = 32;
    /** What is long enough and yet among the first that everybody tries. */
    private static final Set<String> COMMON = Set.of(
            "123456789012",
            "1234567890123",
            "12345678910",
            "qwertyuiop123",
            "qwertyuiopas",
            "password1234",
            "password12345",
            "password123!",
            "passwordpassword",
            "administrator",
            "administrator1",
            "admin1234567",
            "adminadminadmin",
            "changemechangeme",
            "changeme1234",
            "letmeinletmein",
            "welcome12345",
            "iloveyou1234",
            "qwerty123456",
            "qwerty1234567",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "abc123456789",
            "a1234567890",
            "woaini1314520",
            "woaini5201314",
            "steward12345",
            "stewardsteward");

    private OneAtATime lane;
    private Argon2Function argon2;
    private String nobodys;

    Passwords() {} // for the CDI proxy

    @Inject
    Passwords(@Blocking Executor executor) {
        this(executor, KIBIBYTES);
    }

    /** With another cost than the one that protects. */
    Passwords(Executor executor, int kibibytes) {
        lane = new OneAtATime(executor, MOST_WAITING);
        argon2 = Argon2Function.getInstance(kibibytes, PASSES, 1, HASH_BYTES, Argon2.ID);
    }

    /** Completes with the result of work that computes hashes; server_busy (503) where too much of it waits. */
    <T> CompletionStage<T> inTurn(Supplier<T> work) {
        return lane.call(work);
    }

    String hash(String password) {
        return Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2).getResult();
    }

    /** Whether it is the password of this hash; without a hash the same work is done and the answer is no. */
    boolean matches(String password, String hash) {
        var usable = hash != null && !hash.isEmpty();
        var against = usable ? hash : nobodys();
        return Password.check(password, against).with(Argon2Function.getInstanceFromHash(against)) && usable;
    }

    private synchronized String nobodys() {
        if (nobodys == null) {
            nobodys = hash(Digests.newSecret());
        }
        return nobodys;
    }

    /** Adds what is wrong with a new password: length counts, not what it is made of (NIST SP 800-63B). */
    static FieldErrors check(FieldErrors errors, String field, String password, String username) {
        if (password == null || password.length() < SHORTEST || password.length() > LONGEST) {
            return errors.add(field, "password_length", Map.of("min", SHORTEST, "max", LONGEST));
        }
        return isGuessable(password.toLowerCase(Locale.ROOT), username) ? errors.add(field, "password_weak") : errors;
    }

    private static boolean isGuessable(String password, String username) {
        return COMMON.contains(password)
                || password.chars().distinct().count() < FEWEST_DIFFERENT
                || username != null && username.length() > 3 && password.contains(username)
                || isInOrder(password);
    }

    private static boolean isInOrder(String password) {
        var inOrder = 0;
        for (var i = 1; i < password.length(); i++) {
            if (Math.abs(password.charAt(i) - password.charAt(i - 1)) <= 1) {
                inOrder++;
            }
        }
        return inOrder > password.length() * 2 / 3;
    }
}
