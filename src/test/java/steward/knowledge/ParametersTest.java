package steward.knowledge;

import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.FieldError;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ParametersTest {
    @Test
    void aParameterIsKnownByEitherOfItsNames() {
        assertThat(parameters("query", "年假").requiredText(10, "q", "query")).isEqualTo("年假");
        assertThat(parameters("top_k", "7").number(5, 1, 50, "k", "top_k")).isEqualTo(7);
        assertThat(parameters("other", "7").number(5, 1, 50, "k", "top_k")).isEqualTo(5);
    }

    @Test
    void bothNamesAtOnceAreRefused() {
        assertThat(rule(parameters -> parameters.one("q", "query"), "q", "a", "query", "b"))
                .isEqualTo("only_one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "51", "-1"})
    void aNumberOutsideOfItsBoundsIsRefused(String text) {
        assertThat(rule(parameters -> parameters.number(5, 1, 50, "k"), "k", text))
                .isEqualTo("range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"five", "1.5", "1e3", "99999999999", "0x10", "١٢"})
    void whatIsNoNumberIsRefused(String text) {
        assertThat(rule(parameters -> parameters.number(5, 1, 9, "k"), "k", text))
                .isIn("type", "range");
    }

    @Test
    void aBlankQuestionIsMissingAndALongOneTooLong() {
        assertThat(rule(parameters -> parameters.requiredText(5, "q"), "q", "  "))
                .isEqualTo("required");
        assertThat(rule(parameters -> parameters.requiredText(5, "q"), "q", "123456"))
                .isEqualTo("max_length");
    }

    @Test
    void aFlagNeedsNoValueButNoNonsenseEither() {
        assertThat(parameters("explain", "").flag("explain")).isTrue();
        assertThat(parameters("explain", "false").flag("explain")).isFalse();
        assertThat(parameters("x", "").flag("explain")).isFalse();
        assertThat(rule(parameters -> parameters.flag("explain"), "explain", "maybe"))
                .isEqualTo("type");
    }

    @Test
    void aListIsGivenByRepetitionOrWithCommas() {
        assertThat(parameters("tag", "a,b", "tag", "b , c,").list("tag")).isEqualTo(List.of("a", "b", "c"));
    }

    @Test
    void versionsAreReadFromIfMatch() {
        assertThat(Versions.wanted("\"7\"")).isEqualTo(7);
        assertThat(Versions.wanted("*")).isNull();
        assertThat(Versions.wanted(null)).isNull();
        for (var other : List.of("7", "W/\"7\"", "\"x\"", "", "\"1\", \"2\"")) {
            assertThat(catchThrowableOfType(ProblemException.class, () -> Versions.wanted(other))
                            .type())
                    .isEqualTo(ProblemType.PRECONDITION_FAILED);
        }
    }

    @Test
    void aVersionThatTheCallerHasIsRecognised() {
        assertThat(Versions.isKnown("\"3\", W/\"7\"", 7)).isTrue();
        assertThat(Versions.isKnown("*", 7)).isTrue();
        assertThat(Versions.isKnown("\"8\"", 7)).isFalse();
        assertThat(Versions.isKnown(null, 7)).isFalse();
    }

    private static Parameters parameters(String... namesAndValues) {
        var given = new MultivaluedHashMap<String, String>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            given.add(namesAndValues[at], namesAndValues[at + 1]);
        }
        return new Parameters(given);
    }

    private static String rule(Function<Parameters, Object> read, String... namesAndValues) {
        var parameters = parameters(namesAndValues);
        var problem = catchThrowableOfType(ProblemException.class, () -> read.apply(parameters));
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        assertThat(problem.errors()).extracting(FieldError::field).containsExactly(namesAndValues[0]);
        return problem.errors().get(0).rule();
    }
}
