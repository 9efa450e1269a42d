package steward.identity;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names to sign in with: letters of any script, digits and {@code . _ @ + -}; what looks the same is the same. */
final class Usernames {
    static final int LONGEST = 80;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@+-]{1," + LONGEST + "}");

    private Usernames() {}

    /** As it is kept; empty for what can be nobody's name. */
    static Optional<String> normal(String typed) {
        if (typed == null || typed.length() > 4 * LONGEST) {
            return Optional.empty();
        }
        var name = Normalizer.normalize(typed.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return Optional.of(name).filter(normal -> NAME.matcher(normal).matches());
    }
}
