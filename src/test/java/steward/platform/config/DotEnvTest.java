package steward.platform.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DotEnvTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "A=b|b",
                "A = b |b",
                "export A=b|b",
                "A=b # said why|b",
                "A=b#c|b#c",
                "A='b # c'|b # c",
                "A=\"b # c\" # why|b # c",
                "A=\"b\\\"c\"|b\"c",
                "A='b\\\"c'|b\\\"c",
                "A=年假怎么算？|年假怎么算？",
                "A=a=b=c|a=b=c",
                "A=${B}/c|x/c",
                "A=\"${B}/c\"|x/c",
                "A='${B}/c'|${B}/c",
                "A=\"\\${B}/c\"|${B}/c",
                "A=${C:-y}|y",
                "A=$5${|$5${",
            })
    void aValueIsReadAsAShellReadsIt(String line, String value) throws IOException {
        var file = read("B=x\n" + line);

        assertThat(file.problems()).isEmpty();
        assertThat(file.entry("A").orElseThrow().value()).isEqualTo(value);
    }

    @Test
    void aReferenceMayMeanAnEnvironmentVariable() throws IOException {
        assertThat(read("A=${FROM_OUTSIDE}").entry("A").orElseThrow().value()).isEqualTo("outside");
    }

    @Test
    void linesEndAsOnAnySystemAndAByteOrderMarkIsNoLetter() throws IOException {
        var file = read("\uFEFFA=1\r\n\r\n# note\r\nB=2\rC=3\n");

        assertThat(file.problems()).isEmpty();
        assertThat(file.entries().keySet()).containsExactly("A", "B", "C");
        assertThat(file.entry("C").orElseThrow()).isEqualTo(new DotEnv.Entry("3", 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"just words", "=x", "A B=c", "A='open", "A=\"open", "A='b' c", "A=${NOT_SET}"})
    void aLineThatIsNoneIsToldWithItsNumberAndWithoutItsText(String line) throws IOException {
        var file = read("# one\n" + line);

        assertThat(file.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isTrue();
            assertThat(problem.value()).isEmpty();
            assertThat(problem.source().orElseThrow().describe(Locale.ENGLISH)).isEqualTo(".env:2");
        });
    }

    @Test
    void whatIsNotUtf8IsTold() throws IOException {
        var file = folder.resolve(".env");
        Files.write(file, "A=中".getBytes("GBK"));

        assertThat(DotEnv.read(file, name -> null).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.rule().zh()).isEqualTo("不是 UTF-8 文本"));
    }

    private DotEnv read(String text) throws IOException {
        var file = Files.write(folder.resolve(".env"), text.getBytes(StandardCharsets.UTF_8));
        return DotEnv.read(file, Map.of("FROM_OUTSIDE", "outside")::get);
    }
}
