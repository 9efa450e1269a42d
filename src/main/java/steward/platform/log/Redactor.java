package steward.platform.log;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import steward.platform.config.Secret;

/**
 * Takes keys and passwords out of what is about to be written: those that are known, wherever they stand, and whatever
 * looks like one. Immutable.
 */
final class Redactor {
    /** Shorter ones would be found in ordinary words. */
    private static final int SHORTEST = 6;

    private static final Pattern KEY = Pattern.compile("\\bsk-[A-Za-z0-9_-]{6,}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\b(bearer\\s+)[^\\s\"',;]+");
    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");

    private final List<String> known;

    Redactor(List<String> secrets) {
        this.known = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                // a secret that contains another must go first, or a piece of it would stay
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** The text without secrets; null stays null. */
    String redacted(String text) {
        if (text == null) {
            return null;
        }
        var redacted = text;
        for (var secret : known) {
            redacted = redacted.replace(secret, Secret.MASK);
        }
        return withoutPatterns(redacted);
    }

    // looking for a few letters first spares almost every line the patterns
    private static String withoutPatterns(String text) {
        var redacted = text;
        if (redacted.contains("sk-")) {
            redacted = KEY.matcher(redacted).replaceAll(Secret.MASK);
        }
        if (redacted.contains("earer") || redacted.contains("EARER")) {
            redacted = BEARER.matcher(redacted).replaceAll("$1" + Secret.MASK);
        }
        if (redacted.contains("://")) {
            redacted = IN_ADDRESS.matcher(redacted).replaceAll("$1" + Secret.MASK + "@");
        }
        return redacted;
    }
}
