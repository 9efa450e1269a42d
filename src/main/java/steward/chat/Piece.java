package steward.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import steward.platform.json.Json;

/**
 * What travels on a flight of the chat: the beginning once, then the text's deltas. The first byte tells which.
 */
final class Piece {
    private static final byte BEGINNING = 'B';
    private static final byte DELTA = 'D';

    private Piece() {}

    static byte[] of(Beginning beginning) {
        return tagged(BEGINNING, Json.bytes(beginning));
    }

    static byte[] of(String delta) {
        return tagged(DELTA, delta.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells the listener what a piece says. */
    static void tell(byte[] piece, AnswerListener listener) {
        tell(piece, listener::began, listener::delta);
    }

    static void tell(byte[] piece, Consumer<Beginning> began, Consumer<String> delta) {
        if (piece[0] == DELTA) {
            delta.accept(new String(piece, 1, piece.length - 1, StandardCharsets.UTF_8));
        } else {
            began.accept(read(Arrays.copyOfRange(piece, 1, piece.length)));
        }
    }

    private static Beginning read(byte[] json) {
        try {
            return Json.mapper().readValue(json, Beginning.class);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] tagged(byte tag, byte[] content) {
        var piece = new byte[content.length + 1];
        piece[0] = tag;
        System.arraycopy(content, 0, piece, 1, content.length);
        return piece;
    }
}
