package steward.knowledge;

import java.util.Iterator;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import steward.knowledge.IndexedDocument.IndexedPassage;

/** How a passage lies in the index: one Lucene document, with all that an answer shows, so that no row need be read. */
final class IndexFields {
    static final String DOCUMENT = "document";
    static final String PASSAGE = "passage";
    static final String COLLECTION = "collection";
    static final String TAG = "tag";
    static final String GRAMS = "grams";
    static final String WORDS = "words";
    static final String TITLE = "title";
    static final String HEADING = "heading";
    static final String TEXT = "text";
    static final String START = "start";
    static final String SOURCE = "source";
    static final String METADATA = "metadata";

    private static final FieldType WITH_POSITIONS = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);
    private static final FieldType WITHOUT_POSITIONS = type(IndexOptions.DOCS_AND_FREQS);

    private IndexFields() {}

    static List<Document> of(IndexedDocument document) {
        var title = Terms.of(document.title()).all();
        return document.passages().stream()
                .map(passage -> of(document, passage, title))
                .toList();
    }

    private static Document of(IndexedDocument document, IndexedPassage passage, List<String> title) {
        var fields = new Document();
        fields.add(new StringField(DOCUMENT, document.id(), Field.Store.YES));
        fields.add(new StringField(COLLECTION, document.collectionId(), Field.Store.YES));
        document.tags().forEach(tag -> fields.add(new StringField(TAG, tag, Field.Store.YES)));
        fields.add(new StoredField(PASSAGE, passage.id()));
        fields.add(new StoredField(TITLE, document.title()));
        fields.add(new StoredField(HEADING, passage.chunk().heading()));
        fields.add(new StoredField(TEXT, passage.text()));
        fields.add(new StoredField(START, passage.chunk().start()));
        store(fields, SOURCE, document.source());
        store(fields, METADATA, document.metadata());
        var terms = Terms.of(passage.text());
        fields.add(new Field(GRAMS, new GramStream(terms.grams()), WITH_POSITIONS));
        fields.add(new Field(WORDS, new WordStream(terms.words()), WITHOUT_POSITIONS));
        fields.add(new Field(TITLE, new WordStream(title), WITHOUT_POSITIONS));
        var heading = Terms.of(passage.chunk().heading()).all();
        fields.add(new Field(HEADING, new WordStream(heading), WITHOUT_POSITIONS));
        return fields;
    }

    private static void store(Document fields, String name, String value) {
        if (value != null) {
            fields.add(new StoredField(name, value));
        }
    }

    private static FieldType type(IndexOptions options) {
        var type = new FieldType();
        type.setIndexOptions(options);
        type.setTokenized(true);
        type.freeze();
        return type;
    }

    /** Terms in a row. */
    private static final class WordStream extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final Iterator<String> words;

        WordStream(List<String> words) {
            this.words = words.iterator();
        }

        @Override
        public boolean incrementToken() {
            if (!words.hasNext()) {
                return false;
            }
            clearAttributes();
            term.append(words.next());
            return true;
        }
    }

    /** Terms at the positions they have in the text. */
    private static final class GramStream extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
        private final Iterator<Terms.Gram> grams;
        private int position = -1;

        GramStream(List<Terms.Gram> grams) {
            this.grams = grams.iterator();
        }

        @Override
        public boolean incrementToken() {
            if (!grams.hasNext()) {
                return false;
            }
            var gram = grams.next();
            clearAttributes();
            term.append(gram.term());
            increment.setPositionIncrement(gram.position() - position);
            position = gram.position();
            return true;
        }
    }
}
