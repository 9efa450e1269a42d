package steward.model;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Cuts a passage into sentences that can be quoted as they stand. Lines are joined only where a line was plainly broken
 * for its width; marks of lists, headings and quotations are left out of the sentence. For one thread.
 */
final class QuotableText {
    /**
     * A sentence's place in the passage, in UTF-16 code units, {@code end} exclusive.
     *
     * @param heading whether it is a heading, which says what follows but is no statement
     */
    record Sentence(int start, int end, boolean heading) {}

    private static final int LONGEST = 300;
    private static final int LONGEST_TITLE = 60;
    /** A line of this width that does not end its sentence was broken to fit; a Chinese character is two wide. */
    private static final int BROKEN_WIDTH = 60;

    private static final Pattern MARKS = Pattern.compile("\\s*(?:#{1,6}\\s+|[-*+•]\\s+|>\\s?|\\d{1,3}[.)、]\\s*)*");
    private static final Pattern HEADING = Pattern.compile("\\s*#{1,6}\\s.*", Pattern.DOTALL);
    private static final String STOPS = "。！？!?；;：:….";
    private static final String CHINESE_STOPS = "。！？";
    private static final String CLOSERS = "”’」』）)】》\"'";
    private static final String PAUSES = "，、,;； ";

    private final String text;
    private final List<Sentence> sentences = new ArrayList<>();

    private QuotableText(String text) {
        this.text = text;
    }

    static List<Sentence> sentences(String text) {
        var quotable = new QuotableText(text);
        for (var at = 0; at < text.length(); ) {
            var end = quotable.blockEnd(at);
            quotable.block(at, end);
            at = end + 1;
        }
        return quotable.sentences;
    }

    /** The end of the lines that belong together, from this line on. */
    private int blockEnd(int from) {
        var end = lineEnd(from);
        while (end < text.length() && isBroken(from, end) && !startsAnew(end + 1)) {
            from = end + 1;
            end = lineEnd(from);
        }
        return end;
    }

    private int lineEnd(int from) {
        var end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private boolean isBroken(int from, int end) {
        var line = text.substring(from, end).strip();
        return !line.startsWith("#")
                && !line.isEmpty()
                && STOPS.indexOf(line.charAt(line.length() - 1)) < 0
                && line.codePoints().map(c -> c >= 0x1100 ? 2 : 1).sum() >= BROKEN_WIDTH;
    }

    private boolean startsAnew(int from) {
        var line = text.substring(from, lineEnd(from));
        var marks = MARKS.matcher(line);
        return line.isBlank()
                || line.startsWith("|")
                || marks.lookingAt() && !marks.group().isBlank();
    }

    private void block(int from, int to) {
        var block = text.substring(from, to);
        var marks = MARKS.matcher(block);
        var start = marks.lookingAt() ? from + marks.end() : from;
        if (HEADING.matcher(block).matches() || isLoneTitle(from, to)) {
            add(start, to, true);
            return;
        }
        var breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
        breaks.setText(text.substring(start, to).replace('\n', ' '));
        var begin = 0;
        for (var end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            splitChinese(start + begin, start + end);
            begin = end;
        }
    }

    /** A short line between empty ones that is no sentence, with text below: a heading whose marks are gone. */
    private boolean isLoneTitle(int from, int to) {
        var line = text.substring(from, to).strip();
        return !line.isEmpty()
                && line.length() <= LONGEST_TITLE
                && line.indexOf('\n') < 0
                && STOPS.indexOf(line.charAt(line.length() - 1)) < 0
                && (from == 0 || isBlankLineAt(from - 2))
                && isBlankLineAt(to)
                && !text.substring(to).isBlank();
    }

    /** Whether a line ends here and an empty one follows. */
    private boolean isBlankLineAt(int end) {
        return end >= 0 && end + 1 < text.length() && text.charAt(end) == '\n' && text.charAt(end + 1) == '\n';
    }

    /** Chinese puts no space after a full stop. */
    private void splitChinese(int from, int to) {
        var start = from;
        for (var i = from; i < to; i++) {
            if (CHINESE_STOPS.indexOf(text.charAt(i)) >= 0) {
                while (i + 1 < to && (CHINESE_STOPS + CLOSERS).indexOf(text.charAt(i + 1)) >= 0) {
                    i++;
                }
                shorten(start, i + 1);
                start = i + 1;
            }
        }
        shorten(start, to);
    }

    private void shorten(int from, int to) {
        var start = from;
        while (to - start > LONGEST) {
            var end = start + LONGEST;
            while (end > start + LONGEST / 2 && PAUSES.indexOf(text.charAt(end - 1)) < 0) {
                end--;
            }
            if (Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            add(start, end, false);
            start = end;
        }
        add(start, to, false);
    }

    private void add(int from, int to, boolean heading) {
        var start = from;
        var end = to;
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (text.substring(start, end).codePoints().anyMatch(Character::isLetterOrDigit)) {
            sentences.add(new Sentence(start, end, heading));
        }
    }
}
