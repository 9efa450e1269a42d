package steward.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import steward.deploy.Nginx;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests whose end can be read in two ways (RFC 9112, sections 6 and 11.2; ASVS 4.2.1), each with another request hidden in
 * its body: it is never answered, neither behind Nginx nor by an instance that is asked directly.
 */
class SmugglingIT {
    private static final String HIDDEN = "GET /v1/hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String LAST = "GET /v1/last HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final int PATIENCE_MILLIS = 1_500;

    private static final Instance STEWARD = Stubbed.INSTANCE;

    @TempDir
    private static Path folder;

    private static Nginx nginx;

    @BeforeAll
    static void start() {
        nginx = Nginx.start(folder, List.of("127.0.0.1:" + STEWARD.port()), Map.of());
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    /** @param body what follows the head, the hidden request somewhere within */
    record Attempt(String name, String line, String headers, String body) {
        String text() {
            return line + "\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers + "\r\n" + body;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attempt> attempts() {
        return Stream.of(bothLengths(), disguised(), lengths(), folded(), chunks(), unwanted())
                .flatMap(attempts -> attempts);
    }

    private static Stream<Attempt> bothLengths() {
        var ends = "0\r\n\r\n" + HIDDEN;
        var goesOn = chunk(HIDDEN) + "0\r\n\r\n";
        return Stream.of(
                post("the length says more than the chunks", length(ends) + chunked(), ends),
                post("the same, chunks named first", chunked() + length(ends), ends),
                post("the length says less than the chunks", "Content-Length: 4\r\n" + chunked(), goesOn),
                post("no length, by its number", "Content-Length: 0\r\n" + chunked(), goesOn),
                new Attempt("chunks in HTTP/1.0", "POST /api/chat HTTP/1.0", length(ends) + chunked(), ends));
    }

    /** Chunks by a name that one server may take for chunks and another may not. */
    private static Stream<Attempt> disguised() {
        var ends = "0\r\n\r\n" + HIDDEN;
        return Stream.of(
                        "Transfer-Encoding: xchunked",
                        "Transfer-Encoding : chunked",
                        "Transfer-Encoding:\u000bchunked",
                        "Transfer-Encoding: chunked, identity",
                        "Transfer-Encoding: identity, chunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                        "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                        "Transfer-Encoding: \"chunked\"",
                        "Transfer-Encoding:\r\n chunked",
                        "X-Any: x\nTransfer-Encoding: chunked",
                        "X-Any: x\rTransfer-Encoding: chunked",
                        "Transfer_Encoding: chunked",
                        "tRANSFER-ENCODING: CHUNKED")
                .map(header -> post(header, length(ends) + header + "\r\n", ends));
    }

    private static Stream<Attempt> lengths() {
        var whole = HIDDEN.length();
        return Stream.of(
                        "Content-Length: 0\r\nContent-Length: " + whole,
                        "Content-Length: " + whole + "\r\nContent-Length: 0",
                        "Content-Length: 0, " + whole,
                        "Content-Length: +0",
                        "Content-Length: -1",
                        "Content-Length: 0x0",
                        "Content-Length: 0 0",
                        "Content-Length: ",
                        "Content-Length: 18446744073709551616",
                        "Content-Length : " + whole,
                        "Content-Length: " + whole + "\r\nContent_Length: 0")
                .map(header -> post(header, header + "\r\n", HIDDEN));
    }

    private static Stream<Attempt> folded() {
        var ends = "0\r\n\r\n" + HIDDEN;
        return Stream.of(
                post("chunks in a folded line", "X-Any: x\r\n Transfer-Encoding: chunked\r\n" + length(ends), ends),
                post("a length in a folded line", "X-Any: x\r\n\tContent-Length: 0\r\n" + length(HIDDEN), HIDDEN),
                post("a folded length", "Content-Length:\r\n " + HIDDEN.length() + "\r\n", HIDDEN),
                post("a folded first line", " Transfer-Encoding: chunked\r\n" + length(ends), ends));
    }

    private static Stream<Attempt> chunks() {
        var size = Integer.toHexString(HIDDEN.length());
        return Stream.of(
                        size + ";x=1\r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        size + ";\n" + HIDDEN + "\r\n0\r\n\r\n",
                        size + ";x=\"\r\n0\r\n\r\n\"\r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        "2;\nxx\r\n" + size + "\r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        "0x" + size + "\r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        "-" + size + "\r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        "FFFFFFFFFFFFFFFF" + size + "\r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        "100000000" + size + "\r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        size + " \r\n" + HIDDEN + "\r\n0\r\n\r\n",
                        size + "\r\n" + HIDDEN + "0\r\n\r\n",
                        "1\r\nxx\r\n" + HIDDEN + "0\r\n\r\n")
                .map(body -> post("chunk " + body.substring(0, Math.min(20, body.indexOf('G'))), chunked(), body));
    }

    /** Bodies in good order, of requests that want none or are answered without reading it. */
    private static Stream<Attempt> unwanted() {
        return Stream.of(
                        "GET /api/about HTTP/1.1",
                        "HEAD /api/about HTTP/1.1",
                        "DELETE /v1/streams/x HTTP/1.1",
                        "OPTIONS /api/chat HTTP/1.1",
                        "POST /v1/nothing HTTP/1.1",
                        "POST /health/live HTTP/1.1",
                        "POST /api/about HTTP/1.1",
                        "GET /index.html HTTP/1.1")
                .flatMap(line -> Stream.of(
                        new Attempt(line + ", with a length", line, length(HIDDEN), HIDDEN),
                        new Attempt(line + ", in chunks", line, chunked(), chunk(HIDDEN) + "0\r\n\r\n")));
    }

    private static Attempt post(String name, String headers, String body) {
        return new Attempt(name, "POST /api/chat HTTP/1.1", headers, body);
    }

    private static String length(String body) {
        return "Content-Length: " + body.length() + "\r\n";
    }

    private static String chunked() {
        return "Transfer-Encoding: chunked\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void behindNginxNoHiddenRequestIsAnswered(Attempt attempt) {
        nothingHiddenIsAnswered(nginx.port(), attempt);
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void anInstanceThatIsAskedDirectlyAnswersNoHiddenRequest(Attempt attempt) {
        nothingHiddenIsAnswered(STEWARD.port(), attempt);
    }

    private static void nothingHiddenIsAnswered(int port, Attempt attempt) {
        var answers = answers(port, attempt.text() + LAST);
        assertThat(answers).doesNotContain("/v1/hidden");
        assertThat(STATUS.matcher(answers).results()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void theHiddenRequestWouldBeSeenInTheAnswers() {
        for (var port : List.of(nginx.port(), STEWARD.port())) {
            var answers = answers(port, HIDDEN + LAST);
            assertThat(answers).contains("/v1/hidden").contains("/v1/last");
            assertThat(STATUS.matcher(answers).results()).hasSize(2);
        }
    }

    /** Everything that comes until the connection is closed, or nothing has come for a while. */
    private static String answers(int port, String text) {
        var read = new StringBuilder();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var buffer = new byte[8_192];
            for (var length = 0; length >= 0; length = socket.getInputStream().read(buffer)) {
                read.append(new String(buffer, 0, length, StandardCharsets.UTF_8));
            }
        } catch (IOException closedOrWaiting) {
            return read.toString(); // reset by who would not read on, or left waiting for the rest of a body
        }
        return read.toString();
    }
}
