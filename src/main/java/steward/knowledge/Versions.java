package steward.knowledge;

import jakarta.ws.rs.core.EntityTag;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Versions as HTTP speaks of them: {@code ETag}, {@code If-Match}, {@code If-None-Match} (RFC 9110, section 13). */
final class Versions {
    private static final Pattern OURS = Pattern.compile("\"(\\d{1,18})\"");

    private Versions() {}

    static EntityTag tag(long version) {
        return new EntityTag(Long.toString(version));
    }

    /**
     * The version that {@code If-Match} asks for; null where any will do.
     *
     * @throws ProblemException precondition_failed (412) for a tag that was never ours
     */
    static Long wanted(String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        return version(ifMatch.strip()).orElseThrow(() -> new ProblemException(ProblemType.PRECONDITION_FAILED));
    }

    /** Whether the caller has this version already. */
    static boolean isKnown(String ifNoneMatch, long version) {
        return ifNoneMatch != null
                && Arrays.stream(ifNoneMatch.split(","))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag -> tag.equals("*") || version(tag).equals(OptionalLong.of(version)));
    }

    private static OptionalLong version(String tag) {
        var ours = OURS.matcher(tag);
        return ours.matches() ? OptionalLong.of(Long.parseLong(ours.group(1))) : OptionalLong.empty();
    }
}
