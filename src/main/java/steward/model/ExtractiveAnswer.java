package steward.model;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/**
 * The honest answer where no model is: sentences of the knowledge base, quoted as they stand and each with its source,
 * and nothing of our own between them; or that nothing was found; or that this takes a model. Immutable.
 *
 * @param text what is shown, in the language of the question
 * @param quotes what is quoted in {@code text}, in its order; empty unless the kind is {@link Kind#QUOTES}
 */
public record ExtractiveAnswer(Kind kind, String text, List<Quote> quotes) {
    /** What an answer is made of. */
    public enum Kind {
        /** Sentences from the sources. */
        QUOTES,
        /** No source says anything about the question. */
        NOTHING_FOUND,
        /** The question was a greeting, or about ourselves. */
        GREETING,
        /** The question asks to translate, reckon, write or advise. */
        NEEDS_MODEL
    }

    /**
     * A passage that may be quoted.
     *
     * @param n the number it is cited by
     * @param title of its document
     * @param heading the headings above the passage; empty where there are none
     * @param start of the passage in its document, in UTF-16 code units
     */
    public record Source(int n, String title, String heading, String text, int start) {}

    /**
     * A sentence that is quoted.
     *
     * @param n the number of its source
     * @param start in the document, in UTF-16 code units
     * @param end exclusive
     * @param text the sentence exactly as it stands there
     */
    public record Quote(int n, int start, int end, String text) {}

    private static final int MOST_TITLES = 3;

    public ExtractiveAnswer {
        quotes = List.copyOf(quotes);
    }

    /**
     * Answers from these sources alone.
     *
     * @param sources the best first; those that are not about the question are named, not quoted
     */
    public static ExtractiveAnswer to(String question, List<Source> sources) {
        var texts = texts(Wish.language(question));
        return switch (Wish.of(question)) {
            case GREETING -> new ExtractiveAnswer(Kind.GREETING, texts.getString("greeting"), List.of());
            case WORK_OF_A_MODEL -> new ExtractiveAnswer(Kind.NEEDS_MODEL, texts.getString("needs_model"), List.of());
            case KNOWLEDGE -> fromSources(question, sources, texts);
        };
    }

    /** The numbers of the sources quoted, each once, in the order of the text. */
    public List<Integer> cited() {
        return quotes.stream().map(Quote::n).distinct().toList();
    }

    /** The same answer with the sources numbered from 1 in the order of {@link #cited()}. */
    public ExtractiveAnswer numberedFromOne() {
        var order = cited();
        var renumbered = quotes.stream()
                .map(quote -> new Quote(order.indexOf(quote.n()) + 1, quote.start(), quote.end(), quote.text()))
                .toList();
        return renumbered.isEmpty() ? this : new ExtractiveAnswer(kind, quoted(renumbered), renumbered);
    }

    private static ExtractiveAnswer fromSources(String question, List<Source> sources, ResourceBundle texts) {
        var quotes = new QuoteSelection(question, sources).quotes();
        return quotes.isEmpty()
                ? new ExtractiveAnswer(Kind.NOTHING_FOUND, nothingFound(sources, texts), List.of())
                : new ExtractiveAnswer(Kind.QUOTES, quoted(quotes), quotes);
    }

    private static String quoted(List<Quote> quotes) {
        return quotes.stream()
                .map(quote -> "“" + onOneLine(quote.text()) + "” [" + quote.n() + "]")
                .collect(Collectors.joining("\n\n"));
    }

    /** A line broken for its width goes on without a gap in Chinese, with a space elsewhere. */
    private static String onOneLine(String sentence) {
        return sentence.replaceAll("(?<=\\p{IsHan}|[，、；：])\\s*\\n\\s*", "").replaceAll("\\s*\\n\\s*", " ");
    }

    private static String nothingFound(List<Source> sources, ResourceBundle texts) {
        var titles = sources.stream()
                .map(Source::title)
                .distinct()
                .limit(MOST_TITLES)
                .map(title -> MessageFormat.format(texts.getString("title"), title))
                .collect(Collectors.joining(texts.getString("between_titles")));
        return titles.isEmpty()
                ? texts.getString("nothing_found")
                : MessageFormat.format(texts.getString("nothing_found_nearest"), titles);
    }

    private static ResourceBundle texts(Locale locale) {
        return ResourceBundle.getBundle(
                "steward.model.extractive",
                locale,
                ExtractiveAnswer.class.getClassLoader(),
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
