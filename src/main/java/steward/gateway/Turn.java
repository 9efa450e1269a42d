package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import steward.chat.ConversationMemory.Said;
import steward.platform.json.Json;

/**
 * A question that belongs to a conversation, and its answer as it comes: it is kept before its end is told, so that nothing is
 * called saved that is not. What was read of an answer that its asker stopped is kept too. Thread-safe.
 */
final class Turn {
    private static final String DONE = "data: [DONE]\n\n";

    private final UUID conversation;
    private final String model;
    private final Citations citations;
    private final Function<Said, CompletionStage<Boolean>> keep;
    private final StringBuilder text = new StringBuilder(); // guarded by this, as all below
    private JsonNode first; // the first chunk of a stream
    private boolean over;

    /** @param keep writes the answer behind its question */
    Turn(UUID conversation, String model, Citations citations, Function<Said, CompletionStage<Boolean>> keep) {
        this.conversation = conversation;
        this.model = model;
        this.citations = citations;
        this.keep = keep;
    }

    /** The next frames of a stream, without the one that would end it. */
    synchronized byte[] heard(byte[] piece) {
        var out = new ByteArrayOutputStream(piece.length);
        for (var frame : new String(piece, StandardCharsets.UTF_8).split("(?<=\n\n)")) {
            if (!frame.equals(DONE)) {
                hear(Json.tree(frame.substring(frame.indexOf(':') + 1).strip().getBytes(StandardCharsets.UTF_8)));
                out.writeBytes(frame.getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }

    private void hear(JsonNode chunk) {
        if (first == null) {
            first = chunk;
        }
        for (var choice : chunk.path("choices")) {
            if (choice.path("index").asInt() == 0) {
                text.append(choice.at("/delta/content").asText(""));
            }
        }
    }

    /** The last frames of a stream, once the turn is kept or cannot be. */
    CompletionStage<byte[]> end() {
        return close().thenApply(saved -> {
            var out = new ByteArrayOutputStream();
            if (first != null) {
                out.writeBytes(Completions.frame(Json.bytes(chunk(saved))));
            }
            out.writeBytes(DONE.getBytes(StandardCharsets.UTF_8));
            return out.toByteArray();
        });
    }

    private JsonNode chunk(boolean saved) {
        var chunk = Json.mapper().createObjectNode();
        for (var name : List.of("id", "object", "created", "model")) {
            chunk.set(name, first.get(name));
        }
        chunk.putArray("choices");
        told(chunk.putObject("steward"), saved);
        return chunk;
    }

    /** A whole answer, with where it is kept, once it is or cannot be. */
    CompletionStage<byte[]> whole(byte[] answer) {
        if (!(Json.tree(answer) instanceof ObjectNode tree)) {
            return CompletableFuture.completedStage(answer);
        }
        synchronized (this) {
            text.append(tree.at("/choices/0/message/content").asText(""));
        }
        return close().thenApply(saved -> {
            told(tree.withObject("/steward"), saved);
            return Json.bytes(tree);
        });
    }

    private void told(ObjectNode steward, boolean saved) {
        steward.put("conversation_id", conversation.toString()).put("saved", saved);
    }

    /** No more is wanted; what was read is worth remembering. */
    void stopped() {
        close();
    }

    /** An answer without a text, such as a call of a tool, is none that a conversation could go on from. */
    private CompletionStage<Boolean> close() {
        Said said;
        synchronized (this) {
            if (over || text.toString().isBlank()) {
                return CompletableFuture.completedStage(false);
            }
            over = true;
            said = new Said(text.toString(), model, citations.citedIn(text.toString()));
        }
        return keep.apply(said);
    }
}
