package steward.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Counts tokens: exactly as OpenAI's models do, for those; for all others by the rule of thumb that DeepSeek's
 * documentation gives (0.6 tokens for a Chinese character, 0.3 for an English one). A vocabulary takes some tens of
 * megabytes and is loaded when first needed. Thread-safe.
 */
@ApplicationScoped
public class TokenCounter {
    /** Longer texts are counted in pieces, which costs a token here and there, and less time. */
    private static final int PIECE = 20_000;
    /** Beyond this, the rest is taken to be like what came before. */
    private static final int MOST_COUNTED = 500_000;

    private static final double CHINESE_CHARACTER = 0.6;
    private static final double OTHER_CHARACTER = 0.3;
    /** Newer than the vocabulary library's list, or told apart wrongly by it. */
    private static final Pattern OF_THE_LATEST_VOCABULARY =
            Pattern.compile("(?:gpt-4o|gpt-4\\.\\d|gpt-[5-9]|chatgpt-4o|o[1-9])(?:[-.].*)?");

    private final EncodingRegistry vocabularies = Encodings.newLazyEncodingRegistry();

    /**
     * Counts the tokens of a text alone, without what a provider adds to each message.
     *
     * @param model the provider's name of the model
     */
    public TokenCount count(String model, String text) {
        return vocabulary(model)
                .map(vocabulary -> count(vocabulary, text))
                .orElseGet(() -> new TokenCount(estimate(text), false));
    }

    private Optional<Encoding> vocabulary(String model) {
        return OF_THE_LATEST_VOCABULARY.matcher(model).matches()
                ? Optional.of(vocabularies.getEncoding(EncodingType.O200K_BASE))
                : vocabularies.getEncodingForModel(model);
    }

    private static TokenCount count(Encoding vocabulary, String text) {
        if (text.length() <= PIECE) {
            return new TokenCount(vocabulary.countTokensOrdinary(text), true);
        }
        var end = Math.min(text.length(), MOST_COUNTED);
        var tokens = 0L;
        for (var at = 0; at < end; ) {
            var next = pieceEnd(text, at, end);
            tokens += vocabulary.countTokensOrdinary(text.substring(at, next));
            at = next;
        }
        return new TokenCount(tokens * text.length() / end, false);
    }

    /** After a blank if there is one near, and never between the halves of a character. */
    private static int pieceEnd(String text, int from, int to) {
        if (to - from <= PIECE) {
            return to;
        }
        var end = from + PIECE;
        for (var at = end; at > end - 200; at--) {
            if (Character.isWhitespace(text.charAt(at))) {
                return at;
            }
        }
        return Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end;
    }

    private static long estimate(String text) {
        var chinese = text.chars().filter(c -> c >= 0x2E80).count();
        return Math.round(chinese * CHINESE_CHARACTER + (text.length() - chinese) * OTHER_CHARACTER);
    }
}
