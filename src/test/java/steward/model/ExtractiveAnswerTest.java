package steward.model;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.model.ExtractiveAnswer.Kind;
import steward.model.ExtractiveAnswer.Source;

import static org.assertj.core.api.Assertions.assertThat;

class ExtractiveAnswerTest {
    private static final Source LEAVE = new Source(
            1,
            "员工手册",
            "第 3 章 年假",
            "第 3 章 年假\n\n入职满一年的员工每年享有 10 天带薪年假。工作满十年的增加到 15 天！" + "但是试用期员工没有年假。加班按小时调休。\n\n食堂中午十二点开门。",
            1_000);
    private static final Source LIMITS = new Source(
            2,
            "Rate limits",
            "",
            "# Rate limits\n\nA 429 means that you are sending requests too fast, e.g. 61 in one minute. Each client may"
                    + " send\n60 requests a minute. However, health checks are never counted. Lunch is at noon.",
            0);
    private static final List<Source> SOURCES = List.of(LEAVE, LIMITS);

    @Test
    void whatIsQuotedCanBeNumberedFromOneInTheOrderOfTheText() {
        var quotes = List.of(
                new ExtractiveAnswer.Quote(5, 0, 4, "Five"),
                new ExtractiveAnswer.Quote(2, 0, 3, "Two"),
                new ExtractiveAnswer.Quote(5, 5, 9, "Late"));
        var answer = new ExtractiveAnswer(ExtractiveAnswer.Kind.QUOTES, "", quotes);
        assertThat(answer.cited()).containsExactly(5, 2);
        assertThat(answer.numberedFromOne().text()).isEqualTo("“Five” [1]\n\n“Two” [2]\n\n“Late” [1]");
    }

    @Test
    void sentencesAreQuotedAsTheyStandEachWithItsSource() {
        var answer = ExtractiveAnswer.to("年假有几天？", SOURCES);
        assertThat(answer.kind()).isEqualTo(Kind.QUOTES);
        assertThat(answer.text()).contains("“入职满一年的员工每年享有 10 天带薪年假。” [1]");
        assertThat(answer.text()).doesNotContain("食堂").doesNotContain("429");
    }

    @Test
    void anEnglishQuestionIsAnsweredInEnglish() {
        var answer = ExtractiveAnswer.to("How many requests may a client send per minute?", SOURCES);
        assertThat(answer.text()).contains("“Each client may send 60 requests a minute.” [2]");
        assertThat(answer.text()).doesNotContain("Lunch").doesNotContain("年假");
    }

    @Test
    void thereIsNothingButQuotesAndTheirNumbers() {
        var answer = ExtractiveAnswer.to("年假有几天？", SOURCES);
        assertThat(answer.text().replaceAll("“[^”]*” \\[\\d]", "")).isBlank();
    }

    @Test
    void theOffsetsOfAQuoteLeadToItInTheDocument() {
        for (var question : List.of("年假有几天？", "What does a 429 mean?")) {
            var answer = ExtractiveAnswer.to(question, SOURCES);
            assertThat(answer.quotes()).isNotEmpty().allSatisfy(quote -> {
                var source = SOURCES.get(quote.n() - 1);
                assertThat(source.text().substring(quote.start() - source.start(), quote.end() - source.start()))
                        .isEqualTo(quote.text());
            });
        }
    }

    @Test
    void aSentenceThatLeansOnTheOneBeforeTakesItAlong() {
        var answer = ExtractiveAnswer.to("试用期有年假吗？", List.of(LEAVE));
        assertThat(answer.text()).contains("但是试用期员工没有年假。").contains("工作满十年的增加到 15 天！");
        var english = ExtractiveAnswer.to("Are health checks counted?", List.of(LIMITS));
        assertThat(english.text()).contains("However, health checks").contains("60 requests a minute.");
    }

    @Test
    void atMostSixSentencesAreQuoted() {
        var text = String.join(
                "",
                IntStream.range(0, 50)
                        .mapToObj(i -> "第" + i + "间食堂开门。但是第" + i + "条规定了年假。")
                        .toList());
        assertThat(ExtractiveAnswer.to("年假", List.of(new Source(1, "年假", "", text, 0)))
                        .quotes())
                .hasSize(6);
    }

    @Test
    void headingsAreNotQuoted() {
        assertThat(ExtractiveAnswer.to("年假有几天？", SOURCES).text()).doesNotContain("第 3 章");
        assertThat(ExtractiveAnswer.to("What are the rate limits?", SOURCES).text())
                .doesNotContain("# Rate");
    }

    @Test
    void nothingFoundSaysSoNamesTheNearestTitlesAndSuggestsADocument() {
        var chinese = ExtractiveAnswer.to("量子纠缠是什么？", SOURCES);
        assertThat(chinese.kind()).isEqualTo(Kind.NOTHING_FOUND);
        assertThat(chinese.text())
                .contains("没有找到")
                .contains("《员工手册》、《Rate limits》")
                .contains("加入知识库");
        assertThat(chinese.quotes()).isEmpty();
        var english = ExtractiveAnswer.to("What is the capital of Portugal?", SOURCES);
        assertThat(english.text())
                .contains("found nothing")
                .contains("“员工手册”, “Rate limits”")
                .contains("Add a document");
    }

    @Test
    void anEmptyKnowledgeBaseIsNoError() {
        assertThat(ExtractiveAnswer.to("年假怎么算？", List.of()).kind()).isEqualTo(Kind.NOTHING_FOUND);
        assertThat(ExtractiveAnswer.to("？？？", SOURCES).kind()).isEqualTo(Kind.NOTHING_FOUND);
        assertThat(ExtractiveAnswer.to("", SOURCES).kind()).isEqualTo(Kind.NOTHING_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"你好", "您好！", "嗨", "早上好", "你是谁？", "你能做什么？", "hi", "Hello there!", "Who are you?", "thanks"})
    void aGreetingIsAnsweredWithTwoLinesAndThreeQuestions(String greeting) {
        var answer = ExtractiveAnswer.to(greeting, SOURCES);
        assertThat(answer.kind()).isEqualTo(Kind.GREETING);
        assertThat(answer.text().lines().filter(line -> line.startsWith("- "))).hasSize(3);
        assertThat(answer.text().contains("你好")).isEqualTo(Wish.language(greeting) != Locale.ENGLISH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "把下面这段话翻译成英文：年假十天",
                "请翻译：hello",
                "帮我写一首关于秋天的诗",
                "写个 Python 程序排序",
                "请帮我总结一下员工手册",
                "计算 15 的平方",
                "12 * 34 = ?",
                "3+5等于多少",
                "给我一些建议",
                "推荐一部电影"
            })
    void workForAModelIsDeclinedInChinese(String question) {
        var answer = ExtractiveAnswer.to(question, SOURCES);
        assertThat(answer.kind()).isEqualTo(Kind.NEEDS_MODEL);
        assertThat(answer.text()).matches("(?s)这需要大模型。.*|This needs a model\\..*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Translate this into Chinese: annual leave",
                "Please write a poem about autumn",
                "Can you summarize the handbook?",
                "what is 12 * 34?",
                "calculate 15% of 80",
                "Recommend a movie",
                "How do you say leave in French?"
            })
    void workForAModelIsDeclinedInEnglish(String question) {
        assertThat(ExtractiveAnswer.to(question, SOURCES).text()).startsWith("This needs a model.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "年假怎么算？",
                "报销单怎么写？",
                "cron 怎么写",
                "翻译岗位的值班补贴是多少",
                "计算年假的规则是什么？",
                "How do I write a task handler?",
                "What does a 429 mean?",
                "推荐人奖励多少钱",
                "总结报告什么时候交",
                "2024-01-01 之后的规定",
                "What is error 4-21?",
                "010-12345678",
                "2024/01/01"
            })
    void questionsAboutKnowledgeAreNotDeclined(String question) {
        assertThat(ExtractiveAnswer.to(question, SOURCES).kind()).isIn(Kind.QUOTES, Kind.NOTHING_FOUND);
    }

    @ParameterizedTest
    @CsvSource({
        "年假怎么算？, zh",
        "429 是什么意思, zh",
        "Steward 支持 OpenAI 吗, zh",
        "TH-01-温度, zh",
        "What does 年假 mean?, en",
        "429, en",
        "How do I connect a model?, en"
    })
    void theLanguageIsThatOfTheQuestion(String question, String language) {
        assertThat(Wish.language(question).getLanguage()).isEqualTo(language);
    }

    @Test
    void bothLanguagesSayTheSameThings() {
        var english = ResourceBundle.getBundle("steward.model.extractive", Locale.ROOT);
        var chinese = ResourceBundle.getBundle("steward.model.extractive", Locale.CHINESE);
        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        assertThat(english.keySet())
                .allSatisfy(key -> assertThat(chinese.getString(key))
                        .matches(text ->
                                text.contains("{0}") == english.getString(key).contains("{0}")));
    }

    @Test
    void aLongTextWithoutAnyStopIsCutIntoPiecesAndTakesNoTime() {
        var text = "年假".repeat(50_000);
        var answer = ExtractiveAnswer.to("年假", List.of(new Source(1, "长", "", text, 0)));
        assertThat(answer.quotes()).isNotEmpty().allMatch(quote -> quote.text().length() <= 300);
    }
}
