package steward.pages;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import steward.platform.json.Json;

/** Three documents and some conversations, in memory, in the shapes of the HTTP contract. */
final class MockKnowledge {
    private record Document(String id, String title, String text) {}

    private static final String HANDBOOK = """
            第三章 休假

            3.1 适用范围：本章适用于全体正式员工。

            3.2 入职满一年的员工每年享有 10 天带薪年假；满三年为 12 天，满五年为 15 天。

            3.3 当年未休的年假可顺延到次年三月底，逾期作废。

            3.4 试用期内按月折算，每满一个月计 0.5 天，转正后一并可用。

            3.5 请假须提前三个工作日在系统中提交，由直接主管批准。
            """.repeat(4);

    private static final String LIMITS = """
            # What a 429 means

            A 429 means that this client has used up its requests of the current minute.
            The answer carries Retry-After: wait that many seconds, then send again.
            Official clients retry by themselves. A server that is full answers 503 instead.
            """;

    private final List<Document> documents = new CopyOnWriteArrayList<>();
    private final Map<String, String> conversations = new LinkedHashMap<>();

    MockKnowledge() {
        reset();
    }

    void reset() {
        documents.clear();
        documents.add(new Document("d-handbook", "员工手册·第三章 休假", HANDBOOK));
        documents.add(new Document("d-trial", "试用期说明", "试用期为三个月。试用期内的年假按月折算，转正后一并可用。"));
        documents.add(new Document("d-429", "429 and rate limits", LIMITS));
        conversations.clear();
        conversations.put("c-1", "年假怎么算？");
        conversations.put("c-2", "429 怎么办？");
        conversations.put("c-3", "How do I restore a backup?");
        conversations.put("c-4", "报销需要哪些票据，多久能到账？请列出步骤");
    }

    /** Adds a document under a name that a test chooses. */
    void add(String id, String title, String text) {
        documents.add(new Document(id, title, text));
    }

    /** Adds a conversation to the list. */
    void converse(String id, String title) {
        conversations.put(id, title);
    }

    /** A citation of the first place of the words in the document. */
    Map<String, Object> citation(int n, String id, String words, double score) {
        var document = document(id);
        var start = document.text().indexOf(words);
        return Map.of(
                "n",
                n,
                "document_id",
                id,
                "title",
                document.title(),
                "chunk_id",
                id + "-" + n,
                "start",
                start,
                "end",
                start + words.length(),
                "score",
                score);
    }

    /** What the extractive mode would say. */
    Reply reply(String question) {
        if (question.contains("年假")) {
            return Reply.stream("extractive")
                    .delta("“入职满一年的员工每年享有 10 天带薪年假；满三年为 12 天，满五年为 15 天。”[1]\n\n")
                    .delta("“当年未休的年假可顺延到次年三月底，逾期作废。”[2]\n\n“试用期内的年假按月折算”[3]")
                    .citations(List.of(
                            citation(1, "d-handbook", "入职满一年的员工每年享有 10 天带薪年假；满三年为 12 天，满五年为 15 天。", 0.82),
                            citation(2, "d-handbook", "当年未休的年假可顺延到次年三月底，逾期作废。", 0.74),
                            citation(3, "d-trial", "试用期内的年假按月折算", 0.61)))
                    .done();
        }
        if (question.contains("429")) {
            return Reply.stream("extractive")
                    .delta("“A 429 means that this client has used up its requests of the current minute.” [1]\n\n")
                    .delta("“Official clients retry by themselves.” [2]")
                    .citations(List.of(
                            citation(1, "d-429", "A 429 means that this client has used up its requests", 0.91),
                            citation(2, "d-429", "Official clients retry by themselves.", 0.58)))
                    .done();
        }
        return Reply.stream("extractive")
                .delta("知识库里没有找到相关内容。")
                .citations(List.of())
                .done();
    }

    void answer(HttpExchange exchange, String path, Map<String, String> query) throws IOException {
        var parts = path.split("/");
        if (path.equals("knowledge/search")) {
            json(exchange, 200, search(query.get("q")));
        } else if (path.equals("knowledge/add")) {
            json(exchange, 201, added(exchange));
        } else if (path.startsWith("knowledge/documents/")) {
            json(exchange, 200, content(document(parts[2]), query));
        } else if (parts.length == 1) {
            json(exchange, 200, Map.of("items", items()));
        } else {
            conversation(exchange, parts);
        }
    }

    private static Map<String, Object> content(Document document, Map<String, String> query) {
        var length = document.text().length();
        var start = Math.min(Integer.parseInt(query.getOrDefault("start", "0")), length);
        var end = Math.min(Integer.parseInt(query.getOrDefault("end", String.valueOf(length))), length);
        return Map.of(
                "document_id",
                document.id(),
                "title",
                document.title(),
                "text",
                document.text().substring(start, end),
                "start",
                start,
                "end",
                end,
                "characters",
                length);
    }

    private Map<String, Object> added(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (body.startsWith("{")) {
            var document = Json.mapper().readTree(body);
            add(
                    "d-new",
                    document.path("title").asText(),
                    document.path("content").asText());
        }
        return Map.of("document_id", "d-new", "status", "indexed", "chunks", 3);
    }

    private void conversation(HttpExchange exchange, String[] parts) throws IOException {
        var id = parts[1];
        if (exchange.getRequestMethod().equals("DELETE")) {
            conversations.remove(id);
            exchange.sendResponseHeaders(204, -1);
        } else if (exchange.getRequestMethod().equals("PATCH")) {
            var title = Json.mapper().readTree(exchange.getRequestBody()).path("title");
            conversations.put(id, title.asText());
            json(exchange, 200, Map.of("id", id, "title", title.asText()));
        } else if (parts.length > 2) {
            MockBackEnd.send(exchange, 200, "text/markdown", "# " + conversations.get(id));
        } else if (!conversations.containsKey(id)) {
            json(exchange, 404, Map.of("status", 404, "detail", "没有这个 id 对应的对话。"));
        } else {
            json(exchange, 200, Map.of("id", id, "title", conversations.get(id), "messages", messages(id)));
        }
    }

    private List<Map<String, Object>> messages(String id) {
        var words = "入职满一年的员工每年享有 10 天带薪年假";
        return List.of(
                Map.of("id", "m1", "role", "user", "text", conversations.get(id)),
                Map.of(
                        "id",
                        "m2",
                        "role",
                        "assistant",
                        "text",
                        "“" + words + "”[1]",
                        "mode",
                        "extractive",
                        "citations",
                        List.of(citation(1, "d-handbook", words, 0.82))));
    }

    private List<Map<String, Object>> items() {
        var items = new ArrayList<Map<String, Object>>();
        var days = List.of("2099-01-01T00:00:00Z", "2026-01-02T08:00:00Z", "2026-01-01T08:00:00Z");
        conversations.forEach((id, title) ->
                items.add(Map.of("id", id, "title", title, "updated_at", days.get(Math.min(items.size() / 2, 2)))));
        return items;
    }

    private Map<String, Object> search(String query) {
        var results = new ArrayList<Map<String, Object>>();
        for (var document : documents) {
            for (var passage : document.text().split("\n\n")) {
                if (passage.contains(query) && results.size() < 5) {
                    results.add(result(document, passage, query, 0.8 - results.size() * 0.07));
                }
            }
        }
        return Map.of("query", query, "total", results.size(), "took_ms", 3.2, "results", results);
    }

    private static Map<String, Object> result(Document document, String passage, String query, double score) {
        var result = new HashMap<String, Object>();
        var start = document.text().indexOf(passage);
        var at = passage.indexOf(query);
        result.put("document_id", document.id());
        result.put("title", document.title());
        result.put("text", passage);
        result.put("start", start);
        result.put("end", start + passage.length());
        result.put("score", score);
        result.put("coverage", 1);
        result.put("highlights", List.of(Map.of("start", at, "end", at + query.length())));
        return result;
    }

    private Document document(String id) {
        return documents.stream()
                .filter(document -> document.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    String openApi() {
        return """
                {"openapi":"3.0.3","info":{"title":"Steward","version":"1.0.0","description":"**Chat** and knowledge."},
                 "servers":[{"url":".."}],
                 "paths":{"/api/chat":{"post":{"tags":["chat"],"summary":"Ask a question","requestBody":{"content":
                 {"application/json":{"schema":{"type":"object","properties":{"message":{"type":"string"}}},
                 "example":{"message":"年假怎么算？"}}}},"responses":{"200":{"description":"The answer"},
                 "429":{"description":"Too many requests"}}}},
                 "/api/knowledge/search":{"get":{"tags":["knowledge"],"summary":"Search","parameters":[{"name":"q",
                 "in":"query","schema":{"type":"string"}}],"responses":{"200":{"description":"Passages"}}}}}}""";
    }

    private static void json(HttpExchange exchange, int status, Object body) throws IOException {
        MockBackEnd.send(exchange, status, "application/json", Json.mapper().writeValueAsString(body));
    }
}
