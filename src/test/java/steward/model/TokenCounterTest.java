package steward.model;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class TokenCounterTest {
    private static final TokenCounter COUNTER = new TokenCounter();

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, hello world, 2",
        "gpt-4.1-mini, hello world, 2",
        "o3, hello world, 2",
        "gpt-4, tiktoken is great!, 6",
        "text-embedding-3-small, tiktoken is great!, 6",
        "gpt-4, お誕生日おめでとう, 9",
        "gpt-4o, お誕生日おめでとう, 8"
    })
    void openAisModelsAreCountedExactly(String model, String text, int tokens) {
        assertThat(COUNTER.count(model, text)).isEqualTo(new TokenCount(tokens, true));
    }

    @ParameterizedTest
    @CsvSource({"年假怎么算？今天可以请吗, 7", "How is annual leave counted today?, 10", "'', 0"})
    void otherModelsAreEstimatedAndTheEstimateIsCalledOne(String text, int tokens) {
        assertThat(COUNTER.count("deepseek-chat", text)).isEqualTo(new TokenCount(tokens, false));
    }

    @Test
    void whatLooksLikeAnInstructionToTheModelIsCountedAsText() {
        assertThat(COUNTER.count("gpt-4o", "<|endoftext|>").tokens()).isGreaterThan(1);
    }

    @Test
    void aLongTextIsCountedInPiecesWithinAPercent() {
        var sentence = "The quick brown fox 跳过了那只懒狗 😀. ";
        var some = COUNTER.count("gpt-4o", sentence.repeat(500));
        var many = COUNTER.count("gpt-4o", sentence.repeat(2_000));
        assertThat(some.exact()).isTrue();
        assertThat(many.exact()).isFalse();
        assertThat((double) many.tokens()).isCloseTo(4.0 * some.tokens(), within(some.tokens() * 0.04));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "年", "😀", " ", "ab1 "})
    void noTextTakesLong(String piece) {
        var text = piece.repeat(600_000 / piece.length());
        assertTimeout(Duration.ofSeconds(30), () -> COUNTER.count("gpt-4o", text));
    }
}
