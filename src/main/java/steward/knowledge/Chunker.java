package steward.knowledge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import steward.knowledge.DocumentText.Heading;
import steward.knowledge.Sentences.Sentence;

/**
 * Cuts a document into passages of about 400 Chinese or 900 Latin characters. A cut falls, in this order of preference,
 * before a heading, at the end of a paragraph, at the end of a sentence; only the last kind repeats a little of what came
 * before. A heading never stands at the end of a passage. For one document and one thread.
 */
final class Chunker {
    private static final int TARGET = 400 * 9;
    /** A section shorter than this takes the next one in. */
    private static final int SMALL_SECTION = 60 * 9;

    private static final int OVERLAP = 45 * 9;
    private static final int LONGEST_PATH = 500;

    private final DocumentText document;
    private final List<Sentence> sentences;
    private final Map<Integer, Heading> headings = new HashMap<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Heading> path = new ArrayList<>();
    private int passed;

    private Chunker(DocumentText document) {
        this.document = document;
        this.sentences = Sentences.of(document.text(), TARGET * 3 / 4);
        document.headings().forEach(heading -> headings.put(heading.offset(), heading));
    }

    static List<Chunk> cut(DocumentText document) {
        var chunker = new Chunker(document);
        int from = 0;
        while (from < chunker.sentences.size()) {
            int to = chunker.end(from);
            chunker.add(from, to);
            from = chunker.next(from, to);
        }
        return chunker.chunks;
    }

    /** The sentence after the last one of the passage that begins with {@code from}. */
    private int end(int from) {
        int weight = 0;
        int to = from;
        while (to < sentences.size() && (to == from || weight + weightOf(to) <= TARGET)) {
            if (isHeading(to) && weight >= SMALL_SECTION && !isHeading(to - 1)) {
                return to;
            }
            weight += weightOf(to++);
        }
        return to == sentences.size() ? to : atBetterPlace(from, to, weight);
    }

    /** The last end of a paragraph in the second half, if there is one; never just after a heading. */
    private int atBetterPlace(int from, int to, int weight) {
        int rest = weight;
        for (int end = to; end > from + 1 && rest > weight * 0.55; end--) {
            if (sentences.get(end - 1).endsParagraph() && !isHeading(end - 1)) {
                return end;
            }
            rest -= weightOf(end - 1);
        }
        int end = to;
        while (end > from + 1 && isHeading(end - 1)) {
            end--;
        }
        return end;
    }

    /** Where the next passage begins: a little before the end of this one if that cut a paragraph. */
    private int next(int from, int to) {
        if (to == sentences.size() || isHeading(to)) {
            return to;
        }
        int next = to;
        int overlap = 0;
        while (next - 1 > from && !endsParagraph(next - 1) && overlap + weightOf(next - 1) <= OVERLAP) {
            overlap += weightOf(--next);
        }
        return next;
    }

    private void add(int from, int to) {
        int start = sentences.get(from).start();
        int end = sentences.get(to - 1).end();
        var text = document.text();
        while (start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        if (end > start) {
            chunks.add(new Chunk(start, end, headingsAbove(from, to)));
        }
    }

    /** Passages come in the order of the text and never repeat a heading, so the path only moves on. */
    private String headingsAbove(int from, int to) {
        int body = from;
        while (body < to - 1 && isHeading(body)) {
            body++;
        }
        int reached = sentences.get(body).start();
        while (passed < document.headings().size()
                && document.headings().get(passed).offset() <= reached) {
            var heading = document.headings().get(passed++);
            path.removeIf(above -> above.level() >= heading.level());
            path.add(heading);
        }
        return joined();
    }

    private String joined() {
        var texts = path.stream().map(Heading::text).filter(text -> !text.equals(document.title()));
        var joined = texts.collect(Collectors.joining(" › "));
        return joined.length() <= LONGEST_PATH ? joined : joined.substring(0, wholeCharacter(joined));
    }

    private static int wholeCharacter(String joined) {
        return Character.isHighSurrogate(joined.charAt(LONGEST_PATH - 1)) ? LONGEST_PATH - 1 : LONGEST_PATH;
    }

    private int weightOf(int sentence) {
        return sentences.get(sentence).weight();
    }

    private boolean endsParagraph(int sentence) {
        return sentences.get(sentence).endsParagraph();
    }

    private boolean isHeading(int sentence) {
        return headings.containsKey(sentences.get(sentence).start());
    }
}
