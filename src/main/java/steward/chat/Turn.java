package steward.chat;

import java.time.Instant;
import java.util.UUID;

/**
 * A question with its answer, to be remembered.
 *
 * @param opens true where the conversation begins with it
 */
record Turn(UUID conversationId, String owner, boolean opens, Message question, Message answer) {
    Instant at() {
        return answer.createdAt();
    }
}
