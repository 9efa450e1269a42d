package steward.stub;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The JSON of answers, in OpenAI's shapes. */
final class Bodies {
    private static final long CREATED = 1_750_000_000L;
    private static final String POINT =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private Bodies() {}

    static String echo(Ask ask) {
        return "收到 " + ask.messages().size() + " 条消息：" + ask.question() + " 😀 done.";
    }

    static String completion(Ask ask, List<String> tokens, Behaviour behaviour) {
        var message = behaviour.has("tool") && ask.firstTool() != null
                ? "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + toolCall(ask) + "]}"
                : "{\"role\":\"assistant\",\"content\":" + MiniJson.quoted(String.join("", tokens)) + "}";
        return head(ask, "chat.completion") + ",\"choices\":[{\"index\":0,\"message\":" + message
                + ",\"logprobs\":null,\"finish_reason\":\"" + finish(ask, behaviour) + "\"}],\"usage\":"
                + usage(ask, tokens.size()) + ",\"system_fingerprint\":\"fp_stub\"}";
    }

    static String firstChunk(Ask ask) {
        return chunk(ask, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    static String chunk(Ask ask, String token) {
        return chunk(ask, "{\"content\":" + MiniJson.quoted(token) + "}", "null");
    }

    static String toolChunk(Ask ask) {
        return chunk(ask, "{\"tool_calls\":[" + toolCall(ask) + "]}", "null");
    }

    static String lastChunk(Ask ask, Behaviour behaviour) {
        return chunk(ask, "{}", '"' + finish(ask, behaviour) + '"');
    }

    static String usageChunk(Ask ask, int tokens) {
        return head(ask, "chat.completion.chunk") + ",\"choices\":[],\"usage\":" + usage(ask, tokens) + "}";
    }

    static String errorFrame() {
        return "{\"error\":{\"message\":\"The server had an error at http://10.1.2.3/internal\",\"type\":\"server_error\"}}";
    }

    /** An error as real providers write them: with a piece of the key, an address and an organisation in it. */
    static String error(int status, String key) {
        var message = switch (status) {
            case 400, 413, 422 -> "max_tokens is too large: 99999. See https://internal.example/docs for " + key;
            case 401 -> "Incorrect API key provided: " + key + ". Find yours at https://internal.example/keys.";
            case 402 -> "Insufficient Balance of org-internal, " + key;
            case 429 -> "Rate limit reached for organization org-internal, key " + key;
            default -> "Internal error on host db-7.internal.example with " + key;
        };
        return "{\"error\":{\"message\":" + MiniJson.quoted(message)
                + ",\"type\":\"invalid_request_error\",\"param\":\"max_tokens\",\"code\":\"stub_error\"}}";
    }

    static String models() {
        return List.of("stub", "stub-embed-8").stream()
                .map(id -> "{\"id\":\"" + id + "\",\"object\":\"model\",\"created\":" + CREATED
                        + ",\"owned_by\":\"stub\"}")
                .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}"));
    }

    static String embeddings(Ask ask, Behaviour behaviour) {
        var size = ask.number("dimensions", behaviour.number("embed", 8));
        var data = new StringJoiner(",");
        var index = 0;
        for (var input : ask.inputs()) {
            var vector = vector(input, size);
            data.add("{\"object\":\"embedding\",\"index\":" + index++ + ",\"embedding\":"
                    + (ask.wantsBase64() ? base64(vector) : plain(vector)) + "}");
        }
        return "{\"object\":\"list\",\"data\":[" + data + "],\"model\":" + MiniJson.quoted(ask.model())
                + ",\"usage\":{\"prompt_tokens\":" + index + ",\"total_tokens\":" + index + "}}";
    }

    /** As many pictures of one point as are asked for. */
    static String images(Ask ask) {
        var data = new StringJoiner(",");
        for (var i = 0; i < ask.number("n", 1); i++) {
            data.add("{\"b64_json\":\"" + POINT + "\"}");
        }
        return "{\"created\":" + CREATED + ",\"data\":[" + data + "]}";
    }

    /** The same text has the same vector of length 1. */
    private static float[] vector(String text, int size) {
        var random = new java.util.Random(text.hashCode());
        var vector = new float[size];
        var square = 0.0;
        for (var i = 0; i < size; i++) {
            vector[i] = random.nextFloat() * 2 - 1;
            square += vector[i] * vector[i];
        }
        for (var i = 0; i < size; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    private static String plain(float[] vector) {
        var numbers = new StringJoiner(",", "[", "]");
        for (var number : vector) {
            numbers.add(Float.toString(number));
        }
        return numbers.toString();
    }

    private static String base64(float[] vector) {
        var bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (var number : vector) {
            bytes.putFloat(number);
        }
        return '"' + Base64.getEncoder().encodeToString(bytes.array()) + '"';
    }

    private static String chunk(Ask ask, String delta, String finish) {
        return head(ask, "chat.completion.chunk") + ",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + finish + "}]}";
    }

    private static String head(Ask ask, String object) {
        return "{\"id\":\"chatcmpl-stub\",\"object\":\"" + object + "\",\"created\":" + CREATED + ",\"model\":"
                + MiniJson.quoted(ask.model());
    }

    private static String toolCall(Ask ask) {
        return "{\"index\":0,\"id\":\"call_stub\",\"type\":\"function\",\"function\":{\"name\":"
                + MiniJson.quoted(ask.firstTool()) + ",\"arguments\":\"{\\\"city\\\":\\\"北京\\\"}\"}}";
    }

    private static String finish(Ask ask, Behaviour behaviour) {
        return behaviour.has("tool") && ask.firstTool() != null ? "tool_calls" : "stop";
    }

    private static String usage(Ask ask, int tokens) {
        var prompt = Math.max(1, ask.question().length());
        return "{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + tokens + ",\"total_tokens\":"
                + (prompt + tokens) + "}";
    }
}
