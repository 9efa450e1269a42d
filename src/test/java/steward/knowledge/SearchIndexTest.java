package steward.knowledge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.store.LockObtainFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.knowledge.IndexedDocument.IndexedPassage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SearchIndexTest {
    @TempDir
    Path folder;

    @Test
    void whatWasCommittedIsThereAtTheNextStart() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
        }
        try (var index = open("epoch", 9)) {
            assertThat(index.applied()).isEqualTo(3);
            assertThat(index.passages()).isEqualTo(1);
        }
    }

    @Test
    void whatWasNotCommittedIsToldToBeMissing() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
            index.commit();
            add(index, "b", 4);
            copyTo(folder.resolve("copy"));
        }
        try (var index = SearchIndex.open(folder.resolve("copy"), "epoch", 9)) {
            assertThat(index.applied()).isEqualTo(3);
            assertThat(index.passages()).isEqualTo(1);
        }
    }

    @Test
    void anIndexOfOtherRowsIsBegunAnew() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
        }
        try (var index = open("another epoch", 9)) {
            assertThat(index.applied()).isZero();
            assertThat(index.passages()).isZero();
        }
    }

    @Test
    void anIndexThatIsAheadOfTheRowsIsBegunAnew() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 8);
        }
        try (var index = open("epoch", 7)) {
            assertThat(index.applied()).isZero();
        }
    }

    @Test
    void aDamagedIndexIsBegunAnew() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
        }
        for (var file : indexFiles()) {
            Files.write(file, new byte[] {1, 2, 3});
        }
        try (var index = open("epoch", 9)) {
            assertThat(index.applied()).isZero();
            add(index, "a", 4);
            assertThat(index.passages()).isEqualTo(1);
        }
    }

    @Test
    void anIndexWithAMissingFileIsBegunAnew() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
        }
        for (var file : indexFiles()) {
            if (!file.getFileName().toString().startsWith("segments")) {
                Files.delete(file);
            }
        }
        try (var index = open("epoch", 9)) {
            assertThat(index.applied()).isZero();
        }
    }

    @Test
    void aFolderInUseIsNotTakenAway() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
            assertThatThrownBy(() -> open("epoch", 9)).isInstanceOf(LockObtainFailedException.class);
            assertThat(index.passages()).isEqualTo(1);
        }
    }

    @Test
    void applyingAChangeTwiceIsAsApplyingItOnce() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
            add(index, "a", 3);
            assertThat(index.passages()).isEqualTo(1);
        }
    }

    @Test
    void aDeletedDocumentAndADeletedCollectionAreForgotten() throws IOException {
        try (var index = open("epoch", 9)) {
            add(index, "a", 3);
            index.delete(List.of("a"));
            add(index, "b", 4);
            assertThat(index.passages()).isEqualTo(1);
            index.delete(List.of(Corpus.COLLECTION));
            index.reached(5);
            assertThat(index.passages()).isZero();
        }
    }

    private SearchIndex open(String epoch, long newest) throws IOException {
        return SearchIndex.open(folder.resolve("index"), epoch, newest);
    }

    private List<Path> indexFiles() throws IOException {
        try (var files = Files.list(folder.resolve("index"))) {
            return files.filter(file -> !file.endsWith("write.lock")).toList();
        }
    }

    private void copyTo(Path copy) throws IOException {
        Files.createDirectories(copy);
        for (var file : indexFiles()) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
    }

    private static void add(SearchIndex index, String id, long change) throws IOException {
        var passage = new IndexedPassage(id + "#0", new Chunk(0, 4, ""), "年假十天");
        index.replace(List.of(new IndexedDocument(id, Corpus.COLLECTION, id, null, null, List.of(), List.of(passage))));
        index.reached(change);
    }
}
