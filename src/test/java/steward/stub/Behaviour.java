package steward.stub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How one call is answered, read from the name of the model asked for: {@code stub-delay-200-pace-20} waits 200 ms and
 * then sends a token every 20 ms. Words may be combined; a word without its number has a sensible one.
 *
 * <pre>
 * delay-N         wait N ms before anything is answered
 * pace-N          N ms between two tokens (0: all at once)
 * tokens-N        answer of N tokens; without it the question is echoed
 * first-N         a stream's head is sent at once, its first token after N ms
 * ping-N          a stream's head is sent at once, then a comment each N ms until the first token
 * fail-S          answer with status S and an error in OpenAI's shape that gives the key away
 * retryafter-N    with fail: Retry-After in seconds
 * every-N         with any fault: only each Nth call of this name fails
 * times-N         with any fault: only the first N calls of this name fail
 * hang            never answer
 * silent          send the head of an answer and nothing more
 * reset-before    close with a reset instead of an answer
 * reset-mid       close with a reset after half of the tokens; reset-N after N tokens
 * close-mid       end a stream properly after half of the tokens, without finish_reason and [DONE]
 * nodone          end a stream without [DONE], but with a finish_reason
 * errorframe      end a stream with an error in a data line after half of the tokens
 * drip-N          send the answer byte by byte, one each N ms
 * huge            an endless answer; hugeline: one endless line of a stream
 * badsse          every line ending, comment and spacing that the standard allows
 * badutf8         bytes that are not UTF-8 inside of the text
 * split           cut every character of more than one byte into two writes
 * html            answer 200 with a page
 * redirect        answer 307 to another address
 * tool            answer with a call of the first tool offered
 * embed-N         vectors of N numbers
 * </pre>
 */
record Behaviour(Map<String, Integer> words) {
    private static final Set<String> FAULTS = Set.of(
            "fail",
            "hang",
            "silent",
            "reset",
            "close",
            "nodone",
            "errorframe",
            "drip",
            "huge",
            "hugeline",
            "badutf8",
            "html",
            "redirect");
    private static final int MID = -1;
    private static final int BEFORE = 0;

    /** The behaviour that this model's name asks for, over the one that all models share. */
    static Behaviour of(String model, Behaviour shared) {
        if (!model.startsWith("stub")) {
            return shared;
        }
        var words = new LinkedHashMap<>(shared.words());
        words.putAll(parse(model));
        return new Behaviour(words);
    }

    static Behaviour parsed(String model) {
        return new Behaviour(parse(model));
    }

    private static Map<String, Integer> parse(String model) {
        var words = new LinkedHashMap<String, Integer>();
        String last = null;
        for (var part : List.of(model.split("-"))) {
            var number = number(part);
            if (number == null) {
                words.put(part, 1);
                last = part;
            } else if (last != null) {
                words.put(last, number);
            }
        }
        return words;
    }

    private static Integer number(String part) {
        return switch (part) {
            case "mid" -> MID;
            case "before" -> BEFORE;
            default -> part.matches("\\d{1,9}") ? Integer.valueOf(part) : null;
        };
    }

    /** This behaviour with its faults taken away. */
    Behaviour healthy() {
        var rest = new LinkedHashMap<>(words);
        rest.keySet().removeAll(FAULTS);
        return new Behaviour(rest);
    }

    boolean faulty() {
        return words.keySet().stream().anyMatch(FAULTS::contains);
    }

    boolean has(String word) {
        return words.containsKey(word);
    }

    int number(String word, int otherwise) {
        return words.getOrDefault(word, otherwise);
    }

    /** After how many of {@code tokens} the word strikes; half of them for {@code mid}. */
    int cutAfter(String word, int tokens) {
        var after = number(word, MID);
        return after == MID ? tokens / 2 : Math.min(after, tokens);
    }

    boolean resetsBefore() {
        return has("reset") && number("reset", MID) == BEFORE;
    }

    /** Whether the {@code nth} call (from 1) of this name meets the fault. */
    boolean strikes(int nth) {
        if (has("times")) {
            return nth <= number("times", 1);
        }
        return nth % number("every", 1) == 0;
    }

    /** A text of this many tokens, or the echo cut into small pieces. */
    List<String> tokens(String echo) {
        return has("tokens") ? filler(number("tokens", 1)) : pieces(echo);
    }

    private static List<String> filler(int count) {
        var words = List.of("你好", "，", "世界", " hello", " world", " 😀", "。", " 数据", " tokens", "\n");
        var tokens = new ArrayList<String>(count);
        for (var i = 0; i < count; i++) {
            tokens.add(words.get(i % words.size()));
        }
        return tokens;
    }

    private static List<String> pieces(String text) {
        var pieces = new ArrayList<String>();
        for (var at = 0; at < text.length(); ) {
            var end = text.offsetByCodePoints(at, Math.min(3, text.codePointCount(at, text.length())));
            pieces.add(text.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
