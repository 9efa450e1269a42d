package steward.knowledge;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.lucene.util.IOUtils;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.identity.SomeCallers;
import steward.platform.json.Json;
import steward.platform.problem.FieldError;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.FakeRun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class KnowledgeBaseTest {
    @TempDir
    Path folder;

    private static TestDatabase database;
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
        house = new KnowledgeHouse(database, folder.resolve("index"), false).begun();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aDocumentThatWasAddedIsFoundByTheNextSearchAndCanBeRead() {
        var added = house.knowledge.add(
                new NewDocument("手册", "年假每年十天。", "hr.md", json("{\"page\":3}"), null, List.of("人事"), null, null), null);
        var found = house.knowledge
                .search(SearchQuery.of("年假", 5, List.of("default")))
                .results()
                .get(0);
        assertThat(found.documentId()).isEqualTo(added.documentId());
        assertThat(found.text()).isEqualTo("年假每年十天。");
        assertThat(found.source()).isEqualTo("hr.md");
        assertThat(found.collection()).isEqualTo("default");
        assertThat(found.metadata().get("page").asInt()).isEqualTo(3);
        var info = house.knowledge.get(added.documentId());
        assertThat(info.title()).isEqualTo("手册");
        assertThat(info.tags()).containsExactly("人事");
        assertThat(info.language()).isEqualTo("zh");
        assertThat(info.version()).isEqualTo(1);
        assertThat(info.chunks()).isEqualTo(1);
    }

    @Test
    void aPassageOpensInItsDocumentsContent() {
        var text = IntStream.range(0, 200)
                .mapToObj(at -> "第 " + at + " 条：年假与值班的规定。😀\n\n")
                .reduce("", String::concat);
        house.add(text);
        for (var passage :
                house.knowledge.search(SearchQuery.of("年假 值班", 50, List.of())).results()) {
            var content = house.knowledge.content(passage.documentId(), passage.start(), passage.end());
            assertThat(content.text()).isEqualTo(passage.text());
        }
    }

    @Test
    void theSameTextIsRecognisedHoweverItIsWritten() {
        var first = house.add("# 标题\n\n年假每年十天。");
        var second = house.add("\uFEFF# 标题  \r\n\r\n\r\n年假每年十天。\n");
        assertThat(second.duplicateOf()).isEqualTo(first.documentId());
        assertThat(second.documentId()).isEqualTo(first.documentId());
        assertThat(house.knowledge.stats().documents()).isEqualTo(1);
    }

    @Test
    void theSameTextInAnotherCollectionIsAnotherDocument() {
        house.collections.add(new NewCollection("第二", null, null));
        house.add("年假每年十天。");
        var second = house.knowledge.add(new NewDocument(null, "年假每年十天。", null, null, "第二", null, null, null), null);
        assertThat(second.duplicateOf()).isNull();
        assertThat(house.knowledge
                        .search(SearchQuery.of("年假", 5, List.of("第二")))
                        .results())
                .extracting(Passage::documentId)
                .containsExactly(second.documentId());
    }

    @Test
    void theSameTextAddedByManyAtOnceIsOneDocument() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var adding = new ArrayList<Future<Added>>();
            for (int at = 0; at < 40; at++) {
                adding.add(threads.submit(() -> house.add("年假每年十天。")));
            }
            assertThat(adding)
                    .extracting(KnowledgeBaseTest::done)
                    .extracting(Added::documentId)
                    .containsOnly(done(adding.get(0)).documentId());
            assertThat(adding)
                    .extracting(KnowledgeBaseTest::done)
                    .filteredOn(added -> added.duplicateOf() == null)
                    .hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatManyAddAtOnceIsAllFound() throws Exception {
        var threads = Executors.newFixedThreadPool(8);
        try {
            var adding = new ArrayList<Future<Added>>();
            for (int at = 0; at < 80; at++) {
                int number = at;
                adding.add(threads.submit(() -> house.add("第" + number + "号文件，编号 DOC-" + number + "-年假。")));
            }
            var ids = adding.stream()
                    .map(KnowledgeBaseTest::done)
                    .map(Added::documentId)
                    .toList();
            for (int at = 0; at < 80; at++) {
                assertThat(house.found("“DOC-" + at + "-年假”")).containsExactly(ids.get(at));
            }
            assertThat(house.knowledge.stats().index().passages()).isEqualTo(80);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whatTheIndexDoesNotKnowOfTheRowsItKnowsAfterAReindex() {
        var ids = new ArrayList<String>();
        for (int at = 0; at < 51; at++) {
            ids.add(house.add("第" + at + "号文件").documentId());
        }
        database.call(rows -> Sql.update(rows, "update document set title = '锟斤拷' where id = ?", ids.get(50)));
        assertThat(house.found("锟斤拷")).isEmpty();
        var run = new FakeRun(null);
        assertThat(house.reindex.run(run)).isEqualTo(Map.of("documents", 51L));
        assertThat(house.found("锟斤拷")).containsExactly(ids.get(50));
        assertThat(run.told()).containsExactly("50/51", "51/51");
        assertThat(house.knowledge.stats().index().passages()).isEqualTo(51);
        assertThat(house.knowledge.get(ids.get(0)).version()).isEqualTo(1);
    }

    @Test
    void aReindexThatIsDeliveredAgainGoesOnWhereItWasAndDoesNothingTwice() {
        for (int at = 0; at < 51; at++) {
            house.add("第" + at + "号文件");
        }
        var payload = house.reindex.askedBy("key:test").payload();
        assertThat(house.reindex.run(new FakeRun(payload).stoppedAfter(1))).isEqualTo(Map.of("documents", 50L));
        var before = house.index.version();

        for (var delivery = 1; delivery <= 3; delivery++) {
            var run = new FakeRun(payload);
            assertThat(house.reindex.run(run)).isEqualTo(Map.of("documents", 51L));
            assertThat(run.told()).containsExactly("51/51");
        }

        assertThat(house.index.version()).as("one document was left").isEqualTo(before + 1);
        assertThat(house.knowledge.stats().index().passages()).isEqualTo(51);
        assertThatThrownBy(() -> house.reindex.validate(Json.mapper().valueToTree(Map.of("change", "all"))))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void aReindexThatIsStoppedSaysHowFarItCame() {
        for (int at = 0; at < 51; at++) {
            house.add("第" + at + "号文件");
        }
        assertThat(house.reindex.run(new FakeRun(null).stoppedAfter(1))).isEqualTo(Map.of("documents", 50L));
    }

    @Test
    void theVersionRisesWithEveryChange() {
        long before = house.knowledge.version();
        var added = house.add("年假每年十天。");
        long afterAdd = house.knowledge.version();
        house.knowledge.patch(added.documentId(), json("{\"title\":\"新\"}"), null);
        long afterPatch = house.knowledge.version();
        house.knowledge.delete(added.documentId(), null);
        assertThat(afterAdd).isGreaterThan(before);
        assertThat(afterPatch).isGreaterThan(afterAdd);
        assertThat(house.knowledge.version()).isGreaterThan(afterPatch);
    }

    @Test
    void aDeletedDocumentIsGoneFromRowsAndIndex() {
        var added = house.add("年假每年十天。");
        house.knowledge.delete(added.documentId(), null);
        assertThat(house.found("年假")).isEmpty();
        refused(ProblemType.NOT_FOUND, () -> house.knowledge.get(added.documentId()));
        refused(ProblemType.NOT_FOUND, () -> house.knowledge.delete(added.documentId(), null));
        assertThat(house.add("年假每年十天。").duplicateOf()).isNull();
    }

    @Test
    void aReplacedDocumentIsFoundByItsNewTextOnly() {
        var added = house.add("年假每年十天。");
        var info = house.knowledge.replace(
                added.documentId(), KnowledgeHouse.document("新手册", "病假每年五天。", List.of("甲", "乙")), 1L);
        assertThat(info.version()).isEqualTo(2);
        assertThat(info.tags()).containsExactlyInAnyOrder("甲", "乙");
        assertThat(house.found("年假")).isEmpty();
        assertThat(house.found("病假")).containsExactly(added.documentId());
        assertThat(house.knowledge.content(added.documentId(), 0, 99).text()).isEqualTo("病假每年五天。");
    }

    @Test
    void aDocumentCannotTakeAnothersText() {
        house.add("年假每年十天。");
        var second = house.add("病假每年五天。");
        refused(
                ProblemType.CONFLICT,
                () -> house.knowledge.replace(
                        second.documentId(), KnowledgeHouse.document(null, "年假每年十天。", List.of()), null));
    }

    @Test
    void aPatchChangesWhatItNamesAndNothingElse() {
        var added = house.knowledge.add(
                new NewDocument("手册", "年假每年十天。", "hr.md", json("{\"a\":1}"), null, List.of("人事"), null, null), null);
        var patched = house.knowledge.patch(
                added.documentId(), json("{\"title\":\"假期\",\"source\":null,\"tags\":[\"x\",\"y\"]}"), 1L);
        assertThat(patched.title()).isEqualTo("假期");
        assertThat(patched.source()).isNull();
        assertThat(patched.tags()).containsExactly("x", "y");
        assertThat(patched.metadata().get("a").asInt()).isEqualTo(1);
        assertThat(patched.version()).isEqualTo(2);
        assertThat(house.found("假期")).containsExactly(added.documentId());
        var onlyTags = house.knowledge.patch(added.documentId(), json("{\"tags\":[\"z\"]}"), 2L);
        assertThat(onlyTags.version()).isEqualTo(3);
        assertThat(house.knowledge.get(added.documentId())).isEqualTo(onlyTags);
    }

    @Test
    void aPatchOfUnknownOrWronglyTypedFieldsIsRefusedNamingThem() {
        var id = house.add("年假每年十天。").documentId();
        var problem = refused(
                ProblemType.VALIDATION_FAILED,
                () -> house.knowledge.patch(
                        id, json("{\"content\":\"x\",\"title\":5,\"tags\":[1],\"metadata\":[]}"), null));
        assertThat(problem.errors()).extracting(FieldError::field).containsExactly("content", "title", "tags[0]");
        refused(ProblemType.VALIDATION_FAILED, () -> house.knowledge.patch(id, json("{\"title\":null}"), null));
        refused(ProblemType.VALIDATION_FAILED, () -> house.knowledge.patch(id, json("{\"metadata\":[]}"), null));
        refused(
                ProblemType.VALIDATION_FAILED,
                () -> house.knowledge.patch(id, json("{\"collection\":\"nowhere\"}"), null));
    }

    @Test
    void aChangeOfWhatHasChangedMeanwhileIsRefused() {
        var id = house.add("年假每年十天。").documentId();
        house.knowledge.patch(id, json("{\"title\":\"二\"}"), 1L);
        refused(ProblemType.PRECONDITION_FAILED, () -> house.knowledge.patch(id, json("{\"title\":\"三\"}"), 1L));
        refused(ProblemType.PRECONDITION_FAILED, () -> house.knowledge.delete(id, 1L));
        refused(
                ProblemType.PRECONDITION_FAILED,
                () -> house.knowledge.replace(id, KnowledgeHouse.document(null, "x", List.of()), 1L));
        house.knowledge.delete(id, 2L);
    }

    @Test
    void aDocumentThatBreaksRulesIsRefusedNamingEachField() {
        var problem = refused(
                ProblemType.VALIDATION_FAILED,
                () -> house.knowledge.add(
                        new NewDocument(
                                "长".repeat(301),
                                " ",
                                "s".repeat(2_001),
                                json("[1]"),
                                "c".repeat(65),
                                java.util.Arrays.asList("ok", null, "t".repeat(65)),
                                "pdf",
                                "l".repeat(21)),
                        null));
        assertThat(problem.errors())
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder(
                        "title",
                        "content",
                        "source",
                        "metadata",
                        "collection",
                        "tags[1]",
                        "tags[2]",
                        "format",
                        "language");
        refused(ProblemType.VALIDATION_FAILED, () -> house.knowledge.add(html("<script>x</script>"), null));
    }

    @Test
    void charactersThatNoColumnHoldsDoNoHarm() {
        var added = house.knowledge.add(
                new NewDocument(
                        "标题\u0000\uD800",
                        "正文\u0000年假\uDC00",
                        "来源\u0000",
                        json("{\"k\\u0000\":\"\\u0000\"}"),
                        null,
                        List.of("签\u0000"),
                        null,
                        "zh\u0000"),
                null);
        var info = house.knowledge.get(added.documentId());
        assertThat(info.title()).isEqualTo("标题\uFFFD");
        assertThat(info.source()).isEqualTo("来源");
        assertThat(info.tags()).containsExactly("签");
        assertThat(house.found("年假")).containsExactly(added.documentId());
        refused(ProblemType.NOT_FOUND, () -> house.knowledge.get("\u0000"));
        refused(ProblemType.NOT_FOUND, () -> house.knowledge.get("'; drop table document; --"));
    }

    @Test
    void aTitleIsTakenFromTheTextOrTheFileWhereNoneIsGiven() {
        var fromText = house.knowledge.add(
                new NewDocument(null, "# 假期\n\n年假", null, null, null, null, "markdown", null), "a.md");
        var fromFile = house.knowledge.add(html("<p>年假。<p>十天。"), "年假.html");
        assertThat(house.knowledge.get(fromText.documentId()).title()).isEqualTo("假期");
        assertThat(house.knowledge.get(fromFile.documentId()).title()).isEqualTo("年假。");
    }

    @Test
    void documentsAreListedLatestFirstPageByPage() {
        var ids = new ArrayList<String>();
        for (int at = 0; at < 5; at++) {
            ids.add(
                    0,
                    house.knowledge
                            .add(
                                    KnowledgeHouse.document("标题 " + at, "文字 " + at, List.of(at % 2 == 0 ? "双" : "单")),
                                    null)
                            .documentId());
        }
        var listed = new ArrayList<String>();
        String cursor = null;
        do {
            var page = house.knowledge.list(new DocumentFilter(null, null, null, 2, cursor));
            page.items().forEach(item -> listed.add(item.id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(ids)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(house.knowledge
                        .list(new DocumentFilter("default", "双", null, 10, null))
                        .items())
                .hasSize(3);
        assertThat(house.knowledge
                        .list(new DocumentFilter("nowhere", null, null, 10, null))
                        .items())
                .isEmpty();
        assertThat(house.knowledge
                        .list(new DocumentFilter(null, null, "题 3", 10, null))
                        .items())
                .hasSize(1);
    }

    @Test
    void passagesAreListedPageByPage() {
        var id = house.add("年假每年十天，可以分次使用，须提前三天申请。".repeat(100)).documentId();
        var first = house.knowledge.chunks(id, 3, null);
        assertThat(first.items()).extracting(ChunkInfo::index).containsExactly(0, 1, 2);
        var second = house.knowledge.chunks(id, 100, first.nextCursor());
        assertThat(second.items().get(0).index()).isEqualTo(3);
        assertThat(second.nextCursor()).isNull();
        assertThat(first.items().size() + second.items().size())
                .isEqualTo(house.knowledge.get(id).chunks());
    }

    @Test
    void aLongTextIsKeptWhole() {
        var text = "年假😀".repeat(150_000);
        var id = house.add(text).documentId();
        assertThat(house.knowledge.content(id, 0, Integer.MAX_VALUE).text()).isEqualTo(text);
        assertThat(house.knowledge.content(id, 399_999, 400_002).text()).hasSize(3);
    }

    @Test
    void aCollectionWithDocumentsGoesWithThemOrNotAtAll() {
        var collection = house.collections.add(new NewCollection("项目", "说明", "zh"));
        var added = house.knowledge.add(new NewDocument(null, "年假每年十天。", null, null, "项目", null, null, null), null);
        refused(ProblemType.CONFLICT, () -> house.collections.delete(collection.id(), false, null));
        assertThat(house.collections.get(collection.id()).documents()).isEqualTo(1);
        house.collections.delete(collection.id(), true, null);
        assertThat(house.found("年假")).isEmpty();
        refused(ProblemType.NOT_FOUND, () -> house.knowledge.get(added.documentId()));
        refused(ProblemType.INVALID_REQUEST, () -> house.knowledge.search(SearchQuery.of("年假", 5, List.of("项目"))));
    }

    @Test
    void aLargeCollectionGoesWhole() {
        var collection = house.collections.add(new NewCollection("项目", "说明", "zh"));
        for (var i = 0; i < 1_001; i++) {
            house.knowledge.add(new NewDocument(null, "第 " + i + " 天", null, null, "项目", null, null, null), null);
        }
        house.collections.delete(collection.id(), true, null);
        assertThat(house.collections.list()).noneMatch(left -> left.id().equals(collection.id()));
        assertThat(house.knowledge.stats().documents()).isZero();
    }

    @Test
    void aCollectionIsRenamedWithoutItsDocumentsBeingTouched() {
        var collection = house.collections.add(new NewCollection("旧名", null, null));
        house.knowledge.add(new NewDocument(null, "年假每年十天。", null, null, "旧名", null, null, null), null);
        house.collections.replace(collection.id(), new NewCollection("新名", "说明", null), 1L);
        assertThat(house.knowledge
                        .search(SearchQuery.of("年假", 5, List.of("新名")))
                        .results())
                .extracting(Passage::collection)
                .containsExactly("新名");
        refused(ProblemType.PRECONDITION_FAILED, () -> house.collections.delete(collection.id(), true, 1L));
    }

    @Test
    void namesOfCollectionsAreUniqueAndPlainAndTheDefaultOneStays() {
        house.collections.add(new NewCollection("a.b-c_1 项目", null, null));
        refused(ProblemType.CONFLICT, () -> house.collections.add(new NewCollection("a.b-c_1 项目", null, null)));
        for (var bad : List.of("", " ", "a,b", "-a", "a/b", "x".repeat(65))) {
            refused(ProblemType.VALIDATION_FAILED, () -> house.collections.add(new NewCollection(bad, null, null)));
        }
        var first = house.collections.list().stream()
                .filter(each -> each.name().equals("default"))
                .findFirst()
                .orElseThrow();
        refused(ProblemType.CONFLICT, () -> house.collections.delete(first.id(), true, null));
        refused(
                ProblemType.CONFLICT,
                () -> house.collections.replace(first.id(), new NewCollection("x", null, null), null));
        refused(
                ProblemType.VALIDATION_FAILED,
                () -> house.knowledge.add(new NewDocument(null, "x", null, null, "nowhere", null, null, null), null));
    }

    @Test
    void anIndexWhoseFolderWasDeletedIsBuiltAgainFromTheRows() throws IOException {
        var kept = house.add("年假每年十天。").documentId();
        var gone = house.add("病假每年五天。").documentId();
        house.knowledge.delete(gone, null);
        house.close();
        IOUtils.rm(folder.resolve("index"));
        house = new KnowledgeHouse(database, folder.resolve("index"), false).begun();
        assertThat(house.found("年假")).containsExactly(kept);
        assertThat(house.found("病假")).isEmpty();
    }

    @Test
    void manyDocumentsAreBuiltAgainWithoutOneMissing() throws IOException {
        for (int at = 0; at < 250; at++) {
            house.add("第" + at + "号，编号 DOC-" + at + "-年假。");
        }
        house.close();
        IOUtils.rm(folder.resolve("index"));
        house = new KnowledgeHouse(database, folder.resolve("index"), false).begun();
        assertThat(house.knowledge.stats().index().passages()).isEqualTo(250);
        assertThat(house.found("“DOC-222-年假”")).hasSize(1);
    }

    @Test
    void afterACrashTheIndexCatchesUpWithWhatWasNotCommittedToItsFolder() throws IOException {
        var first = house.add("年假每年十天。").documentId();
        house.close();
        house = new KnowledgeHouse(database, folder.resolve("index"), false).begun();
        var second = house.add("病假每年五天。").documentId();
        house.knowledge.delete(first, null);
        copy(folder.resolve("index"), folder.resolve("after-crash"));
        try (var next = new KnowledgeHouse(database, folder.resolve("after-crash"), false).begun()) {
            assertThat(next.found("病假")).containsExactly(second);
            assertThat(next.found("年假")).isEmpty();
        }
    }

    @Test
    void whatOneInstanceChangesTheOtherFinds() {
        try (var other = new KnowledgeHouse(database, folder.resolve("other"), false).begun()) {
            var added = house.add("年假每年十天。").documentId();
            other.index.catchUp();
            assertThat(other.found("年假")).containsExactly(added);
            var project = other.collections.add(new NewCollection("项目", null, null));
            other.knowledge.patch(added, json("{\"collection\":\"项目\"}"), null);
            house.index.catchUp();
            assertThat(house.knowledge
                            .search(SearchQuery.of("年假", 5, List.of("项目")))
                            .results())
                    .hasSize(1);
            house.collections.delete(project.id(), true, null);
            other.index.catchUp();
            assertThat(other.found("年假")).isEmpty();
            assertThat(other.knowledge.version()).isEqualTo(house.knowledge.version());
        }
    }

    @Test
    void anIndexThatMissedForgottenDeletionsIsBuiltAnew() {
        var gone = house.add("年假每年十天。").documentId();
        house.close();
        try (var other = new KnowledgeHouse(database, folder.resolve("other"), false).begun()) {
            other.knowledge.delete(gone, null);
            other.transactions.call(entities -> {
                ChangeLog.prune(entities, java.time.Clock.systemUTC().instant().plusSeconds(60));
                return null;
            });
        }
        house = new KnowledgeHouse(database, folder.resolve("index"), false).begun();
        assertThat(house.found("年假")).isEmpty();
    }

    @Test
    void anIndexFolderOfAnotherDatabaseIsNotBelieved() {
        house.add("年假每年十天。");
        house.close();
        try (var otherDatabase = TestDatabase.inMemory();
                var other = new KnowledgeHouse(otherDatabase, folder.resolve("index"), false).begun()) {
            assertThat(other.found("年假")).isEmpty();
        }
        house = new KnowledgeHouse(database, folder.resolve("index"), false).begun();
        assertThat(house.found("年假")).hasSize(1);
    }

    @Test
    void searchGoesOnWhileTheDatabaseIsAwayAndAddingIsRefused() {
        house.add("年假每年十天。");
        database.takeAway(true);
        assertThat(house.found("年假")).hasSize(1);
        refused(ProblemType.DATABASE_UNAVAILABLE, () -> house.add("病假每年五天。"));
        assertThat(refused(ProblemType.DATABASE_UNAVAILABLE, () -> house.knowledge.stats())
                        .retryAfter())
                .isPresent();
    }

    @Test
    void beforeItsStartAndAfterItsEndItSaysThatItIsNotReady() {
        try (var other = new KnowledgeHouse(database, folder.resolve("other"), false)) {
            assertThat(other.knowledge.ready()).isFalse();
            refused(ProblemType.STARTING, () -> other.found("年假"));
        }
        house.close();
        assertThat(house.knowledge.ready()).isFalse();
        refused(ProblemType.STARTING, () -> house.found("年假"));
    }

    private static NewDocument html(String content) {
        return new NewDocument(null, content, null, null, null, null, "html", null);
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    private static Added done(Future<Added> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (var file : files.filter(each -> !each.endsWith("write.lock")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static ProblemException refused(ProblemType type, ThrowingCallable call) {
        var problem = new ProblemException[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, thrown -> problem[0] = thrown);
        assertThat(problem[0].type()).isEqualTo(type);
        return problem[0];
    }

    @Test
    void whatIsHiddenIsTakenOutBeforeAnythingIsRanked() {
        var closed = house.collections
                .add(new NewCollection("机密 secret", null, null))
                .id();
        for (var i = 0; i < 60; i++) {
            addTo("机密 secret", "夜鹰 Nightjar budget 夜鹰 Nightjar budget " + i);
        }
        var open = addTo(
                null, "A note that mentions Nightjar 夜鹰 once, among many other words that are about something else.");
        for (var question : List.of("夜鹰", "Nightjar")) {
            var query = SearchQuery.of(question, 5, List.of());
            assertThat(house.knowledge.search(query).total()).isEqualTo(61);
            var seen = house.knowledge.search(query.hiding(Set.of(closed)));
            assertThat(seen.total()).isEqualTo(1);
            assertThat(seen.results()).extracting(Passage::documentId).containsExactly(open);
        }
        assertThat(refusal(() -> house.knowledge.search(
                        SearchQuery.of("x", 5, List.of("机密 secret")).hiding(Set.of(closed)))))
                .isEqualTo(refusal(() -> house.knowledge.search(SearchQuery.of("x", 5, List.of("nowhere")))));
    }

    @Test
    void whatIsHiddenIsNotListedNotFoundAndNoPlaceToPutThings() {
        var closed =
                house.collections.add(new NewCollection("secret", null, null)).id();
        var hidden = addTo("secret", "one");
        var open = addTo(null, "two");
        addTo("secret", "three");
        var ben = SomeCallers.hiding(closed);
        var visible = new Visible(house.knowledge);
        assertThat(house.knowledge
                        .list(DocumentFilter.first(1).hiding(ben.hiddenCollections()))
                        .items())
                .extracting(DocumentInfo::id)
                .containsExactly(open);
        assertThat(Visible.of(ben, house.collections.list()))
                .extracting(CollectionInfo::name)
                .containsExactly("default");
        visible.requireDocument(ben, open);
        visible.requireTarget(ben, (String) null);
        assertThat(refusal(() -> visible.requireDocument(ben, hidden))).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(() -> Visible.requireCollection(ben, closed))).isEqualTo(ProblemType.NOT_FOUND);
        assertThat(refusal(() -> visible.requireTarget(ben, "secret"))).isEqualTo(ProblemType.VALIDATION_FAILED);
        assertThat(refusal(() -> visible.requireTarget(ben, json("{\"collection\":\"secret\"}"))))
                .isEqualTo(ProblemType.VALIDATION_FAILED);
    }

    private String addTo(String collection, String text) {
        return house.knowledge
                .add(new NewDocument(null, text, null, null, collection, null, null, null), null)
                .documentId();
    }

    private static ProblemType refusal(ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).type();
    }
}
