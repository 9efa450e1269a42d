package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import steward.gateway.ResponseJson.Said;
import steward.platform.json.Json;
import steward.platform.problem.Problem;

/** Tells a chat completion as a response: one message of one text, whole or as the events of a stream. */
final class ResponseRendering implements Rendering {
    private static final String DONE = "[DONE]";

    private final ResponseJson json;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private String model; // null until something has come
    private String finishReason = "";
    private JsonNode usage = MissingNode.getInstance();
    private JsonNode citations = MissingNode.getInstance();
    private int events;

    ResponseRendering(ResponseJson json) {
        this.json = json;
    }

    @Override
    public byte[] whole(byte[] answer) {
        var chat = Json.tree(answer);
        keep(chat);
        text.append(said(chat.at("/choices/0/message")));
        return Json.bytes(json.ended(said()));
    }

    @Override
    public byte[] frames(byte[] piece) {
        for (var frame : new String(piece, StandardCharsets.UTF_8).split("\n\n")) {
            var data = frame.substring(frame.indexOf(':') + 1).strip();
            if (!data.equals(DONE)) {
                chunk(Json.tree(data.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return written();
    }

    private void chunk(JsonNode chunk) {
        var first = model == null;
        keep(chunk);
        if (first) {
            begin();
        }
        var delta = said(chunk.at("/choices/0/delta"));
        if (!delta.isEmpty()) {
            text.append(delta);
            var event = inPart("response.output_text.delta").put("delta", delta);
            event.putArray("logprobs");
            write(event);
        }
    }

    private void keep(JsonNode chat) {
        if (model == null) {
            model = chat.path("model").asText();
        }
        finishReason = chat.at("/choices/0/finish_reason").asText(finishReason);
        usage = chat.hasNonNull("usage") ? chat.get("usage") : usage;
        citations = chat.at("/steward/citations").isArray() ? chat.at("/steward/citations") : citations;
    }

    /** Also a refusal is something that was said. */
    private static String said(JsonNode message) {
        var content = message.path("content");
        return content.isTextual()
                ? content.asText()
                : message.path("refusal").isTextual() ? message.get("refusal").asText() : "";
    }

    private Said said() {
        return new Said(model, text.toString(), finishReason, usage, citations);
    }

    private void begin() {
        for (var type : new String[] {"response.created", "response.in_progress"}) {
            write(event(type).set("response", json.begun(model)));
        }
        write(inOutput("response.output_item.added").set("item", json.message("in_progress", null)));
        write(inPart("response.content_part.added").set("part", ResponseJson.part(said())));
    }

    @Override
    public byte[] end() {
        if (model == null) {
            model = "";
            begin();
        }
        var said = said();
        var annotations = ResponseJson.annotations(said);
        for (var i = 0; i < annotations.size(); i++) {
            write(inPart("response.output_text.annotation.added")
                    .put("annotation_index", i)
                    .set("annotation", annotations.get(i)));
        }
        var done = inPart("response.output_text.done").put("text", said.text());
        done.putArray("logprobs");
        write(done);
        write(inPart("response.content_part.done").set("part", ResponseJson.part(said)));
        var status = ResponseJson.status(finishReason);
        write(inOutput("response.output_item.done").set("item", json.message(status, ResponseJson.part(said))));
        write(event("response." + status).set("response", json.ended(said)));
        return written();
    }

    @Override
    public byte[] failed(Problem problem) {
        if (model == null) {
            write(event("error")
                    .put("code", problem.code())
                    .put("message", problem.detail())
                    .putNull("param"));
        } else {
            write(event("response.failed").set("response", json.failed(model, problem)));
        }
        return written();
    }

    private ObjectNode inPart(String type) {
        return inOutput(type).put("item_id", json.itemId()).put("content_index", 0);
    }

    private ObjectNode inOutput(String type) {
        return event(type).put("output_index", 0);
    }

    private ObjectNode event(String type) {
        return Json.mapper().createObjectNode().put("type", type).put("sequence_number", events++);
    }

    private void write(JsonNode event) {
        out.writeBytes(("event: " + event.get("type").asText() + '\n').getBytes(StandardCharsets.UTF_8));
        out.writeBytes(Completions.frame(Json.bytes(event)));
    }

    private byte[] written() {
        var bytes = out.toByteArray();
        out.reset();
        return bytes;
    }
}
