package steward.platform.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Knows secrets that are none: everything printed in a deployment guide or commonly left as it came, and patterns. */
final class WeakSecrets {
    private static final int FEWEST_DIFFERENT_CHARACTERS = 10;
    private static final int LONGEST_REPEATED_UNIT = 16;
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "<.*>|\\$\\{?\\w+}?|\\$\\(.*\\)|your[-_ ].*|.*change[-_ ]?me.*|.*replace[-_ ]?me.*|.*example.*");
    private static final Set<String> PRINTED = Set.of(
            "ab3de5fg7hi9jk1lm3no5pq7rs9tu1vw3xy5za7bc9de1fg3hi5jk7lm9no1pq3rs5t",
            "your_volcano_ark_api_key",
            "plain_text_password",
            "strong_password",
            "strong-password",
            "64-char-random-key",
            "t0p-s3cr3t",
            "password",
            "passw0rd",
            "p@ssw0rd",
            "pass",
            "secret",
            "secret_key",
            "secret-key",
            "secretkey",
            "admin",
            "admin123",
            "root",
            "test",
            "token",
            "key",
            "xxx",
            "xxxx",
            "pw",
            "123456",
            "12345678",
            "123456789",
            "1234567890",
            "qwerty",
            "postgres",
            "backend",
            "euraflow",
            "steward",
            "redis",
            "default",
            "dev",
            "insecure");

    private WeakSecrets() {}

    /** Whether it is a text that guides print or people leave. */
    static boolean sample(String secret) {
        return PRINTED.contains(lower(secret)) || placeholder(secret);
    }

    /** Whether it only marks the place of a secret, as {@code <strong-password>} does. */
    static boolean placeholder(String secret) {
        return PLACEHOLDER.matcher(lower(secret)).matches();
    }

    /** Whether it is long but made of few characters, of one short piece over and over, or of the alphabet. */
    static boolean guessable(String secret) {
        return secret.chars().distinct().count() < FEWEST_DIFFERENT_CHARACTERS
                || repeats(secret)
                || mostlyInOrder(secret);
    }

    static int bytes(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean repeats(String secret) {
        for (var unit = 1; unit <= LONGEST_REPEATED_UNIT && unit <= secret.length() / 2; unit++) {
            if (secret.substring(unit).equals(secret.substring(0, secret.length() - unit))) {
                return true;
            }
        }
        return false;
    }

    private static boolean mostlyInOrder(String secret) {
        var inOrder = 0;
        for (var i = 1; i < secret.length(); i++) {
            if (Math.abs(secret.charAt(i) - secret.charAt(i - 1)) == 1) {
                inOrder++;
            }
        }
        return inOrder > secret.length() / 2;
    }

    private static String lower(String secret) {
        return secret.strip().toLowerCase(Locale.ROOT);
    }
}
