package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.model.TokenCounter;
import steward.platform.json.Json;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static steward.server.Instance.settings;

/** Budgets, usage and audit of the real server. */
class MoneyIT {
    private static final String BROKEN = "stub-reset-7-tokens-20-pace-5";
    private static final String PASSWORD = Accounts.PASSWORD;
    private static final StubModelServer MODEL = StubModelServer.start();
    private static Instance steward;
    private static final List<String> KEYS =
            Stream.generate(() -> "sk-" + UUID.randomUUID()).limit(12).toList();
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** Each test is a caller of its own. */
    private final String key = KEYS.get(NEXT.getAndIncrement());

    @BeforeAll
    static void start() {
        steward = start("money");
    }

    private static Instance start(String name) {
        return Instance.start(
                name,
                settings(
                        "LLM_BASE_URL",
                        MODEL.baseUrl().toString(),
                        "LLM_MODEL",
                        "stub,stub-fail-500,stub-tokens-50-pace-100," + BROKEN,
                        "ADMIN_PASSWORD",
                        PASSWORD,
                        "API_KEYS",
                        String.join(",", KEYS),
                        "DAILY_TOKEN_BUDGET",
                        "10000",
                        "MODEL_PRICES",
                        "stub=2/8"));
    }

    @AfterAll
    static void stop() {
        steward.close();
        MODEL.close();
    }

    @Test
    void aCallThatDoesNotFitIsRefusedBeforeTheModelIsAsked() {
        var question = "too dear? " + UUID.randomUUID();
        var refused = chat(question, "stub", ",\"max_tokens\":10000");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).path("code").asText()).isEqualTo("insufficient_quota");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        assertThat(MODEL.calls().last()).noneMatch(call -> call.body().contains(question));
        var openAi = completion("hi", "stub", ",\"max_tokens\":10000");
        assertThat(openAi.statusCode()).isEqualTo(429);
        assertThat(json(openAi).at("/error/type").asText()).isEqualTo("insufficient_quota");
        settled(0);
    }

    @Test
    void whatTheProviderSaysIsChargedAndCounted() {
        var usage = json(completion("年假怎么算？", "stub", "")).path("usage");
        var total = usage.path("total_tokens").asLong();
        settled(total);
        var report = json(get("/api/usage?group_by=model"));
        assertThat(report.at("/items/0/total_tokens").asLong()).isEqualTo(total);
        assertThat(report.at("/items/0/cost").decimalValue().movePointRight(6).longValueExact())
                .isEqualTo(2 * usage.path("prompt_tokens").asLong()
                        + 8 * usage.path("completion_tokens").asLong());
    }

    @Test
    void aStreamThatBreaksOffIsChargedForWhatWasDelivered() {
        var streamed = completion("hello", BROKEN, ",\"stream\":true").body();
        var delivered = Pattern.compile("\"content\":\"([^\"]*)\"")
                .matcher(streamed)
                .results()
                .map(piece -> piece.group(1))
                .collect(Collectors.joining());
        assertThat(delivered).isNotEmpty();
        var counter = new TokenCounter();
        settled(counter.count(BROKEN, "hello").tokens()
                + counter.count(BROKEN, delivered).tokens());
        assertThat(json(get("/api/usage?group_by=model")).at("/items/0/failed").asInt())
                .isEqualTo(1);
    }

    @Test
    void aCallThatFailsCostsNothing() {
        assertThat(chat("hello", "stub-fail-500", "").statusCode()).isEqualTo(502);
        settled(0);
    }

    @Test
    void anAnswerFromTheCacheCostsNothing() {
        var question = "cached? " + UUID.randomUUID();
        var total = json(chat(question, "stub", "")).at("/usage/total_tokens").asLong();
        assertThat(total).isPositive();
        settled(total);
        assertThat(chat(question, "stub", "").body()).contains("\"cached\":true");
        settled(total);
        assertThat(json(get("/api/usage")).at("/totals/cached").asInt()).isEqualTo(1);
        assertThat(json(get("/api/usage")).at("/totals/requests").asInt()).isEqualTo(2);
    }

    @Test
    void aStreamWhoseClientLeavesIsChargedAndItsReservationCloses() throws Exception {
        var request = HttpRequest.newBuilder(steward.uri("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body("hi", "stub-tokens-50-pace-100", ",\"stream\":true")))
                .build();
        var lines = Instance.client()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body();
        lines.read(new byte[300]);
        lines.close();
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(budget().path("held").asLong()).isZero();
            assertThat(budget().path("spent").asLong()).isBetween(1L, 60L);
        });
    }

    @Test
    void usageIsGivenAsATableAndTheLedgerBalances() {
        completion("table? " + UUID.randomUUID(), "stub", "");
        var csv = get("/api/usage?group_by=key,day&format=csv");
        assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(csv.body().lines().findFirst().orElseThrow())
                .isEqualTo("\uFEFFkey,day,requests,cached,failed,prompt_tokens,completion_tokens,cost,currency");
        assertThat(csv.body().lines()).hasSize(2);
        assertThat(json(get("/api/ledger/balance")).path("balanced").asBoolean())
                .isTrue();
        assertThat(json(get("/api/ledger?limit=2")).path("items")).hasSize(2);
    }

    @Test
    void aTaskExportsUsageAsAFileBehindALink() {
        var owner = signedIn();
        completion("file? " + UUID.randomUUID(), "stub", "");
        get("/api/usage"); // what is in the heap is written
        var today = LocalDate.now(ZoneOffset.UTC);
        var wish = "{\"type\":\"usage.export\",\"payload\":{\"from\":\"" + today.minusDays(1) + "\",\"to\":\""
                + today.plusDays(1) + "\",\"group_by\":\"model\"}}";
        Accounts.addUser(steward, new String[] {"Authorization", owner}, "viewer", "viewer");
        assertThat(steward.post("/api/tasks", wish, "Authorization", signedIn("viewer"))
                        .statusCode())
                .isEqualTo(403);
        var task = json(steward.post("/api/tasks", wish, "Authorization", owner))
                .path("id")
                .asText();
        var result = json(steward.get("/api/tasks/" + task + "/result?wait=40", "Authorization", owner));
        assertThat(result.findValue("url")).as(result.toString()).isNotNull();
        var file = steward.get(result.findValue("url").asText());
        assertThat(file.headers().firstValue("Content-Type")).hasValue("text/csv");
        assertThat(file.body()).startsWith("\uFEFFmodel,requests,").contains("\r\nstub,");
        assertThat(json(steward.get("/admin/api/audit?action=usage.export", "Authorization", owner))
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void anAdministrativeWriteIsInTheAudit() {
        var owner = signedIn();
        post("/api/cache/clear", "{}");
        var entries = json(steward.get("/admin/api/audit?action=admin.", "Authorization", owner));
        assertThat(entries.at("/items/0/object").asText()).isEqualTo("/api/cache/clear");
        assertThat(entries.at("/items/0/who").asText()).startsWith("key:");
        assertThat(entries.at("/items/0/outcome").asText()).isEqualTo("ok");
        assertThat(steward.get("/admin/api/audit/export", "Authorization", owner)
                        .body())
                .contains("/api/cache/clear")
                .contains("audit.export")
                .contains("\"login\"")
                .contains("key.use");
        assertThat(json(steward.get("/admin/api/audit/verify", "Authorization", owner))
                        .path("intact")
                        .asBoolean())
                .isTrue();
        assertThat(get("/admin/api/audit").statusCode()).isEqualTo(403);
    }

    @Test
    void anAdministratorGivesAKeyABudgetOfItsOwn() {
        var owner = signedIn();
        completion("one " + UUID.randomUUID(), "stub", "");
        var account = json(get("/api/usage/budgets")).at("/items/0/account").asText();
        var set = steward.send(
                HttpRequest.newBuilder(steward.uri("/api/budgets/" + account))
                        .PUT(BodyPublishers.ofString("{\"daily_tokens\":1}")),
                "Authorization",
                owner,
                "Content-Type",
                "application/json");
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        assertThat(completion("two " + UUID.randomUUID(), "stub", "").statusCode())
                .isEqualTo(429);
        var spent = budget().path("spent").asLong();
        var listed = json(steward.get("/api/budgets", "Authorization", owner)).path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).at("/used/daily_tokens").asLong())
                .isEqualTo(spent)
                .isPositive();
        assertThat(listed.get(0).path("own").asBoolean()).isTrue();
        assertThat(json(steward.get("/api/budgets/" + account, "Authorization", owner)))
                .isEqualTo(listed.get(0));
        assertThat(get("/api/budgets/" + account).statusCode()).isEqualTo(403);
        assertThat(steward.get("/api/budgets/nobody", "Authorization", owner).statusCode())
                .isEqualTo(404);
        var removed = steward.send(
                HttpRequest.newBuilder(steward.uri("/api/budgets/" + account)).DELETE(), "Authorization", owner);
        assertThat(removed.statusCode()).isEqualTo(204);
        assertThat(completion("two " + UUID.randomUUID(), "stub", "").statusCode())
                .isEqualTo(200);
        assertThat(json(steward.get("/admin/api/audit?action=budget.", "Authorization", owner))
                        .path("items"))
                .hasSize(2);
    }

    private static String signedIn() {
        return signedIn("admin");
    }

    private static String signedIn(String username) {
        var answer = steward.post(
                "/api/auth/login", "{\"username\":\"" + username + "\",\"password\":\"" + PASSWORD + "\"}");
        return "Bearer " + json(answer).path("access_token").asText();
    }

    @Test
    void nobodyWithoutAKeyReadsLedgerOrAudit() {
        for (var path : new String[] {"/api/ledger", "/admin/api/audit", "/admin/api//audit/verify/"}) {
            assertThat(steward.get(path).statusCode()).as(path).isEqualTo(401);
        }
    }

    @Test
    void whatAKilledInstanceHadReservedIsClosed() {
        try (var doomed = start("money-killed")) {
            var underWay = CompletableFuture.runAsync(() -> doomed.post(
                    "/v1/chat/completions",
                    body("hi", "stub-tokens-50-pace-100", ",\"stream\":true"),
                    "Authorization",
                    "Bearer " + key));
            await().until(() -> json(doomed.get("/api/ledger/balance", "X-API-Key", key))
                            .path("open_reservations")
                            .asInt()
                    == 1);
            doomed.kill();
            underWay.exceptionally(gone -> null).join();
            doomed.startAgain();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> json(doomed.get("/api/ledger/balance", "X-API-Key", key))
                                    .path("open_reservations")
                                    .asInt()
                            == 0);
            var budget =
                    json(doomed.get("/api/usage/budgets", "X-API-Key", key)).at("/items/0");
            assertThat(budget.path("held").asLong()).isZero();
            assertThat(budget.path("spent").asLong()).isPositive();
            assertThat(json(doomed.get("/api/ledger/balance", "X-API-Key", key))
                            .path("balanced")
                            .asBoolean())
                    .isTrue();
        }
    }

    private void settled(long spent) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(budget().path("held").asLong()).isZero();
            assertThat(budget().path("spent").asLong()).isEqualTo(spent);
        });
    }

    private JsonNode budget() {
        return json(get("/api/usage/budgets")).at("/items/0");
    }

    private HttpResponse<String> chat(String question, String model, String more) {
        return post(
                "/api/chat",
                "{\"message\":\"" + question + "\",\"model\":\"" + model + "\",\"store\":false" + more + "}");
    }

    private HttpResponse<String> completion(String question, String model, String more) {
        return post("/v1/chat/completions", body(question, model, more));
    }

    private static String body(String question, String model, String more) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]" + more
                + "}";
    }

    private HttpResponse<String> post(String path, String json) {
        return steward.post(path, json, "Authorization", "Bearer " + key);
    }

    private HttpResponse<String> get(String path) {
        return steward.get(path, "Authorization", "Bearer " + key);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException notJson) {
            throw new UncheckedIOException(answer.body(), notJson);
        }
    }
}
