package steward.knowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SearchTest {
    @TempDir
    Path folder;

    private Corpus corpus;

    @BeforeEach
    void open() throws IOException {
        corpus = new Corpus(folder);
    }

    @AfterEach
    void close() throws IOException {
        corpus.close();
    }

    @Test
    void whatWasAddedIsFoundByTheNextSearch() {
        corpus.add("a", "年假十天。");
        assertThat(corpus.found("年假")).containsExactly("a");
        corpus.add("b", "年假五天。");
        assertThat(corpus.found("年假")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void anyTwoCharactersThatStandTogetherAreFound() {
        var text = "入职满一年的员工每年享有十天带薪年假，试用期内按月折算，锟斤拷烫烫烫";
        corpus.add("a", text).add("b", "完全无关的另一篇文字。");
        for (int at = 0; at + 2 <= text.length(); at++) {
            var pair = text.substring(at, at + 2);
            if (pair.indexOf('，') < 0) {
                assertThat(corpus.found(pair)).as(pair).contains("a");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"税", "的", "満", "𠮷", "한"})
    void aLoneCharacterIsFoundWhereverItStands(String character) {
        corpus.add("first", character + "在最前面")
                .add("middle", "中间有" + character + "这个字")
                .add("last", "最后是" + character);
        corpus.add("other", "没有那个字");
        assertThat(corpus.found(character)).containsExactlyInAnyOrder("first", "middle", "last");
    }

    @Test
    void aQuestionOfStopWordsAloneStillFinds() {
        corpus.add("a", "怎么办才好").add("b", "to be or not to be").add("c", "无关");
        assertThat(corpus.found("怎么办")).containsExactly("a");
        assertThat(corpus.found("to be")).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"“年假十天”", "「年假十天」", "『年假十天』", "\"年假十天\"", "＂年假十天＂", "请问“年假十天”是什么意思"})
    void aPhraseInQuotationMarksMustOccurAsItStands(String question) {
        corpus.add("exact", "规定：年假十天，可以分次。").add("apart", "十天之内申请年假。").add("near", "年假最多十天。");
        assertThat(corpus.found(question)).containsExactly("exact");
    }

    @Test
    void anEnglishPhraseMustOccurAsItStandsButForItsCase() {
        corpus.add("exact", "The Response Cache empties both levels.")
                .add("apart", "Cache the response. Responses cached.");
        assertThat(corpus.found("\"response cache\"")).containsExactly("exact");
        assertThat(corpus.found("“empties both”")).containsExactly("exact");
        assertThat(corpus.found("\"both cache\"")).isEmpty();
    }

    @Test
    void aPhraseDoesNotReachAcrossPunctuation() {
        corpus.add("a", "先做缓存，命中率再说。").add("b", "缓存命中率很高。");
        assertThat(corpus.found("“缓存命中”")).containsExactly("b");
        assertThat(corpus.found("“缓存，命中”")).containsExactly("a");
    }

    @Test
    void aPhraseOfMixedScriptsIsExact() {
        corpus.add("a", "用Redis做缓存层。").add("b", "Redis 不做持久，只做缓存。");
        assertThat(corpus.found("“Redis 做缓存”")).containsExactly("a");
        assertThat(corpus.found("“用 redis 做”")).containsExactly("a");
        assertThat(corpus.found("“存层”")).containsExactly("a");
    }

    @Test
    void severalPhrasesMustAllOccur() {
        corpus.add("a", "年假十天，病假五天。").add("b", "年假十天。");
        assertThat(corpus.found("“年假十天” “病假五天”")).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TH-01-温度", "th-01-温度", "ＴＨ－０１－温度", "“TH-01-温度”", "TH-01", "“01-温度”"})
    void aPartCodeIsFoundInWhateverWidthAndCase(String code) {
        corpus.add("right", "传感器TH-01-温度装在柜顶。").add("wrong", "传感器TH-11-温度装在柜底，编号 01 空缺。");
        assertThat(corpus.search(code, 5))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("right");
    }

    @ParameterizedTest
    @CsvSource({
        "ERR_4021, 错误码 ERR_4021 表示断线。, 错误码 ERR_4022 表示断线。",
        "v2.3.1, 固件 v2.3.1 已发布。, 固件 v2.1.3 已发布。",
        "MAX_CONCURRENT_REQUESTS, 调大 MAX_CONCURRENT_REQUESTS 的值。, 调大 MAX_CACHE_SIZE 的值。",
        "192.168.0.12, 主机 192.168.0.12 在线。, 主机 192.168.12.0 在线。",
        "C++, 用 C++ 写扩展。, 用 C# 写扩展。",
        "/api/chat, 请求 /api/chat 接口。, 请求 /api/keys 接口。"
    })
    void aTechnicalTermIsFoundWhole(String question, String right, String wrong) {
        corpus.add("wrong", wrong).add("right", right);
        assertThat(corpus.search(question, 5))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("right");
    }

    @Test
    void aPartOfATechnicalTermFindsItToo() {
        corpus.add("a", "see MAX_CONCURRENT_REQUESTS for it");
        assertThat(corpus.found("concurrent")).containsExactly("a");
        assertThat(corpus.found("request")).containsExactly("a");
    }

    @Test
    void englishIsFoundInItsOtherForms() {
        corpus.add("a", "The caches were cleared by the administrators.");
        assertThat(corpus.found("clearing the cache")).containsExactly("a");
        assertThat(corpus.found("administrator's")).containsExactly("a");
    }

    @Test
    void titlesAndHeadingsFindTheirPassages() {
        corpus.addMarkdown("a", "# 备份手册\n\n## 恢复步骤\n\n先停止实例。").addMarkdown("b", "# 年假\n\n每年十天。");
        assertThat(corpus.found("备份手册")).containsExactly("a");
        assertThat(corpus.found("恢复步骤")).containsExactly("a");
    }

    @Test
    void highlightsMarkTheWordsOfTheQuestion() {
        corpus.add("a", "带薪年假共 10 天；Clearing caches 与 ERR_4021，😀年假。");
        assertThat(marked("年假 clear ERR_4021")).containsExactly("年假", "Clearing", "ERR_4021", "年假");
        assertThat(marked("ＥＲＲ＿４０２１")).containsExactly("ERR_4021");
    }

    @Test
    void coverageTellsHowMuchOfTheQuestionWasMet() {
        corpus.add("a", "年假每年十天。").add("b", "报销三十天内提交。");
        assertThat(best("年假").coverage()).isEqualTo(1);
        assertThat(best("年假 火箭发射").coverage()).isBetween(0.1, 0.6);
        assertThat(corpus.search("火箭发射", 5)).isEmpty();
    }

    @Test
    void onlyTheCollectionsAskedForAreSearched() {
        corpus.add("mine", DocumentText.plain("年假十天"), "col-1", List.of());
        corpus.add("theirs", DocumentText.plain("年假十天整"), "col-2", List.of());
        var question = SearchQuery.of("年假", 5, List.of("two"));
        assertThat(corpus.search(question, Map.of("col-2", "two"), false).passages())
                .extracting(Passage::documentId, Passage::collection)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("theirs", "two"));
        assertThat(corpus.search(question, Map.of("col-3", "x", "col-4", "y"), false)
                        .passages())
                .isEmpty();
    }

    @Test
    void aDocumentMustHaveAllTheTagsAskedFor() {
        corpus.add("both", DocumentText.plain("年假十天"), Corpus.COLLECTION, List.of("人事", "2026"));
        corpus.add("one", DocumentText.plain("年假五天"), Corpus.COLLECTION, List.of("人事"));
        var question = new SearchQuery("年假", 5, List.of(), List.of("人事", "2026"), false, null);
        assertThat(corpus.search(question).passages())
                .extracting(Passage::documentId)
                .containsExactly("both");
    }

    @Test
    void aFilterComesBeforeTheRankingNotAfterIt() {
        for (int at = 0; at < 200; at++) {
            corpus.add("loud" + at, DocumentText.plain("年假年假年假 " + at), "col-2", List.of());
        }
        corpus.add("quiet", DocumentText.plain("关于假期：年假也在其中，另有病假、事假、婚假与丧假。"), "col-1", List.of());
        var found = corpus.search(SearchQuery.of("年假", 5, List.of("one")), Map.of("col-1", "one"), false);
        assertThat(found.passages()).extracting(Passage::documentId).containsExactly("quiet");
        assertThat(found.total()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*:*",
                "*",
                "?",
                "*年假",
                "grams:年假",
                "title:*",
                "_id:1",
                "\"",
                "“",
                "”“",
                "\"\"",
                "“”",
                "((((",
                "a AND",
                "NOT",
                "+-!(){}[]^~\\/",
                "年假^1000000",
                "年假~9999",
                "/.*/",
                "/[a-z]{1,99999}/",
                "[a TO z]",
                "{* TO *}",
                "a\\",
                "\\u0000",
                "\u0000",
                "\uD800",
                "😀",
                "<script>alert(1)</script>",
                "'; drop table document; --",
                "${jndi:ldap://x}",
                "%s%n",
                "&&",
                "||",
                "\t\n",
                " "
            })
    void signsOfQueryLanguagesMeanNothing(String question) {
        corpus.add("a", "年假十天。").add("b", "报销三十天内。");
        assertThat(corpus.search(question, 5)).hasSizeLessThan(2);
    }

    @Test
    void anExplanationNamesTermsPartsAndWhatWasIgnored() {
        corpus.add("a", "年假每年十天，离职时结算。").add("b", "报销三十天内。");
        var hits = corpus.search(new SearchQuery("离职的年假 火箭", 5, List.of(), List.of(), true, null));
        assertThat(hits.explanation().terms())
                .extracting(SearchExplanation.Term::text)
                .containsExactly("离职", "年假", "火箭");
        assertThat(hits.explanation().ignored()).containsExactly("的");
        var explain = hits.passages().get(0).explain();
        assertThat(explain.matched()).containsExactly("离职", "年假");
        assertThat(explain.missing()).containsExactly("火箭");
        assertThat(explain.parts()).extracting(PassageExplanation.Part::field).contains("words", "grams");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "年假      | col-1 |      | a       | in_results",
                "年假      | col-1 |      | nowhere | not_indexed",
                "年假      | col-2 |      | a       | other_collection",
                "年假      | col-1 | 人事 | a       | tag_missing",
                "“年假百天” | col-1 |      | a       | phrase_missing",
                "报销      | col-1 |      | a       | no_term_matches",
                "十天的差旅 | col-1 |      | a       | ranked_lower"
            })
    void anExpectedDocumentThatIsAbsentHasAReason(
            String text, String collection, String tag, String expect, String reason) {
        corpus.add("a", "年假每年十天，离职时结算。").add("b", "报销三十天内。").add("c", "差旅的报销");
        var question =
                new SearchQuery(text, 1, List.of(collection), tag == null ? List.of() : List.of(tag), false, expect);
        var expected = corpus.search(question, Map.of(collection, "x"), false)
                .explanation()
                .expected();
        assertThat(expected.reason()).isEqualTo(reason);
    }

    private Passage best(String question) {
        return corpus.search(question, 1).get(0);
    }

    private List<String> marked(String question) {
        var passage = best(question);
        return passage.highlights().stream()
                .map(highlight -> passage.text().substring(highlight.start(), highlight.end()))
                .toList();
    }
}
