package steward.knowledge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Reads the bytes of an uploaded text file: UTF-8, UTF-16 where a byte order mark says so, and GB18030 where the file can
 * hardly be anything else. It never guesses further and never replaces a byte silently. Stateless.
 */
final class Charsets {
    private static final Charset GB18030 = Charset.forName("GB18030");

    private Charsets() {}

    /** @throws ProblemException invalid_encoding (400) */
    static String decode(byte[] bytes) {
        return marked(bytes)
                .or(() -> strictly(StandardCharsets.UTF_8, bytes, 0))
                .or(() -> looksLikeChinese(bytes) ? strictly(GB18030, bytes, 0) : Optional.empty())
                .filter(text -> text.indexOf('\0') < 0)
                .orElseThrow(() -> new ProblemException(ProblemType.INVALID_ENCODING));
    }

    private static Optional<String> marked(byte[] bytes) {
        if (begins(bytes, 0xEF, 0xBB, 0xBF)) {
            return strictly(StandardCharsets.UTF_8, bytes, 3);
        }
        if (begins(bytes, 0xFF, 0xFE)) {
            return strictly(StandardCharsets.UTF_16LE, bytes, 2);
        }
        return begins(bytes, 0xFE, 0xFF) ? strictly(StandardCharsets.UTF_16BE, bytes, 2) : Optional.empty();
    }

    private static boolean begins(byte[] bytes, int... mark) {
        for (int at = 0; at < mark.length; at++) {
            if (at >= bytes.length || (bytes[at] & 0xFF) != mark[at]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> strictly(Charset charset, byte[] bytes, int from) {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString());
        } catch (CharacterCodingException notInThis) {
            return Optional.empty();
        }
    }

    /**
     * Whether nearly all pairs of high bytes are the everyday characters and punctuation of GB 2312 (lead A1–A9 or B0–F7,
     * trail A1–FE). Western European text fails: there a high byte is mostly followed by a low one.
     */
    private static boolean looksLikeChinese(byte[] bytes) {
        int everyday = 0;
        int other = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] >= 0) {
                continue;
            }
            if (at + 1 < bytes.length && isEveryday(bytes[at] & 0xFF, bytes[at + 1] & 0xFF)) {
                everyday++;
            } else {
                other++;
            }
            at++;
        }
        return everyday >= 4 && other * 20 <= everyday;
    }

    private static boolean isEveryday(int lead, int trail) {
        return (lead >= 0xA1 && lead <= 0xA9 || lead >= 0xB0 && lead <= 0xF7) && trail >= 0xA1 && trail <= 0xFE;
    }
}
