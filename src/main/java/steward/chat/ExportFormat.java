package steward.chat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The forms in which a conversation can be taken away. */
enum ExportFormat {
    JSON("application/json;charset=UTF-8", ".json") {
        @Override
        byte[] content(Conversation conversation) {
            return Json.bytes(conversation);
        }
    },
    MARKDOWN("text/markdown;charset=UTF-8", ".md") {
        @Override
        byte[] content(Conversation conversation) {
            var text = new StringBuilder("# ").append(conversation.title()).append("\n");
            for (var message : conversation.messages()) {
                text.append("\n## ")
                        .append(message.role())
                        .append(" · ")
                        .append(message.createdAt())
                        .append("\n\n")
                        .append(message.text())
                        .append('\n');
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    };

    private final String mediaType;
    private final String suffix;

    ExportFormat(String mediaType, String suffix) {
        this.mediaType = mediaType;
        this.suffix = suffix;
    }

    /** @throws ProblemException invalid_request (400) for a form that does not exist; null is JSON */
    static ExportFormat of(String name) {
        return switch (name == null ? "json" : name) {
            case "json" -> JSON;
            case "markdown" -> MARKDOWN;
            default ->
                throw new ProblemException(ProblemType.INVALID_REQUEST)
                        .field("format", "one_of", Map.of("allowed", "json, markdown"));
        };
    }

    abstract byte[] content(Conversation conversation);

    String mediaType() {
        return mediaType;
    }

    String suffix() {
        return suffix;
    }
}
