package steward.knowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.store.AlreadyClosedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.deploy.SmallDisk;
import steward.knowledge.IndexedDocument.IndexedPassage;

import static org.assertj.core.api.Assertions.assertThat;

/** The index on a disk of a few megabytes that is filled. */
class IndexOnFullDiskIT {
    private static final String TEXT = "年假每年十天。".repeat(2_000);

    @TempDir
    Path folder;

    @Test
    void aFullDiskNeitherEndsSearchingNorDamagesWhatWasCommitted() throws IOException {
        try (var disk = SmallDisk.mount(folder.resolve("disk"), 32)) {
            var index = SearchIndex.open(disk.folder().resolve("index"), "epoch", Long.MAX_VALUE);
            add(index, 1);
            index.commit();
            add(index, 2);
            assertThat(index.passages()).isEqualTo(2);

            disk.fill();
            index.commit();
            assertThat(index.isBroken()).isFalse();
            addUntilItBreaks(index);
            assertThat(index.passages()).isGreaterThanOrEqualTo(2);
            index.close();

            // as the next start finds it, and as the follower does on the disk that is still full
            var again = SearchIndex.open(disk.folder().resolve("index"), "epoch", Long.MAX_VALUE);
            assertThat(again.applied()).isEqualTo(1);
            assertThat(again.passages()).isEqualTo(1);
            disk.free();
            add(again, 2);
            again.commit();
            again.close();
            try (var last = SearchIndex.open(disk.folder().resolve("index"), "epoch", Long.MAX_VALUE)) {
                assertThat(last.applied()).isEqualTo(2);
            }
        }
    }

    private static void addUntilItBreaks(SearchIndex index) {
        for (var change = 3; change < 20_000; change++) {
            try {
                add(index, change);
            } catch (IOException | AlreadyClosedException full) {
                break;
            }
        }
        assertThat(index.isBroken()).isTrue();
    }

    private static void add(SearchIndex index, int change) throws IOException {
        var id = "d" + change;
        // each of its own words, so that the index grows
        var text = TEXT + " word" + change + "x".repeat(change % 50);
        var passage = new IndexedPassage(id + "#0", new Chunk(0, text.length(), ""), text);
        index.replace(List.of(new IndexedDocument(id, Corpus.COLLECTION, id, null, null, List.of(), List.of(passage))));
        index.reached(change);
    }
}
