package steward.chat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A conversation of one caller.
 *
 * @param messages oldest first; null where only the heading is shown
 */
record Conversation(UUID id, String title, Instant createdAt, Instant updatedAt, List<Message> messages) {
    static final int MAX_TITLE = 200;
    private static final int OWN_TITLE = 40;

    /** A heading made of the first question: its first line, cut at a readable length. */
    static String titleOf(String question) {
        var line = question.strip().lines().findFirst().orElse("").strip();
        if (line.codePointCount(0, line.length()) <= OWN_TITLE) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, OWN_TITLE)) + "…";
    }
}
