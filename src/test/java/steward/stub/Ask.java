package steward.stub;

import java.util.List;
import java.util.Map;

/** What a request's JSON body asks for. */
record Ask(Map<String, Object> body) {
    static Ask of(String json) {
        return new Ask(json.isBlank() ? Map.of() : MiniJson.object(MiniJson.read(json)));
    }

    String model() {
        return body.get("model") instanceof String model ? model : "";
    }

    boolean stream() {
        return Boolean.TRUE.equals(body.get("stream"));
    }

    boolean wantsUsage() {
        return Boolean.TRUE.equals(MiniJson.object(body.get("stream_options")).get("include_usage"));
    }

    List<Object> messages() {
        return MiniJson.list(body.get("messages"));
    }

    /** The last message of the user, or the prompt of the older API. */
    String question() {
        var messages = messages();
        for (var i = messages.size() - 1; i >= 0; i--) {
            var message = MiniJson.object(messages.get(i));
            if ("user".equals(message.get("role"))) {
                return text(message.get("content"));
            }
        }
        return text(body.get("prompt"));
    }

    /** Every input of an embeddings request; tokens count as their text. */
    List<String> inputs() {
        var input = body.get("input");
        if (input instanceof List<?> many && !many.isEmpty() && !(many.get(0) instanceof Double)) {
            return many.stream().map(String::valueOf).toList();
        }
        return List.of(String.valueOf(input));
    }

    boolean wantsBase64() {
        return "base64".equals(body.get("encoding_format"));
    }

    int number(String name, int otherwise) {
        return body.get(name) instanceof Double number ? number.intValue() : otherwise;
    }

    /** The name of the first tool offered, or null. */
    String firstTool() {
        var tools = MiniJson.list(body.get("tools"));
        if (tools.isEmpty()) {
            return null;
        }
        var function = MiniJson.object(MiniJson.object(tools.get(0)).get("function"));
        return String.valueOf(function.get("name"));
    }

    private static String text(Object content) {
        if (content instanceof List<?> parts) {
            var text = new StringBuilder();
            parts.forEach(part -> text.append(text(MiniJson.object(part).get("text"))));
            return text.toString();
        }
        return content instanceof String text ? text : "";
    }
}
