package steward.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import steward.model.ExtractiveAnswer.Quote;
import steward.model.ExtractiveAnswer.Source;

/**
 * Chooses the sentences that say most of what the question is about. The title and heading above a sentence count in
 * part, for they say what it speaks of. A sentence that leans on its neighbour takes it along. For one thread.
 */
final class QuoteSelection {
    private static final int MOST = 6;
    private static final int MOST_CHOSEN = 4;
    private static final int FEW = 2;
    /** Below this, the best sentence is about something else. */
    private static final double ENOUGH = 0.28;

    private static final double NEAR_THE_BEST = 0.6;
    private static final double WORTH_OF_A_TITLE = 0.6;
    /** Decides between sentences that say the same of the keywords. */
    private static final double WORTH_OF_CHARACTERS = 0.1;

    /** So that another language is quoted only where ours says nothing. */
    private static final double WORTH_IN_ANOTHER_LANGUAGE = 0.55;

    private static final Pattern LEANS_ON_THE_ONE_BEFORE = Pattern.compile(
            "(?i)^(?:但|但是|不过|然而|因此|所以|因而|其中|此外|另外|同时|否则|这|那|它|其|该|上述|如此|反之|并且|而且|例如|比如"
                    + "|(?:but|however|therefore|thus|so|this|that|these|those|it|they|otherwise|then|also|moreover|for example|instead)\\b).*",
            Pattern.DOTALL);
    private static final Pattern POINTS_TO_THE_NEXT = Pattern.compile(".*[:：]\\s*$", Pattern.DOTALL);

    private record Candidate(Source source, int index, QuotableText.Sentence place, String text, double score) {}

    private final Keywords keywords;
    private final Locale language;
    private final List<List<Candidate>> bySource;

    QuoteSelection(String question, List<Source> sources) {
        keywords = new Keywords(question);
        language = Wish.language(question);
        bySource = sources.stream().map(this::candidates).toList();
    }

    /** In the order of the sources and, within one, of the text; empty if no source is about the question. */
    List<Quote> quotes() {
        var ranked = bySource.stream()
                .flatMap(List::stream)
                .filter(candidate -> !candidate.place().heading())
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .toList();
        if (keywords.isEmpty() || ranked.isEmpty() || ranked.get(0).score() < ENOUGH) {
            return List.of();
        }
        var least = Math.max(ENOUGH, ranked.get(0).score() * NEAR_THE_BEST);
        var chosen = new LinkedHashSet<Candidate>();
        var said = new LinkedHashSet<String>();
        ranked.stream()
                .filter(candidate -> candidate.score() >= least && said.add(candidate.text()))
                .limit(MOST_CHOSEN)
                .forEach(chosen::add);
        addNeighbours(chosen, said);
        return inOrder(chosen);
    }

    private List<Candidate> candidates(Source source) {
        var places = QuotableText.sentences(source.text());
        var candidates = new ArrayList<Candidate>();
        var heading = "";
        for (var place : places) {
            var text = source.text().substring(place.start(), place.end());
            candidates.add(new Candidate(
                    source,
                    candidates.size(),
                    place,
                    text,
                    score(text, source.title() + " " + source.heading() + " " + heading)));
            heading = place.heading() ? text : heading;
        }
        return candidates;
    }

    private double score(String sentence, String above) {
        var own = keywords.coverage(sentence);
        var together = keywords.coverage(above + " " + sentence);
        var score = own + WORTH_OF_A_TITLE * Math.max(0, together - own);
        if (own > 0) {
            score += WORTH_OF_CHARACTERS * keywords.sharedCharacters(sentence);
        }
        return Wish.language(sentence).equals(language) ? score : score * WORTH_IN_ANOTHER_LANGUAGE;
    }

    private void addNeighbours(Set<Candidate> chosen, Set<String> said) {
        for (var candidate : List.copyOf(chosen)) {
            if (LEANS_ON_THE_ONE_BEFORE.matcher(candidate.text()).matches()) {
                add(chosen, said, candidate, -1);
            }
            if (POINTS_TO_THE_NEXT.matcher(candidate.text()).matches()) {
                add(chosen, said, candidate, 1);
                add(chosen, said, candidate, 2);
            }
        }
        if (chosen.size() <= FEW) {
            add(chosen, said, chosen.iterator().next(), 1);
        }
    }

    private void add(Set<Candidate> chosen, Set<String> said, Candidate candidate, int distance) {
        var neighbours = bySource.stream()
                .filter(list -> list.contains(candidate))
                .findFirst()
                .orElseThrow();
        var index = candidate.index() + distance;
        if (index < 0 || index >= neighbours.size() || chosen.size() >= MOST) {
            return;
        }
        var neighbour = neighbours.get(index);
        if (!neighbour.place().heading() && said.add(neighbour.text())) {
            chosen.add(neighbour);
        }
    }

    private List<Quote> inOrder(Set<Candidate> chosen) {
        return IntStream.range(0, bySource.size())
                .boxed()
                .flatMap(i -> bySource.get(i).stream().filter(chosen::contains))
                .map(QuoteSelection::quote)
                .toList();
    }

    private static Quote quote(Candidate candidate) {
        var start = candidate.source().start();
        return new Quote(
                candidate.source().n(),
                start + candidate.place().start(),
                start + candidate.place().end(),
                candidate.text());
    }
}
