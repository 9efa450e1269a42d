package steward.chat;

import java.util.List;
import java.util.UUID;
import steward.identity.Caller;
import steward.platform.http.RequestContext;

/**
 * A question in its place: who asks, in which conversation, and what was said there before.
 *
 * @param conversationId where the answer will be remembered
 * @param opens true where the conversation begins with this question
 * @param earlier oldest first
 */
record Asked(
        Question question,
        Caller caller,
        RequestContext context,
        UUID conversationId,
        boolean opens,
        List<Question.Line> earlier) {}
