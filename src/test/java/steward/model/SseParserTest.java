package steward.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SseParserTest {
    private static final String TEXT = "data: {\"t\":\"年假怎么算？😀é한\"}\n\ndata: second 第二\n\n";

    private final List<String> events = new ArrayList<>();
    private final SseParser parser = new SseParser(1_000, data -> events.add(new String(data, StandardCharsets.UTF_8)));

    @Test
    void aTextCutAtAnyByteIsTheSame() throws Exception {
        var bytes = utf8(TEXT);
        for (var cut = 0; cut <= bytes.length; cut++) {
            var parts = new ArrayList<String>();
            var cutting = new SseParser(1_000, data -> parts.add(new String(data, StandardCharsets.UTF_8)));
            cutting.feed(Arrays.copyOf(bytes, cut));
            cutting.feed(Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(parts).containsExactly("{\"t\":\"年假怎么算？😀é한\"}", "second 第二");
        }
    }

    @Test
    void aTextThatComesByteByByteIsTheSame() throws Exception {
        for (var b : utf8(TEXT)) {
            parser.feed(new byte[] {b});
        }
        assertThat(events).containsExactly("{\"t\":\"年假怎么算？😀é한\"}", "second 第二");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: a b\n\ndata: 文\n\n",
                "data: a b\r\rdata: 文\r\r",
                "data: a b\r\n\r\ndata: 文\r\n\r\n",
                "data:a b\n\ndata:文\r\n\n",
                "data: a b\r\n\rdata: 文\n\r",
                "\uFEFFdata: a b\n\ndata: 文\n\n",
                ": comment\n\ndata: a b\n: another\n\n:\ndata: 文\n\n",
                "event: message\nid: 1\nretry: 5\ndata: a b\n\nunknown: x\ndata: 文\nnothing\n\n",
                "\n\n\ndata: a b\n\n\n\ndata: 文\n\n\n"
            })
    void everyLegalSpellingHasTheSameEvents(String stream) throws Exception {
        for (var b : utf8(stream)) {
            parser.feed(new byte[] {b});
        }
        parser.feed(utf8(stream.replace("\uFEFF", "")));
        assertThat(events).containsExactly("a b", "文", "a b", "文");
    }

    @Test
    void randomCutsChangeNothing() throws Exception {
        var random = new Random(7);
        var bytes = utf8(TEXT.repeat(50).replace("\n", "\r\n"));
        for (var at = 0; at < bytes.length; ) {
            var end = Math.min(bytes.length, at + 1 + random.nextInt(40));
            parser.feed(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        assertThat(events).hasSize(100).containsOnly("{\"t\":\"年假怎么算？😀é한\"}", "second 第二");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "data: one\\ndata: two\\n\\n|one\\ntwo",
                "data:  two spaces\\n\\n| two spaces",
                "data: a\\ndata\\n\\n|a\\n"
            })
    void linesOfDataAreJoinedAndOneSpaceIsTaken(String stream, String event) throws Exception {
        parser.feed(utf8(stream.replace("\\n", "\n")));
        assertThat(events).containsExactly(event.replace("\\n", "\n"));
    }

    @Test
    void emptyDataIsNoEvent() throws Exception {
        parser.feed(utf8("data\n\ndata:\n\ndata: \n\n"));
        assertThat(events).isEmpty();
    }

    @Test
    void aWholeLineCountsAtTheEndEvenWithoutItsEmptyLine() throws Exception {
        parser.feed(utf8("data: [DONE]\n"));
        parser.end();
        assertThat(events).containsExactly("[DONE]");
    }

    @Test
    void halfALineAtTheEndDoesNotCount() throws Exception {
        parser.feed(utf8("data: {\"half"));
        parser.end();
        assertThat(events).isEmpty();
    }

    @Test
    void bytesThatAreNoUtf8BecomeReplacementCharacters() throws Exception {
        parser.feed("data: a\u00FFb\n\n".getBytes(StandardCharsets.ISO_8859_1));
        parser.feed(Arrays.copyOf(utf8("data: 年"), 8));
        parser.feed(utf8("\n\n"));
        assertThat(events).containsExactly("a\uFFFDb", "\uFFFD");
    }

    @Test
    void validBytesPassThroughUnchanged() throws Exception {
        var seen = new ArrayList<byte[]>();
        var payload = utf8("{\"emoji\":\"👩‍👩‍👧\",\"escape\":\"\\u4e2d\",  \"spaces\" : 1 }");
        var keeping = new SseParser(1_000, seen::add);
        keeping.feed(utf8("data: "));
        keeping.feed(payload);
        keeping.feed(utf8("\n\n"));
        assertThat(seen).containsExactly(payload);
    }

    @Test
    void anEndlessLineIsRefused() {
        assertThatThrownBy(() -> {
                    for (var i = 0; i < 100; i++) {
                        parser.feed(utf8("x".repeat(100)));
                    }
                })
                .isInstanceOf(UpstreamFailure.class);
    }

    @Test
    void anEventOfEndlessLinesIsRefused() {
        assertThatThrownBy(() -> {
                    for (var i = 0; i < 100; i++) {
                        parser.feed(utf8("data: " + "x".repeat(100) + "\n"));
                    }
                })
                .isInstanceOf(UpstreamFailure.class);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
