package steward.knowledge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.util.BytesRef;
import steward.knowledge.Matches.Found;
import steward.knowledge.PassageExplanation.Part;
import steward.knowledge.SearchExplanation.Expected;
import steward.platform.json.Json;

/** One search over one state of the index. For one thread. */
final class IndexSearch {
    private static final int RANKS_COUNTED = 1_000;
    /** So many are looked at more closely, and may change places, even where fewer are asked for. */
    private static final int WINDOW = 12;
    /** What a passage keeps of its score that covers nothing of the question. */
    private static final double UNCOVERED = 0.6;

    private static final double OTHER_LANGUAGE = 0.8;

    /**
     * What was found.
     *
     * @param exact whether {@code total} is all of it
     */
    record Hits(long total, boolean exact, List<Passage> passages, SearchExplanation explanation) {}

    private final IndexSearcher searcher;
    private final SearchQuery question;
    /** Ids of the collections to search in, with their names. */
    private final Map<String, String> collections;

    private final boolean allCollections;
    private final QueryTerms terms;
    private final Ranking ranking;
    private final Matches matches;

    /**
     * @param collections names by id: of the collections asked for, or of all
     * @param allCollections whether to search without regard to the collection
     */
    IndexSearch(IndexSearcher searcher, SearchQuery question, Map<String, String> collections, boolean allCollections)
            throws IOException {
        this.searcher = searcher;
        this.question = question;
        this.collections = collections;
        this.allCollections = allCollections;
        this.terms = QueryTerms.of(question.text());
        this.ranking = new Ranking(searcher, terms);
        this.matches = new Matches(ranking.weighed());
    }

    Hits run() throws IOException {
        var found = searcher.search(filtered(ranking.query()), Math.max(question.k(), WINDOW));
        var passages = new ArrayList<Passage>(found.scoreDocs.length);
        for (var hit : found.scoreDocs) {
            passages.add(passage(hit));
        }
        passages.sort(Comparator.comparingDouble(Passage::score).reversed());
        var best = passages.subList(0, Math.min(question.k(), passages.size()));
        return new Hits(
                found.totalHits.value,
                found.totalHits.relation == TotalHits.Relation.EQUAL_TO,
                best,
                question.explain() || question.expect() != null ? explanation(best) : null);
    }

    private Query filtered(Query query) {
        if (allCollections && question.tags().isEmpty()) {
            return query;
        }
        var filtered = new BooleanQuery.Builder().add(query, Occur.MUST);
        if (!allCollections) {
            filtered.add(inCollections(), Occur.FILTER);
        }
        question.tags().forEach(tag -> filtered.add(new TermQuery(new Term(IndexFields.TAG, tag)), Occur.FILTER));
        return filtered.build();
    }

    private Query inCollections() {
        if (collections.size() == 1) {
            return new TermQuery(new Term(
                    IndexFields.COLLECTION, collections.keySet().iterator().next()));
        }
        return new TermInSetQuery(
                IndexFields.COLLECTION,
                collections.keySet().stream().map(BytesRef::new).toList());
    }

    private Passage passage(ScoreDoc hit) throws IOException {
        var stored = searcher.storedFields().document(hit.doc);
        var text = stored.get(IndexFields.TEXT);
        var title = stored.get(IndexFields.TITLE);
        var heading = stored.get(IndexFields.HEADING);
        int start = stored.getField(IndexFields.START).numericValue().intValue();
        var found = matches.in(text, title, heading);
        return new Passage(
                stored.get(IndexFields.DOCUMENT),
                stored.get(IndexFields.PASSAGE),
                collections.get(stored.get(IndexFields.COLLECTION)),
                title,
                heading,
                text,
                start,
                start + text.length(),
                rounded(score(hit, found)),
                rounded(found.coverage()),
                stored.get(IndexFields.SOURCE),
                List.of(stored.getValues(IndexFields.TAG)),
                metadata(stored),
                found.highlights(),
                question.explain() ? explanation(hit, found) : null);
    }

    private double score(ScoreDoc hit, Found found) {
        return ranking.normalised(hit.score) * coverageFactor(found) * languageFactor(found);
    }

    private static double coverageFactor(Found found) {
        return UNCOVERED + (1 - UNCOVERED) * found.coverage();
    }

    private double languageFactor(Found found) {
        return switch (terms.language()) {
            case UNSPACED -> found.unspaced() ? 1 : OTHER_LANGUAGE;
            case SPACED -> found.unspaced() ? OTHER_LANGUAGE : 1;
            case UNKNOWN -> 1;
        };
    }

    private static JsonNode metadata(Document stored) throws IOException {
        var metadata = stored.get(IndexFields.METADATA);
        try {
            return metadata == null ? null : Json.mapper().readTree(metadata);
        } catch (JsonProcessingException broken) {
            throw new IOException("metadata", broken);
        }
    }

    private PassageExplanation explanation(ScoreDoc hit, Found found) throws IOException {
        var parts = new ArrayList<Part>();
        for (var addend : ranking.addends()) {
            var explained = searcher.explain(addend.query(), hit.doc);
            if (explained.isMatch()) {
                parts.add(new Part(
                        addend.field(),
                        addend.term(),
                        rounded(explained.getValue().doubleValue())));
            }
        }
        return new PassageExplanation(
                matches.matched(found.found()),
                matches.missing(found.found()),
                parts,
                rounded(ranking.normalised(hit.score)),
                rounded(coverageFactor(found)),
                languageFactor(found));
    }

    private SearchExplanation explanation(List<Passage> passages) throws IOException {
        return new SearchExplanation(
                ranking.weighed().stream().map(IndexSearch::term).toList(),
                terms.phrases().stream().map(QueryTerms.Phrase::text).toList(),
                terms.ignored(),
                question.expect() == null ? null : expected(question.expect(), passages));
    }

    private static SearchExplanation.Term term(Ranking.Weighed weighed) {
        var kind = weighed.unit().kind().name().toLowerCase(Locale.ROOT);
        return new SearchExplanation.Term(weighed.unit().text(), kind, weighed.passages(), rounded(weighed.weight()));
    }

    /** Takes the conditions away one after the other until the document appears: the last one taken is the reason. */
    private Expected expected(String id, List<Passage> passages) throws IOException {
        var document = new TermQuery(new Term(IndexFields.DOCUMENT, id));
        if (searcher.count(document) == 0) {
            return new Expected(id, "not_indexed", null, null, null, null);
        }
        if (passages.stream().anyMatch(passage -> passage.documentId().equals(id))) {
            return expected(id, "in_results", best(filtered(ranking.query()), document));
        }
        if (!allCollections && searcher.count(both(document, inCollections())) == 0) {
            return expected(id, "other_collection", best(ranking.query(), document));
        }
        if (!hasTags(document)) {
            return expected(id, "tag_missing", best(ranking.query(), document));
        }
        if (!hasPhrases(document)) {
            return expected(id, "phrase_missing", null);
        }
        var best = best(ranking.query(), document);
        return expected(id, best == null ? "no_term_matches" : "ranked_lower", best);
    }

    private boolean hasTags(Query document) throws IOException {
        for (var tag : question.tags()) {
            if (searcher.count(both(document, new TermQuery(new Term(IndexFields.TAG, tag)))) == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean hasPhrases(Query document) throws IOException {
        var all = new BooleanQuery.Builder().add(document, Occur.FILTER);
        ranking.required().forEach(phrase -> all.add(phrase, Occur.MUST));
        return searcher.count(all.build()) > 0;
    }

    private Expected expected(String id, String reason, ScoreDoc best) throws IOException {
        if (best == null) {
            return new Expected(id, reason, null, null, null, null);
        }
        var stored = searcher.storedFields().document(best.doc);
        var found = matches.in(
                stored.get(IndexFields.TEXT), stored.get(IndexFields.TITLE), stored.get(IndexFields.HEADING));
        return new Expected(
                id,
                reason,
                rank(best),
                stored.get(IndexFields.PASSAGE),
                rounded(score(best, found)),
                explanation(best, found));
    }

    private Integer rank(ScoreDoc best) throws IOException {
        var ranked = searcher.search(filtered(ranking.query()), RANKS_COUNTED).scoreDocs;
        for (int rank = 0; rank < ranked.length; rank++) {
            if (ranked[rank].doc == best.doc) {
                return rank + 1;
            }
        }
        return null;
    }

    private ScoreDoc best(Query query, Query document) throws IOException {
        var found = searcher.search(
                new BooleanQuery.Builder()
                        .add(query, Occur.MUST)
                        .add(document, Occur.FILTER)
                        .build(),
                1);
        return found.scoreDocs.length == 0 ? null : found.scoreDocs[0];
    }

    private static Query both(Query one, Query other) {
        return new BooleanQuery.Builder()
                .add(one, Occur.FILTER)
                .add(other, Occur.FILTER)
                .build();
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
