package steward.platform.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Pages of lists: {@code ?limit=&cursor=}. A cursor says where the last page ended and is opaque to clients. */
public final class Paging {
    private static final int USUAL = 20;
    private static final int MOST = 100;
    private static final String SEPARATOR = "|";

    private Paging() {}

    /** @throws ProblemException invalid_request (400) naming the parameter; null is {@value #USUAL} */
    public static int limit(String text) {
        if (text == null) {
            return USUAL;
        }
        try {
            var limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            throw outOfRange(notANumber);
        }
        throw outOfRange(null);
    }

    private static ProblemException outOfRange(Throwable cause) {
        return new ProblemException(ProblemType.INVALID_REQUEST, cause)
                .field("limit", "range", Map.of("min", 1, "max", MOST));
    }

    public static String cursor(List<String> parts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
    }

    /** @throws ProblemException invalid_request (400) where it is no cursor of ours */
    public static List<String> cursor(String cursor, int parts) {
        try {
            var decoded = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            var found = List.of(decoded.split("\\" + SEPARATOR, -1));
            if (found.size() == parts) {
                return found;
            }
        } catch (IllegalArgumentException notBase64) {
            throw notACursor(notBase64);
        }
        throw notACursor(null);
    }

    /** A cursor's part that is an instant. */
    public static Instant instant(String part) {
        try {
            return Instant.parse(part);
        } catch (DateTimeException notAnInstant) {
            throw notACursor(notAnInstant);
        }
    }

    /** A cursor's part that is an id. */
    public static UUID uuid(String part) {
        try {
            return UUID.fromString(part);
        } catch (IllegalArgumentException notAnId) {
            throw notACursor(notAnId);
        }
    }

    private static ProblemException notACursor(Throwable cause) {
        return new ProblemException(ProblemType.INVALID_REQUEST, cause).field("cursor", "cursor", Map.of());
    }
}
