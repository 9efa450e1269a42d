package steward.knowledge;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The same rows on PostgreSQL: two instances on one database, whose indexes follow each other. */
class KnowledgeOnPostgresIT {
    private static EmbeddedPostgres server;
    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() throws IOException {
        server = EmbeddedPostgres.start();
        database = new TestDatabase(server.getPostgresDatabase());
    }

    @AfterAll
    static void drop() throws IOException {
        database.close();
        server.close();
    }

    @BeforeEach
    void empty() {
        database.emptied();
    }

    @Test
    void whatIsAddedReplacedPatchedAndDeletedIsSearchedAsItIs() {
        try (var house = house("one", true)) {
            assertThat(house.knowledge.stats().documents()).isEqualTo(14);
            var id = house.knowledge
                    .add(KnowledgeHouse.document("标题\u0000", "锟斤拷年假\u0000十天。😀", List.of("甲")), null)
                    .documentId();
            assertThat(house.found("锟斤拷")).containsExactly(id);
            assertThat(house.knowledge
                            .list(new DocumentFilter("default", "甲", "标", 5, null))
                            .items())
                    .hasSize(1);
            house.knowledge.replace(id, KnowledgeHouse.document("新", "烫烫烫病假。", List.of("乙", "丙")), 1L);
            assertThat(house.found("锟斤拷")).isEmpty();
            assertThat(house.found("烫烫烫")).containsExactly(id);
            assertThat(house.knowledge.get(id).tags()).hasSize(2);
            house.knowledge.delete(id, 2L);
            assertThat(house.found("烫烫烫")).isEmpty();
            assertThat(house.sample.remove()).isEqualTo(14);
            assertThatThrownBy(() -> house.knowledge.get("\u0000")).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void aLongTextIsKeptWhole() {
        try (var house = house("one", false)) {
            var text = "年假😀".repeat(150_000);
            var id = house.add(text).documentId();
            assertThat(house.knowledge.content(id, 0, Integer.MAX_VALUE).text()).isEqualTo(text);
        }
    }

    @Test
    void twoInstancesThatAddAtTheSameTimeBothFindEverything() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try (var one = house("one", false);
                var two = house("two", false)) {
            var adding = new ArrayList<Callable<Added>>();
            for (int at = 0; at < 100; at++) {
                int number = at;
                adding.add(() -> one.add("一 编号 N-" + number + "-年假"));
                adding.add(() -> two.add("二 编号 N-" + number + "-年假"));
                adding.add(() -> (number % 2 == 0 ? one : two).add("同一篇 年假 " + number / 2));
            }
            for (var each : threads.invokeAll(adding)) {
                assertThat(each.get().status()).isEqualTo("indexed");
            }
            one.index.catchUp();
            two.index.catchUp();
            assertThat(one.knowledge.stats().documents()).isEqualTo(250);
            assertThat(one.index.passages()).isEqualTo(250);
            assertThat(two.index.passages()).isEqualTo(250);
            assertThat(one.knowledge.version()).isEqualTo(two.knowledge.version());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void ofInstancesThatStartAtOnceOneImportsTheSample() throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        var houses = List.of(unbegun("one"), unbegun("two"), unbegun("three"));
        try {
            var starting = houses.stream()
                    .map(house -> (Callable<KnowledgeHouse>) house::begun)
                    .toList();
            for (var each : threads.invokeAll(starting)) {
                each.get();
            }
            for (var house : houses) {
                house.index.catchUp();
                assertThat(house.knowledge.stats().documents()).isEqualTo(14);
                assertThat(house.found("年假怎么算？")).isNotEmpty();
            }
            assertThat(houses.get(0).collections.list()).hasSize(1);
        } finally {
            threads.shutdownNow();
            houses.forEach(KnowledgeHouse::close);
        }
    }

    private KnowledgeHouse house(String name, boolean withSample) {
        return new KnowledgeHouse(database, folder.resolve(name), withSample).begun();
    }

    private KnowledgeHouse unbegun(String name) {
        return new KnowledgeHouse(database, folder.resolve(name), true);
    }
}
