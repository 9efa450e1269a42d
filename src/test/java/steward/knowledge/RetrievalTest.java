package steward.knowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * Whether the right passage is found, by keywords alone: the questions of {@code questions.tsv} over the sample knowledge
 * and a set of traps.
 */
class RetrievalTest {
    @TempDir
    static Path folder;

    private static Corpus corpus;

    @BeforeAll
    static void fill() throws IOException {
        corpus = Corpus.ofSamplesAndTraps(folder);
    }

    @AfterAll
    static void close() throws IOException {
        corpus.close();
    }

    @Test
    void nineteenOfTwentyQuestionsFindTheirPassageAmongTheFirstFive() throws IOException {
        assertThat(missed(5)).hasSizeLessThanOrEqualTo(questions().size() / 20);
    }

    @Test
    void fourOfFiveFindItFirst() throws IOException {
        assertThat(missed(1)).hasSizeLessThanOrEqualTo(questions().size() / 5);
    }

    @Test
    void aQuestionThatIsAnsweredHereIsKnownToBe() throws IOException {
        for (var question : questions()) {
            assertThat(corpus.search(question[0], 5)).as("%s", question[0]).anyMatch(Passage::isRelevant);
        }
    }

    @Test
    void aQuestionThatNothingAnswersIsKnownToBeOutOfScope() throws IOException {
        for (var question : Corpus.table("out-of-scope.tsv")) {
            assertThat(corpus.search(question[0], 5)).as("%s", question[0]).noneMatch(Passage::isRelevant);
        }
    }

    @Test
    void aChineseQuestionPrefersChineseAndAnEnglishOneEnglish() {
        assertThat(corpus.search("429 是什么意思", 1))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("rate-limits.zh");
        assertThat(corpus.search("What is a 429?", 1))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("rate-limits.en");
    }

    @Test
    void nearDuplicatesAreToldApartByTheirNumbers() {
        assertThat(corpus.search("TH-01-温度 每多久校准", 1))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("sensors-2.zh");
        assertThat(corpus.search("TH-11-温度 每多久校准", 1))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("sensors-3.zh");
        assertThat(corpus.search("青禾科技 年假", 1))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("handbook.zh");
        assertThat(corpus.search("蓝湾物流 年休假", 1))
                .first()
                .extracting(Passage::documentId)
                .isEqualTo("handbook-branch.zh");
    }

    @Test
    void offsetsOpenThePassageInItsDocument() throws IOException {
        for (var question : Corpus.table("questions.tsv")) {
            assertThat(corpus.search(question[0], 10))
                    .isNotEmpty()
                    .allSatisfy(passage -> assertThat(
                                    corpus.text(passage.documentId()).substring(passage.start(), passage.end()))
                            .isEqualTo(passage.text()));
        }
    }

    @Test
    void scoresLieBetweenNoughtAndOneInFallingOrder() throws IOException {
        for (var question : Corpus.table("questions.tsv")) {
            var scores =
                    corpus.search(question[0], 50).stream().map(Passage::score).toList();
            assertThat(scores).allMatch(score -> score > 0 && score < 1);
            assertThat(scores).isSortedAccordingTo((one, other) -> Double.compare(other, one));
        }
    }

    @Test
    void aHugeQuestionIsAnsweredInTime() throws IOException {
        var words = new StringBuilder();
        for (int at = 0; at < 10_000; at++) {
            words.append("年假").append(at).append(" OR term").append(at).append(' ');
        }
        corpus.search("年假", 5);
        assertTimeout(Duration.ofSeconds(8), () -> corpus.search(words.toString(), 50));
        assertTimeout(Duration.ofSeconds(8), () -> corpus.search("“" + "年".repeat(100_000) + "”", 50));
        assertTimeout(Duration.ofSeconds(8), () -> corpus.search("\"年\" ".repeat(10_000), 50));
        assertTimeout(Duration.ofSeconds(8), () -> corpus.search("a-".repeat(100_000), 50));
    }

    @Test
    void aPastedLetterIsSearchedByItsRarestTerms() throws IOException {
        var letter = "您好，我们公司最近在使用这个系统，同事们都觉得不错，不过也遇到了一些问题想请教。".repeat(5) + "请问住宿标准里一线城市每晚可以报销多少？";
        assertThat(corpus.search(letter, 5)).anyMatch(passage -> passage.text().contains("一线城市每晚"));
    }

    private static List<String[]> questions() throws IOException {
        return Corpus.table("questions.tsv");
    }

    private static List<String> missed(int k) throws IOException {
        var missed = new ArrayList<String>();
        for (var question : questions()) {
            boolean found = corpus.search(question[0], k).stream()
                    .anyMatch(passage -> passage.documentId().equals(question[1])
                            && passage.text().contains(question[2]));
            if (!found) {
                missed.add(question[0]);
            }
        }
        return missed;
    }
}
