package steward.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A picture's bytes and what they are; anything that is none of the formats that models give is refused. */
record Picture(byte[] bytes, String mediaType, String ending) {
    static Optional<Picture> of(byte[] bytes) {
        if (begins(bytes, 0, "\u0089PNG")) {
            return Optional.of(new Picture(bytes, "image/png", "png"));
        }
        if (begins(bytes, 0, "\u00FF\u00D8\u00FF")) {
            return Optional.of(new Picture(bytes, "image/jpeg", "jpg"));
        }
        return begins(bytes, 0, "RIFF") && begins(bytes, 8, "WEBP")
                ? Optional.of(new Picture(bytes, "image/webp", "webp"))
                : Optional.empty();
    }

    static Optional<Picture> ofBase64(String text) {
        try {
            return of(Base64.getMimeDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static boolean begins(byte[] bytes, int at, String wanted) {
        var mark = wanted.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= at + mark.length && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length);
    }
}
