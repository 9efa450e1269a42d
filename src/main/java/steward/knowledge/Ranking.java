package steward.knowledge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import steward.knowledge.QueryTerms.Kind;
import steward.knowledge.QueryTerms.Phrase;
import steward.knowledge.QueryTerms.Unit;

/**
 * Turns a question into Lucene's terms, weighed by how rare they are in this index: BM25 over words, pairs of characters,
 * title and heading. The query is put together clause by clause, never parsed, so nothing that a caller writes has a
 * meaning to Lucene; the number of clauses is bounded. For one search.
 */
final class Ranking {
    /** Of a long question, the rarest terms are searched. */
    static final int MOST_UNITS = 32;

    private static final int MOST_EXPANSIONS = 2_000;
    private static final float WORD = 1f;
    private static final float PAIR = 0.45f;
    private static final float TITLE = 0.9f;
    private static final float HEADING = 0.7f;
    private static final float ADJACENT = 1.2f;
    private static final float PART = 0.3f;

    /** A term of the question with its weight. */
    record Weighed(Unit unit, long passages, double weight) {}

    /** One addend of the score. */
    record Addend(String field, String term, Query query) {}

    private final IndexSearcher searcher;
    private final IndexReader reader;
    /** Where each term stands in the index: looked up once, used for its rarity and for its query. */
    private final Map<Term, TermStates> states = new HashMap<>();

    private final List<Weighed> weighed;
    private final List<Addend> addends = new ArrayList<>();
    private final List<Query> required = new ArrayList<>();
    private double ideal;

    Ranking(IndexSearcher searcher, QueryTerms terms) throws IOException {
        this.searcher = searcher;
        this.reader = searcher.getIndexReader();
        this.weighed = weigh(terms.units());
        boolean onlyCharacters = weighed.stream().allMatch(each -> each.unit().kind() == Kind.CHARACTER);
        for (var each : weighed) {
            add(each.unit(), onlyCharacters);
        }
        for (var phrase : terms.phrases()) {
            required.add(phrase(phrase));
        }
    }

    List<Weighed> weighed() {
        return weighed;
    }

    List<Addend> addends() {
        return addends;
    }

    List<Query> required() {
        return required;
    }

    /** What has to match and what adds to the score; without any filter. */
    Query query() {
        if (addends.isEmpty() && required.isEmpty()) {
            return new MatchNoDocsQuery();
        }
        var query = new BooleanQuery.Builder();
        required.forEach(phrase -> query.add(phrase, Occur.MUST));
        addends.forEach(addend -> query.add(addend.query(), Occur.SHOULD));
        query.setMinimumNumberShouldMatch(required.isEmpty() ? 1 : 0);
        return query.build();
    }

    /** Brings a sum of BM25 parts to 0 to 1, keeping the order: half of what the question could reach gives 0.5. */
    double normalised(double sum) {
        return sum <= 0 ? 0 : sum / (sum + ideal / 2);
    }

    private List<Weighed> weigh(List<Unit> units) throws IOException {
        var all = new ArrayList<Weighed>();
        for (var unit : units) {
            long passages = passages(unit);
            double weight = rarity(passages) * (unit.kind() == Kind.CHARACTER ? 0.3 : 1);
            all.add(new Weighed(unit, passages, weight));
        }
        if (all.size() <= MOST_UNITS) {
            return all;
        }
        return all.stream()
                .filter(each -> each.passages() > 0)
                .sorted(Comparator.comparingDouble(Weighed::weight).reversed())
                .limit(MOST_UNITS)
                .toList();
    }

    private long passages(Unit unit) throws IOException {
        if (unit.word() != null) {
            long words = passages(IndexFields.WORDS, unit.word());
            return words > 0 ? words : pairsInCommon(unit);
        }
        return pairsInCommon(unit);
    }

    /** At most so many passages hold all pairs. */
    private long pairsInCommon(Unit unit) throws IOException {
        long least = Long.MAX_VALUE;
        for (var gram : unit.grams()) {
            least = Math.min(least, passages(IndexFields.GRAMS, gram));
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /** BM25's inverse document frequency. */
    private double rarity(long passages) {
        double all = Math.max(reader.numDocs(), passages);
        return Math.log(1 + (all - passages + 0.5) / (passages + 0.5));
    }

    private void add(Unit unit, boolean onlyCharacters) throws IOException {
        switch (unit.kind()) {
            case WORD -> addWord(unit);
            case COMPOUND -> addCompound(unit);
            case RUN -> addRun(unit);
            case CHARACTER -> addCharacter(unit, onlyCharacters);
            default -> throw new IllegalStateException(unit.kind().name());
        }
    }

    private void addWord(Unit unit) throws IOException {
        boolean stopWord = StopWords.contains(unit.text());
        addBody(stopWord ? IndexFields.GRAMS : IndexFields.WORDS, stopWord ? unit.text() : unit.word(), WORD);
        addAbove(unit.word(), 1);
    }

    private void addCompound(Unit unit) throws IOException {
        addBody(IndexFields.WORDS, unit.word(), WORD);
        addAbove(unit.word(), 1);
        addAdjacent(unit.grams());
        for (var part : unit.grams()) {
            addBody(IndexFields.GRAMS, part, PART);
        }
    }

    private void addAdjacent(List<String> parts) {
        if (parts.size() > 1) {
            var phrase = new PhraseQuery(IndexFields.GRAMS, parts.toArray(String[]::new));
            var text = String.join(" ", parts);
            addends.add(new Addend(IndexFields.GRAMS, text, new BoostQuery(phrase, ADJACENT)));
        }
    }

    private void addRun(Unit unit) throws IOException {
        if (unit.word() != null) {
            addBody(IndexFields.WORDS, unit.word(), WORD);
            addAbove(unit.word(), 1);
        }
        for (var pair : unit.grams()) {
            addBody(
                    IndexFields.GRAMS,
                    pair,
                    unit.word() == null
                            ? WORD / unit.grams().size() + PAIR / 2
                            : PAIR / unit.grams().size());
            if (unit.word() == null || unit.grams().size() > 1) {
                addAbove(pair, 1f / unit.grams().size());
            }
        }
    }

    private void addCharacter(Unit unit, boolean onlyCharacters) throws IOException {
        addBody(IndexFields.WORDS, unit.word(), PART);
        addAbove(unit.word(), PART);
        if (onlyCharacters) {
            var anywhere = new PrefixQuery(new Term(IndexFields.GRAMS, unit.text()));
            addends.add(new Addend(IndexFields.GRAMS, unit.text(), new BoostQuery(anywhere, PART)));
        }
    }

    private void addBody(String field, String term, float boost) throws IOException {
        ideal += boost * rarity(passages(field, term));
        addTerm(field, term, boost);
    }

    private void addAbove(String term, float share) throws IOException {
        addTerm(IndexFields.TITLE, term, TITLE * share);
        addTerm(IndexFields.HEADING, term, HEADING * share);
    }

    private void addTerm(String field, String text, float boost) throws IOException {
        var term = new Term(field, text);
        var known = states(term);
        if (known.docFreq() > 0) {
            addends.add(new Addend(field, text, new BoostQuery(new TermQuery(term, known), boost)));
        }
    }

    private long passages(String field, String text) throws IOException {
        return states(new Term(field, text)).docFreq();
    }

    private TermStates states(Term term) throws IOException {
        var known = states.get(term);
        if (known == null) {
            known = TermStates.build(searcher, term, true);
            states.put(term, known);
        }
        return known;
    }

    private Query phrase(Phrase phrase) throws IOException {
        if (phrase.places().size() == 1) {
            var place = phrase.places().get(0);
            var term = new Term(IndexFields.GRAMS, place.term());
            return place.begins() ? new PrefixQuery(term) : new TermQuery(term);
        }
        var query = new MultiPhraseQuery.Builder();
        for (var place : phrase.places()) {
            query.add(terms(place), place.position());
        }
        return query.build();
    }

    private Term[] terms(Phrase.Place place) throws IOException {
        return place.begins() ? beginningWith(place.term()) : new Term[] {new Term(IndexFields.GRAMS, place.term())};
    }

    private Term[] beginningWith(String character) throws IOException {
        var found = new ArrayList<Term>();
        var terms = MultiTerms.getTerms(reader, IndexFields.GRAMS);
        var prefix = new BytesRef(character);
        if (terms != null) {
            var each = terms.iterator();
            var status = each.seekCeil(prefix);
            while (status != TermsEnum.SeekStatus.END
                    && StringHelper.startsWith(each.term(), prefix)
                    && found.size() < MOST_EXPANSIONS) {
                found.add(new Term(IndexFields.GRAMS, BytesRef.deepCopyOf(each.term())));
                status = each.next() == null ? TermsEnum.SeekStatus.END : TermsEnum.SeekStatus.FOUND;
            }
        }
        return found.isEmpty() ? new Term[] {new Term(IndexFields.GRAMS, character)} : found.toArray(Term[]::new);
    }
}
