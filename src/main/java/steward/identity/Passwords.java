package steward.identity;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Map;
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

    /** Adds what is wrong with a new password: it must be long and hard to guess, whatever it is made of (NIST SP 800-63B). */
    static FieldErrors check(FieldErrors errors, String field, String password, String username) {
        if (password == null || password.length() < SHORTEST || password.length() > LONGEST) {
            return errors.add(field, "password_length", Map.of("min", SHORTEST, "max", LONGEST));
        }
        return isGuessable(password, username) ? errors.add(field, "password_weak") : errors;
    }

    private static boolean isGuessable(String password, String username) {
        var lower = password.toLowerCase(Locale.ROOT);
        return lower.chars().distinct().count() < FEWEST_DIFFERENT
                || username != null && username.length() > 3 && lower.contains(username)
                || isInOrder(lower)
                || GuessablePasswords.include(password, username);
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
