package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientPauseMode;
import steward.deploy.Nginx;
import steward.deploy.RedisServer;
import steward.platform.json.Json;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Three instances on one PostgreSQL and one Redis behind Nginx. Redis dies in the last test but one. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final String KEY = "sk-cluster-0123456789abcdef-";
    private static final int LIMIT = 60;

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static RedisServer redis;
    private static StubModelServer model;
    private static List<Instance> instances = List.of();
    private static Nginx nginx;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.start();
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .start();
        model = StubModelServer.start();
        // two at a time: a start takes a core for itself
        var threads = Executors.newFixedThreadPool(2);
        try {
            instances = new ArrayList<>();
            for (var each : threads.invokeAll(IntStream.rangeClosed(1, 3)
                    .mapToObj(number -> (Callable<Instance>) () -> instance(number))
                    .toList())) {
                instances.add(each.get());
            }
        } finally {
            threads.shutdownNow();
        }
        nginx = Nginx.start(
                folder.resolve("nginx"),
                instances.stream().map(one -> "127.0.0.1:" + one.port()).toList(),
                Map.of());
    }

    private static Instance instance(int number) {
        var settings = new HashMap<>(Instance.settings(
                "SERVER_ID",
                "server-" + number,
                "DATABASE_URL",
                "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres",
                "REDIS_URL",
                redis.url(),
                "RATE_LIMIT_PER_MINUTE",
                Integer.toString(LIMIT),
                "API_KEYS",
                String.join(
                        ",", IntStream.range(0, 10).mapToObj(key -> KEY + key).toList()),
                "LLM_BASE_URL",
                model.baseUrl().toString(),
                "LLM_API_KEY",
                "sk-canary-of-the-upstream-key",
                "LLM_MODEL",
                "stub-delay-300,stub-pace-20-tokens-100",
                "MAX_CONCURRENT_REQUESTS",
                "200"));
        return Instance.start("cluster-" + number, settings);
    }

    @AfterAll
    static void stop() throws IOException {
        if (nginx != null) {
            nginx.close();
        }
        instances.forEach(Instance::close);
        if (model != null) {
            model.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    @Order(1)
    void everyInstanceKnowsAllThree() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var listed = json(get("/admin/api/instances", 0));
            assertThat(listed.path("alive").asInt()).isEqualTo(3);
            assertThat(listed.path("same_configuration").asBoolean()).isTrue();
            assertThat(listed.path("same_version").asBoolean()).isTrue();
        });
        assertThat(json(get("/health", 0)).at("/checks/0/data/redis").asText()).isEqualTo("up");
    }

    @Test
    @Order(2)
    void theLimitIsOneForAllInstances() throws Exception {
        var answers = all(600, number -> get("/api/knowledge/search?q=x" + number, 1));
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
                .hasSize(LIMIT);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 429))
                .hasSize(600 - LIMIT);
        var servedBy = new HashSet<String>();
        answers.forEach(answer ->
                servedBy.add(answer.headers().firstValue("X-Served-By").orElse("?")));
        assertThat(servedBy).containsExactlyInAnyOrder("server-1", "server-2", "server-3");
    }

    @Test
    @Order(3)
    void equalQuestionsOnAllInstancesAreAskedUpstreamOnce() throws Exception {
        model.calls().forget();
        var answers = all(50, number -> chat("一起问的问题", 2));
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
        assertThat(model.calls().count()).isEqualTo(1);
        assertThat(answers.stream()
                        .map(answer -> json(answer).path("answer").asText())
                        .distinct())
                .hasSize(1);
    }

    @Test
    @Order(4)
    void equalStreamsOnAllInstancesAreAskedUpstreamOnce() throws Exception {
        model.calls().forget();
        var answers = all(
                30,
                number -> post(
                        "/v1/chat/completions",
                        "{\"model\":\"stub-pace-20-tokens-100\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"流\"}]}",
                        3));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.body()).endsWith("data: [DONE]\n\n"));
        assertThat(model.calls().count()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void clearingTheCacheForgetsOnEveryInstance() {
        model.calls().forget();
        assertThat(chat("wird vergessen", 4).statusCode()).isEqualTo(200);
        assertThat(instances
                        .get(2)
                        .post("/api/chat", question("wird vergessen"), "Authorization", "Bearer " + KEY + 4)
                        .headers()
                        .firstValue("X-Steward-Cache"))
                .contains("hit");
        var cleared = json(post("/api/cache/clear", "", 4));
        assertThat(cleared.path("cleared").asBoolean()).isTrue();
        assertThat(cleared.path("instances").asInt()).isEqualTo(3);
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            instances.get(1).post("/api/chat", question("wird vergessen"), "Authorization", "Bearer " + KEY + 5);
            return model.calls().count() >= 2;
        });
    }

    @Test
    @Order(6)
    void aDocumentAddedHereIsFoundThereWithinASecondAndByItsWriterAtOnce() {
        var word = "锟斤拷烫烫烫";
        var added = instances
                .get(0)
                .post(
                        "/api/knowledge/add",
                        "{\"title\":\"新\",\"content\":\"关于" + word + "的说明。\"}",
                        "Authorization",
                        "Bearer " + KEY + 6);
        assertThat(added.statusCode()).isEqualTo(201);
        for (var other : instances) {
            await().atMost(Duration.ofMillis(1_500))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> json(other.get(
                                            "/api/knowledge/search?q="
                                                    + URLEncoder.encode(word, StandardCharsets.UTF_8),
                                            "Authorization",
                                            "Bearer " + KEY + 6))
                                    .path("total")
                                    .asInt()
                            > 0);
        }
    }

    @Test
    @Order(7)
    void theNumbersOfAllAreToldByAny() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(json(instances.get(1).get("/api/metrics?scope=cluster"))
                                .path("total_requests")
                                .asInt())
                        .isGreaterThan(600));
    }

    @Test
    @Order(8)
    void anInstanceThatDrainsFinishesWhatItHasBegunAndIsNotReady() throws Exception {
        var third = instances.get(2);
        var running = Instance.client()
                .sendAsync(request(third.uri("/api/chat"), question("vor dem Ende"), 7), BodyHandlers.ofString());
        await().until(() ->
                json(third.get("/api/metrics")).path("concurrent_requests").asInt() == 1);
        var drained = json(third.post("/admin/api/instances/server-3/drain", "{\"deadline_s\":30}"));
        assertThat(drained.path("state").asText()).isEqualTo("draining");
        assertThat(drained.path("in_flight").asInt()).isEqualTo(1);
        assertThat(third.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(third.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(running.get().statusCode()).isEqualTo(200);
        await().until(() -> json(third.post("/admin/api/instances/server-3/drain", "{}"))
                        .path("in_flight")
                        .asInt()
                == 0);
        assertThat(third.post("/admin/api/instances/server-1/drain", "{}").statusCode())
                .isEqualTo(404);
        third.close();
        third.startAgain();
    }

    @Test
    @Order(9)
    void anInstanceThatStandsStillHasItsTasksAndCallersTakenOverAndGoesOnAfterwards() throws Exception {
        var second = instances.get(1);
        signal("-STOP", second);
        try {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var listed = json(instances.get(0).get("/admin/api/instances"));
                assertThat(listed.path("alive").asInt()).isEqualTo(2);
                assertThat(listed.toString()).contains("lost");
            });
            // the others' limits, caches and documents do not wait for it
            assertThat(instances
                            .get(0)
                            .post(
                                    "/api/chat",
                                    question("während einer stillsteht"),
                                    "Authorization",
                                    "Bearer " + KEY + 0)
                            .statusCode())
                    .isEqualTo(200);
            var title = "stillstand-" + second.port();
            var added = instances
                    .get(2)
                    .post(
                            "/api/knowledge/add",
                            "{\"title\":\"" + title + "\",\"content\":\"关于 " + title + "。\"}",
                            "Authorization",
                            "Bearer " + KEY + 0);
            assertThat(added.statusCode()).isEqualTo(201);
        } finally {
            signal("-CONT", second);
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(json(instances.get(0).get("/admin/api/instances"))
                            .path("alive")
                            .asInt())
                    .isEqualTo(3);
            // what was added meanwhile is found by the one that slept
            assertThat(json(second.get(
                                    "/api/knowledge/search?q=stillstand-" + second.port(),
                                    "Authorization",
                                    "Bearer " + KEY + 0))
                            .path("total")
                            .asInt())
                    .isPositive();
        });
    }

    private static void signal(String name, Instance instance) throws Exception {
        new ProcessBuilder("kill", name, Long.toString(instance.pid())).start().waitFor();
    }

    @Test
    @Order(10)
    void whileRedisStandsStillMidLoadEveryQuestionIsAnsweredAndItIsUsedAgainAfterwards() throws Exception {
        try (var administrator = new Jedis("127.0.0.1", redis.port())) {
            // accepts everything and says nothing, as in a long command, a fork or a full disk
            administrator.clientPause(4_000, ClientPauseMode.ALL);
            var answers = all(40, number -> chat("während Redis stillsteht " + number, 4 + number % 4));
            assertThat(answers)
                    .allSatisfy(answer ->
                            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200));
            assertThat(instances.stream()
                            .map(one -> json(one.get("/health"))
                                    .at("/checks/0/data/rate_limit")
                                    .asText()))
                    .contains("local_share");
        }
        everyInstanceUsesRedis();
    }

    @Test
    @Order(11)
    void whenRedisDiesMidwayNobodyFailsAndTheLimitHolds() throws Exception {
        var before = all(30, number -> get("/api/knowledge/search?q=r" + number, 8));
        redis.kill();
        var after = all(300, number -> get("/api/knowledge/search?q=s" + number, 8));
        assertThat(before).allMatch(answer -> answer.statusCode() == 200);
        assertThat(after).allMatch(answer -> answer.statusCode() == 200 || answer.statusCode() == 429);
        var accepted =
                30 + after.stream().filter(answer -> answer.statusCode() == 200).count();
        assertThat(accepted).isBetween(50L, (long) LIMIT);
        assertThat(get("/health/ready", 0).statusCode()).isEqualTo(200);
        // an instance that was asked nothing since notices at its next look
        await().untilAsserted(() -> {
            var data = json(get("/health", 0)).at("/checks/0/data");
            assertThat(data.path("degradation").asText()).isEqualTo("redis_unavailable");
            assertThat(data.path("rate_limit").asText()).isEqualTo("local_share");
        });
        assertThat(chat("ohne Redis", 9).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(12)
    void aRedisThatIsBackIsUsedAgainWithoutARestart() {
        redis.startAgain();
        everyInstanceUsesRedis();
    }

    private static void everyInstanceUsesRedis() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            for (var one : instances) {
                assertThat(json(one.get("/health")).at("/checks/0/data/redis").asText())
                        .isEqualTo("up");
            }
        });
    }

    private interface Asking {
        HttpResponse<String> number(int number);
    }

    /** So many requests by 30 clients at once. */
    private static List<HttpResponse<String>> all(int requests, Asking asking) throws Exception {
        var threads = Executors.newFixedThreadPool(30);
        try {
            var answers = new ArrayList<HttpResponse<String>>();
            for (var answer : threads.invokeAll(IntStream.range(0, requests)
                    .mapToObj(number -> (Callable<HttpResponse<String>>) () -> asking.number(number))
                    .toList())) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private static String question(String text) {
        return "{\"message\":\"" + text + "\",\"use_knowledge\":false}";
    }

    private static HttpResponse<String> chat(String text, int key) {
        return post("/api/chat", question(text), key);
    }

    private static HttpResponse<String> get(String path, int key) {
        return send(HttpRequest.newBuilder(URI.create(nginx.uri(path)))
                .header("Authorization", "Bearer " + KEY + key)
                .build());
    }

    private static HttpResponse<String> post(String path, String body, int key) {
        return send(request(URI.create(nginx.uri(path)), body, key));
    }

    private static HttpRequest request(URI uri, String body, int key) {
        return HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + KEY + key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return Instance.client().send(request, BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
