package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import steward.identity.Caller;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;

/** Conversations for doors outside of this room that ask the model themselves. Thread-safe; holds no thread. */
@ApplicationScoped
public class ConversationMemory {
    private Conversations conversations;

    ConversationMemory() {} // for the CDI proxy

    @Inject
    ConversationMemory(Conversations conversations) {
        this.conversations = conversations;
    }

    /**
     * What was said before, oldest first, in OpenAI's words and as much as a model is reminded of. Fails with not_found (404)
     * where the conversation is not this caller's.
     */
    public CompletionStage<ArrayNode> earlier(UUID conversation, Caller caller) {
        return conversations.earlier(question(conversation, null), caller).thenApply(ConversationMemory::messages);
    }

    private static ArrayNode messages(List<Question.Line> lines) {
        var messages = Json.mapper().createArrayNode();
        Prompt.latest(lines)
                .forEach(line -> messages.addObject().put("role", line.role()).put("content", line.content()));
        return messages;
    }

    /** Keeps a turn; completes with whether it is kept, and never fails. */
    public CompletionStage<Boolean> keep(
            UUID conversation, Caller caller, RequestContext context, String question, Said said) {
        var answer = Json.mapper()
                .createObjectNode()
                .put("answer", said.text())
                .put("mode", Answer.MODEL)
                .put("model", said.model());
        answer.set("citations", said.citations());
        return conversations.remember(
                new Asked(question(conversation, question), caller, context, conversation, false, List.of()), answer);
    }

    private static Question question(UUID conversation, String text) {
        return new Question(text, null, null, conversation, null, null, null, null, null, null, null, null);
    }

    /**
     * An answer.
     *
     * @param citations what it rests on, a list as in the answers of {@code POST /api/chat}
     */
    public record Said(String text, String model, JsonNode citations) {}
}
