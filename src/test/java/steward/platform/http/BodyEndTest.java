package steward.platform.http;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.FieldError;
import steward.platform.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class BodyEndTest {
    @Test
    void aRequestWithoutABodyIsClear() {
        assertThatNoException().isThrownBy(() -> check(List.of(), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "12", " 12 "})
    void oneLengthIsClear(String length) {
        assertThatNoException().isThrownBy(() -> check(List.of(length), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked"})
    void chunksAloneAreClear(String coding) {
        assertThatNoException().isThrownBy(() -> check(List.of(), List.of(coding)));
    }

    static Stream<Arguments> doubtful() {
        return Stream.of(
                Arguments.of(List.of("5"), List.of("chunked"), "Transfer-Encoding"),
                Arguments.of(List.of(), List.of("chunked", "identity"), "Transfer-Encoding"),
                Arguments.of(List.of(), List.of("identity"), "Transfer-Encoding"),
                Arguments.of(List.of(), List.of("gzip, chunked"), "Transfer-Encoding"),
                Arguments.of(List.of(), List.of(""), "Transfer-Encoding"),
                Arguments.of(List.of("5", "5"), List.of(), "Content-Length"),
                Arguments.of(List.of("5", "6"), List.of(), "Content-Length"),
                Arguments.of(List.of("5, 6"), List.of(), "Content-Length"),
                Arguments.of(List.of("+5"), List.of(), "Content-Length"),
                Arguments.of(List.of("-1"), List.of(), "Content-Length"),
                Arguments.of(List.of("0x5"), List.of(), "Content-Length"),
                Arguments.of(List.of("18446744073709551616"), List.of(), "Content-Length"),
                Arguments.of(List.of("٥"), List.of(), "Content-Length"),
                Arguments.of(List.of(""), List.of(), "Content-Length"));
    }

    @ParameterizedTest
    @MethodSource("doubtful")
    void whateverLeavesADoubtIsRefusedByItsName(List<String> lengths, List<String> codings, String named) {
        var refused = catchThrowableOfType(ProblemException.class, () -> check(lengths, codings));
        assertThat(refused.type().status()).isEqualTo(400);
        assertThat(refused.errors()).extracting(FieldError::field).containsExactly(named);
    }

    private static void check(List<String> lengths, List<String> codings) {
        BodyEnd.requireClear(Collections.enumeration(lengths), Collections.enumeration(codings));
    }
}
