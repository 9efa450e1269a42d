package steward.knowledge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import steward.knowledge.IndexedDocument.IndexedPassage;

/** An index without rows: documents of the tests' choice, in one collection unless told otherwise. */
final class Corpus implements AutoCloseable {
    static final String COLLECTION = "col-1";
    static final Map<String, String> COLLECTIONS = Map.of(COLLECTION, "default");

    private final SearchIndex index;
    private final Map<String, DocumentText> texts = new HashMap<>();
    private long change;

    Corpus(Path folder) throws IOException {
        this.index = SearchIndex.open(folder, "epoch", Long.MAX_VALUE);
    }

    /** The sample knowledge and the traps. */
    static Corpus ofSamplesAndTraps(Path folder) throws IOException {
        var corpus = new Corpus(folder);
        for (var place : List.of("/steward/knowledge/sample", "/steward/knowledge/traps")) {
            for (var file : files(place)) {
                corpus.addMarkdown(file.getFileName().toString().replace(".md", ""), Files.readString(file));
            }
        }
        return corpus;
    }

    static List<Path> files(String place) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(resource(place)))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    static List<String[]> table(String name) throws IOException {
        return Files.readAllLines(Path.of(resource("/steward/knowledge/" + name))).stream()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(line -> line.split("\t"))
                .toList();
    }

    private static String resource(String place) {
        var path = Corpus.class.getResource(place).getPath();
        return java.net.URLDecoder.decode(path, java.nio.charset.StandardCharsets.UTF_8);
    }

    Corpus add(String id, String text) {
        return add(id, DocumentText.plain(text), COLLECTION, List.of());
    }

    Corpus addMarkdown(String id, String markdown) {
        return add(id, DocumentText.of(TextFormat.MARKDOWN, markdown), COLLECTION, List.of());
    }

    Corpus add(String id, DocumentText text, String collection, List<String> tags) {
        texts.put(id, text);
        var passages = new ArrayList<IndexedPassage>();
        for (var chunk : Chunker.cut(text)) {
            passages.add(new IndexedPassage(id + "#" + passages.size(), chunk, chunk.of(text.text())));
        }
        var title = text.title() == null ? id : text.title();
        try {
            index.replace(List.of(new IndexedDocument(id, collection, title, null, null, tags, passages)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        index.reached(++change);
        return this;
    }

    SearchIndex index() {
        return index;
    }

    String text(String id) {
        return texts.get(id).text();
    }

    List<Passage> search(String question, int k) {
        return search(SearchQuery.of(question, k, List.of())).passages();
    }

    IndexSearch.Hits search(SearchQuery question) {
        return search(question, COLLECTIONS, true);
    }

    IndexSearch.Hits search(SearchQuery question, Map<String, String> collections, boolean all) {
        try {
            return index.read(searcher -> new IndexSearch(searcher, question, collections, all).run());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<String> found(String question) {
        return search(question, 10).stream().map(Passage::documentId).distinct().toList();
    }

    @Override
    public void close() throws IOException {
        index.close();
    }
}
