package steward.model;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import steward.platform.json.Json;

/**
 * Reads a stream of chunks and knows a whole one from a broken one: it ends with {@code [DONE]}, or at least after a
 * finish_reason. All else, and an error in the place of a chunk, is a failure.
 */
final class StreamReader implements AnswerReader {
    static final int MOST_LINE_BYTES = 1 << 20;
    static final int MOST_BYTES = 64 << 20;
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FINISH_REASON = "\"finish_reason\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "\"error\"".getBytes(StandardCharsets.US_ASCII);

    private final SseParser parser = new SseParser(MOST_LINE_BYTES, this::event);
    private final Consumer<byte[]> onEvent;
    private final Runnable onDone;
    private long received;
    private boolean finishing;
    private boolean done;
    private UpstreamFailure failure;

    /**
     * @param onEvent is given each chunk
     * @param onDone runs once, when the last chunk has been given, which may be before the connection says so
     */
    StreamReader(Consumer<byte[]> onEvent, Runnable onDone) {
        this.onEvent = onEvent;
        this.onDone = onDone;
    }

    @Override
    public void bytes(byte[] bytes) throws UpstreamFailure {
        received += bytes.length;
        if (received > MOST_BYTES) {
            throw new UpstreamFailure("the stream is too long");
        }
        parser.feed(bytes);
        throwFailure();
    }

    @Override
    public void end() throws UpstreamFailure {
        parser.end();
        throwFailure();
        if (!done && !finishing) {
            throw new UpstreamFailure("the stream ended early");
        }
        done();
    }

    private void event(byte[] data) {
        if (done || failure != null) {
            return;
        }
        if (Arrays.equals(data, DONE)) {
            done();
        } else if (isError(data)) {
            failure = new UpstreamFailure("an error in the stream");
        } else {
            finishing |= saysWhyItFinished(data);
            onEvent.accept(data);
        }
    }

    private void done() {
        if (!done) {
            done = true;
            onDone.run();
        }
    }

    private void throwFailure() throws UpstreamFailure {
        if (failure != null) {
            throw failure;
        }
    }

    /** Whether a chunk or a body is an error object; looks closer only where one may begin. */
    static boolean isError(byte[] json) {
        var at = indexOf(ERROR, json, Math.min(json.length, 64));
        if (at < 0) {
            return false;
        }
        try {
            var tree = Json.mapper().readTree(json);
            return tree.hasNonNull("error") && !tree.has("choices");
        } catch (JacksonException noJson) {
            return false;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether a finish_reason stands there that is a text; inside of a text its quotes would be escaped. */
    private static boolean saysWhyItFinished(byte[] json) {
        var at = indexOf(FINISH_REASON, json, json.length);
        if (at < 0) {
            return false;
        }
        for (var i = at + FINISH_REASON.length; i < json.length; i++) {
            if (json[i] != ':' && json[i] != ' ') {
                return json[i] == '"';
            }
        }
        return false;
    }

    private static int indexOf(byte[] wanted, byte[] bytes, int end) {
        for (var i = 0; i + wanted.length <= end; i++) {
            if (bytes[i] == '"' && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
