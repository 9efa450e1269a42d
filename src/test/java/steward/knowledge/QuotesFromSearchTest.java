package steward.knowledge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.model.ExtractiveAnswer;
import steward.model.ExtractiveAnswer.Source;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the sentence that answers is among the six that are quoted, from search to quotation, without a model. */
class QuotesFromSearchTest {
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
    void nineOfTenQuestionsAreAnsweredByAQuotedSentence() throws IOException {
        var questions = Corpus.table("questions.tsv");
        var missed = new ArrayList<String>();
        for (var question : questions) {
            if (!quoted(question[0]).contains(question[2])) {
                missed.add(question[0]);
            }
        }
        assertThat(missed).hasSizeLessThanOrEqualTo(questions.size() / 10);
    }

    @Test
    void aQuestionThatNothingAnswersIsNeverAnsweredWithQuotes() throws IOException {
        for (var question : Corpus.table("out-of-scope.tsv")) {
            assertThat(answer(question[0]).quotes()).as("%s", question[0]).isEmpty();
        }
    }

    private static String quoted(String question) {
        return answer(question).quotes().stream()
                .map(ExtractiveAnswer.Quote::text)
                .collect(Collectors.joining("\n"));
    }

    private static ExtractiveAnswer answer(String question) {
        var sources = new ArrayList<Source>();
        for (var passage : corpus.search(question, 5)) {
            sources.add(new Source(
                    sources.size() + 1, passage.title(), passage.heading(), passage.text(), passage.start()));
        }
        return ExtractiveAnswer.to(question, List.copyOf(sources));
    }
}
