package steward.knowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SampleKnowledgeTest {
    private static TestDatabase database;

    @TempDir
    Path folder;

    private KnowledgeHouse house;

    @BeforeAll
    static void create() {
        database = TestDatabase.inMemory();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void open() {
        database.emptied();
        house = house(true);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anEmptyKnowledgeBaseBeginsWithTheSampleWhereThatIsWanted() {
        assertThat(house.knowledge.stats().documents()).isEqualTo(14);
        assertThat(house.knowledge
                        .list(new DocumentFilter(null, "sample", null, 50, null))
                        .items())
                .hasSize(14)
                .filteredOn(document -> document.language().equals("en"))
                .hasSize(4);
        assertThat(house.found("年假怎么算？")).isNotEmpty();
    }

    @Test
    void whereItIsNotWantedNothingIsImported() {
        house.close();
        database.emptied();
        house = house(false);
        assertThat(house.knowledge.stats().documents()).isZero();
    }

    @Test
    void itIsImportedOnceOnly() {
        var first = house.knowledge.list(DocumentFilter.first(1)).items().get(0);
        house.knowledge.delete(first.id(), null);
        restart();
        assertThat(house.knowledge.stats().documents()).isEqualTo(13);
    }

    @Test
    void aKnowledgeBaseThatHoldsSomethingIsLeftAlone() {
        house.close();
        database.emptied();
        house = house(false);
        house.add("我们自己的年假规定。");
        restart();
        assertThat(house.knowledge.stats().documents()).isEqualTo(1);
    }

    @Test
    void oneCallRemovesAllOfItAndNothingElseForGood() {
        var own = house.knowledge
                .add(KnowledgeHouse.document(null, "我们自己的年假规定。", List.of("sample")), null)
                .documentId();
        assertThat(house.sample.remove()).isEqualTo(14);
        assertThat(house.found("年假")).containsExactly(own);
        house.knowledge.delete(own, null);
        restart();
        assertThat(house.knowledge.stats().documents()).isZero();
    }

    @Test
    void itComesBackWhenAskedFor() {
        house.sample.remove();
        assertThat(house.sample.add()).isEqualTo(14);
        assertThat(house.sample.add()).isZero();
        assertThat(house.found("年假怎么算？")).isNotEmpty();
    }

    @Test
    void everyFileOfItIsNamed() throws IOException {
        assertThat(Corpus.files("/steward/knowledge/sample"))
                .extracting(file -> file.getFileName().toString().replace(".md", ""))
                .containsExactlyInAnyOrderElementsOf(SampleKnowledge.FILES);
    }

    @Test
    void chineseAndLatinStandApartAndPunctuationIsFullWidth() {
        for (var file : SampleKnowledge.FILES) {
            if (file.endsWith(".zh")) {
                var prose =
                        SampleKnowledge.read(file).replaceAll("`[^`]*`", "`").replaceAll("(?m)^[-*] ", "");
                assertThat(prose)
                        .as(file)
                        .doesNotContainPattern("\\p{IsHan}[A-Za-z0-9`]")
                        .doesNotContainPattern("[A-Za-z0-9`]\\p{IsHan}");
                assertThat(prose).as(file).doesNotContainPattern("\\p{IsHan}[,.;:!?()]");
            }
        }
    }

    private void restart() {
        house.close();
        house = house(true);
    }

    private KnowledgeHouse house(boolean withSample) {
        return new KnowledgeHouse(database, folder.resolve("index"), withSample).begun();
    }
}
