package steward.identity;

import com.nulabinc.zxcvbn.Zxcvbn;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;

/**
 * How many guesses a password lasts, by zxcvbn (Wheeler, USENIX Security 2016): what is among the 30,000 passwords seen most
 * often, or is put together of those, of common words and names, dates, repetitions and rows of keys, is guessed early.
 * Thread-safe.
 */
final class GuessablePasswords {
    /** Below that are what its authors call very and somewhat guessable. */
    private static final double FEWEST_GUESSES = 1e8;
    /** The work grows faster than the length; what comes later makes a password no easier to guess. */
    private static final int LONGEST_LOOKED_AT = 50;
    /** Words of this application's, and what its lists have not: those that people in China try first. */
    private static final List<String> EXPECTED =
            List.of("steward", "admin", "administrator", "woaini", "1314520", "5201314", "mima", "guanliyuan");

    // its words take some ten megabytes and are needed for a moment now and then: the heap may have them back
    private static SoftReference<Zxcvbn> estimator = new SoftReference<>(null);

    private GuessablePasswords() {}

    /** @param username whose password it is to be; may be null */
    static boolean include(String password, String username) {
        var expected = new ArrayList<>(EXPECTED);
        if (username != null) {
            expected.add(username);
        }
        var looked = password.substring(0, Math.min(password.length(), LONGEST_LOOKED_AT));
        return estimator().measure(looked, expected).getGuesses() < FEWEST_GUESSES;
    }

    private static synchronized Zxcvbn estimator() {
        var known = estimator.get();
        if (known == null) {
            known = new Zxcvbn();
            estimator = new SoftReference<>(known);
        }
        return known;
    }
}
