package steward.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.identity.Routes;
import steward.stub.StubIssuer;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static steward.server.Accounts.json;
import static steward.server.Instance.settings;

/** Users on the real server: signing in as programs and browsers do, and what one has that others must not see. */
class IdentityIT {
    private static final StubIssuer ISSUER = StubIssuer.start();
    private static final StubModelServer MODEL = StubModelServer.start();
    private static Instance steward;
    private static String[] owner;
    private static String[] anna;
    private static String[] ben;
    private static String[] otto;
    private static String annasId;

    @BeforeAll
    static void start() {
        steward = Instance.start(
                "identity",
                settings(
                        "LLM_BASE_URL",
                        MODEL.baseUrl().toString(),
                        "LLM_MODEL",
                        "stub,stub-other",
                        "AUTH_REQUIRED",
                        "true",
                        "LOG_LEVEL",
                        "DEBUG",
                        "SECRET_KEY",
                        "canary-signing-secret-0123456789-abcdefghijk",
                        "ADMIN_PASSWORD",
                        Accounts.PASSWORD,
                        "OIDC_ISSUER",
                        ISSUER.issuer(),
                        "OIDC_CLIENT_ID",
                        StubIssuer.CLIENT,
                        "OIDC_CLIENT_SECRET",
                        StubIssuer.SECRET,
                        "OIDC_REDIRECT_URI",
                        "http://127.0.0.1/api/auth/oidc/callback",
                        "OIDC_ROLE",
                        "operator",
                        "OUTBOUND_ALLOWED",
                        "127.0.0.1"));
        owner = Accounts.signIn(steward, "admin");
        annasId = Accounts.addUser(steward, owner, "anna", "viewer");
        Accounts.addUser(steward, owner, "otto", "operator");
        Accounts.addUser(steward, owner, "ben", "viewer");
        anna = Accounts.signIn(steward, "anna");
        ben = Accounts.signIn(steward, "ben");
        otto = Accounts.signIn(steward, "otto");
    }

    @AfterAll
    static void stop() {
        steward.close();
        ISSUER.close();
        MODEL.close();
    }

    @Test
    void theFormOfOAuthSignsInAtTheAddressOfTheGuides() {
        var answer = steward.send(HttpRequest.newBuilder(steward.uri("/api/v1/login/access-token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "grant_type=password&username=anna&password=canary+horse+battery+staple")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("token_type").asText()).isEqualTo("bearer");
        assertThat(json(answer).get("expires_in").asInt()).isEqualTo(604_800);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aBrowserGetsCookiesThatNoScriptReadsAndChangesNothingWithoutTheHeader() {
        var signedIn = browser("anna");
        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .hasSize(3)
                .allSatisfy(cookie -> assertThat(cookie).contains("; HttpOnly; SameSite=Strict"));
        assertThat(signedIn.body()).doesNotContain("eyJ");
        var cookie = cookies(signedIn);
        var csrf = json(signedIn).get("csrf_token").asText();
        assertThat(steward.get("/api/auth/me", "Cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(json(steward.get("/api/auth/me", "Cookie", cookie))
                        .get("csrf_token")
                        .asText())
                .isEqualTo(csrf);
        assertThat(steward.post("/api/conversations", "{\"title\":\"x\"}", "Cookie", cookie)
                        .statusCode())
                .isEqualTo(403);
        assertThat(steward.post("/api/conversations", "{\"title\":\"x\"}", "Cookie", cookie, "X-CSRF-Token", csrf)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void overTlsCookiesAreForThisHostAndTlsOnly() {
        var signedIn = steward.post(
                "/api/auth/login",
                "{\"username\":\"ben\",\"password\":\"" + Accounts.PASSWORD + "\",\"session\":true}",
                "X-Forwarded-Proto",
                "https");
        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .allSatisfy(cookie -> assertThat(cookie).startsWith("__Host-").contains("; Secure"));
    }

    @Test
    void signingOutEndsTheSessionAndRefreshingRenewsIt() {
        var cookie = cookies(browser("ben"));
        var renewed = steward.send(
                HttpRequest.newBuilder(steward.uri("/api/auth/refresh")).POST(BodyPublishers.noBody()),
                "Cookie",
                cookie);
        assertThat(renewed.statusCode()).isEqualTo(200);
        var next = cookies(renewed);
        var out = steward.send(
                HttpRequest.newBuilder(steward.uri("/api/auth/logout")).POST(BodyPublishers.noBody()), "Cookie", next);
        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.headers().allValues("Set-Cookie")).hasSize(2).allMatch(one -> one.contains("Max-Age=0"));
        assertThat(steward.get("/api/auth/me", "Cookie", next).statusCode()).isEqualTo(401);
        assertThat(steward.get("/api/auth/me", "Cookie", cookie).statusCode()).isEqualTo(401);
    }

    @Test
    void aUserSeesWhereTheyAreSignedInAndEndsOneOfTheirOwn() {
        Accounts.addUser(steward, owner, "clara", "viewer");
        var browser = cookies(browser("clara"));
        var program = Accounts.signIn(steward, "clara");
        var listed = steward.get("/api/auth/sessions", program);
        assertThat(listed.body()).doesNotContain("refresh").doesNotContain("hash");
        var items = json(listed).get("items");
        assertThat(items).hasSize(2);
        assertThat(items.get(0).get("current").asBoolean()).isTrue();
        assertThat(items.get(1).get("current").asBoolean()).isFalse();
        assertThat(items.get(1).get("user_agent").asText()).startsWith("Java-http-client");
        assertThat(items.get(1).get("created_from").asText()).isEqualTo("127.0.0.1");
        var theirs = "/api/auth/sessions/" + items.get(1).get("id").asText();
        assertThat(send("DELETE", theirs, anna)).isEqualTo(404);
        assertThat(send("DELETE", theirs, owner)).isEqualTo(404);
        assertThat(steward.get("/api/auth/me", "Cookie", browser).statusCode()).isEqualTo(200);
        assertThat(send("DELETE", theirs, program)).isEqualTo(204);
        assertThat(steward.get("/api/auth/me", "Cookie", browser).statusCode()).isEqualTo(401);
        assertThat(send("DELETE", theirs, program)).isEqualTo(404);
        assertThat(send("DELETE", "/api/auth/sessions", program)).isEqualTo(204);
        assertThat(steward.get("/api/auth/me", program).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyEndsNoSessionAndThePasswordIsShownAgainByWhoSignedIn() {
        Accounts.addUser(steward, owner, "emma", "admin");
        var browser = browser("emma");
        var emma = Accounts.signIn(steward, "emma");
        var key = Accounts.bearer(Accounts.addKey(steward, emma, "{\"name\":\"x\",\"scopes\":[\"admin\"]}"));
        var refused = steward.send(
                HttpRequest.newBuilder(steward.uri("/api/auth/sessions")).DELETE(), key);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).get("code").asText()).isEqualTo("sign_in_again");
        assertThat(refused.body()).contains("10");
        assertThat(json(steward.get("/api/auth/sessions", key)).get("confirm").asText())
                .isEqualTo("sign_in");
        assertThat(json(steward.get("/api/auth/sessions", emma)).has("confirm")).isFalse();

        var right = "{\"password\":\"" + Accounts.PASSWORD + "\"}";
        assertThat(confirm(right, key)).isEqualTo(403);
        assertThat(confirm(right)).isEqualTo(401);
        assertThat(confirm("{}", emma)).isEqualTo(422);
        assertThat(confirm("{\"password\":7}", emma)).isBetween(400, 422);
        assertThat(confirm("{\"password\":\"canary-wrong-password\"}", emma)).isEqualTo(401);
        assertThat(confirm(right, emma)).isEqualTo(204);
        var csrf = json(browser).get("csrf_token").asText();
        assertThat(confirm(right, "Cookie", cookies(browser))).isEqualTo(403);
        assertThat(confirm(right, "Cookie", cookies(browser), "X-CSRF-Token", csrf))
                .isEqualTo(204);
    }

    private static int confirm(String body, String... headers) {
        return steward.post("/api/auth/confirm", body, headers).statusCode();
    }

    @Test
    void anAdministratorSignsAUserOutEverywhere() {
        var id = Accounts.addUser(steward, owner, "dora", "viewer");
        var dora = Accounts.signIn(steward, "dora");
        var key = Accounts.bearer(Accounts.addKey(steward, dora, "{\"name\":\"stays\"}"));
        assertThat(send("DELETE", "/api/users/" + id + "/sessions", otto)).isEqualTo(403);
        assertThat(send("DELETE", "/api/users/" + id + "/sessions", owner)).isEqualTo(204);
        assertThat(steward.get("/api/auth/me", dora).statusCode()).isEqualTo(401);
        assertThat(steward.get("/api/conversations", key).statusCode()).isEqualTo(200);
        assertThat(steward.get("/api/auth/me", Accounts.signIn(steward, "dora")).statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(steward.get("/admin/api/audit?action=user.signed_out", owner)
                        .body())
                .contains("user:" + id));
    }

    @Test
    void whatBelongsToAnotherIsNotFound() {
        var created = steward.post("/api/conversations", "{\"title\":\"安娜的对话\"}", anna);
        assertThat(created.statusCode()).isEqualTo(201);
        var conversation = "/api/conversations/" + json(created).get("id").asText();
        var submitted = steward.post("/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"x\"}}", anna);
        assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(202);
        var task = "/api/tasks/" + json(submitted).get("id").asText();
        for (var path :
                List.of(conversation, conversation + "/messages", conversation + "/export", task, task + "/result")) {
            assertThat(steward.get(path, ben).statusCode()).as(path).isEqualTo(404);
            assertThat(steward.get(path, anna).statusCode()).as(path).isIn(200, 202);
        }
        assertThat(steward.post(task + "/cancel", "{}", ben).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", conversation, ben)).isEqualTo(404);
        assertThat(steward.get("/api/conversations", ben).body()).doesNotContain("安娜");
        assertThat(steward.get("/api/tasks", ben).body())
                .doesNotContain(json(submitted).get("id").asText());
        // nor does being an administrator open what others say
        assertThat(steward.get(conversation, owner).statusCode()).isEqualTo(404);
        assertThat(steward.post(
                                "/api/chat",
                                "{\"message\":\"x\",\"conversation_id\":\""
                                        + json(created).get("id").asText() + "\"}",
                                ben)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void everyRouteThatTakesAnIdOfSomebodyAnswersOthersAsIfThereWereNone() {
        var conversation = json(steward.post("/api/conversations", "{\"title\":\"甲\"}", anna));
        var task =
                json(steward.post("/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"x\"}}", anna));
        var key = json(steward.post("/api/keys", "{\"name\":\"idor\"}", anna));
        var session = json(steward.get("/api/auth/sessions", anna)).at("/items/0/id");
        var ids = Map.of(
                "/api/auth/sessions/{", session.asText(),
                "/api/conversations/{", conversation.get("id").asText(),
                "/api/tasks/{", task.get("id").asText(),
                "/api/keys/{", key.get("id").asText());
        var tried = 0;
        for (var route : Routes.all()) {
            for (var id : ids.entrySet()) {
                if (route.path().startsWith(id.getKey())) {
                    var theirs = answer(route.method(), route.path().replaceAll("\\{[^}]*}", id.getValue()));
                    var nobodys = answer(route.method(), route.address());
                    assertThat(theirs).as(route.toString()).isEqualTo(nobodys);
                    assertThat(theirs).as(route.toString()).startsWith("404").contains("not_found");
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(12);
    }

    /** What otto gets, but for what differs between any two answers. */
    private static String answer(String method, String path) {
        var body = method.equals("PATCH") ? "{\"title\":\"x\"}" : "{}";
        if (path.startsWith("/api/keys/")) {
            body = method.equals("PATCH") ? "{\"name\":\"x\"}" : "{}";
        }
        var answer = steward.send(
                HttpRequest.newBuilder(steward.uri(path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                method.startsWith("P") ? BodyPublishers.ofString(body) : BodyPublishers.noBody()),
                otto);
        return answer.statusCode() + " " + json(answer).path("code").asText();
    }

    @Test
    void whatNobodyMaySetIsRefusedOrOverlookedWhereverItStands() {
        var more = ",\"role\":\"owner\",\"owner\":\"user:1\",\"id\":\"1\",\"created_by\":\"x\"}";
        for (var request : Map.of(
                        "/api/conversations", "{\"title\":\"x\"",
                        "/api/keys", "{\"name\":\"x\"",
                        "/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"x\"}",
                        "/api/knowledge/add", "{\"content\":\"x\"",
                        "/api/knowledge/collections", "{\"name\":\"mass\"",
                        "/api/chat", "{\"message\":\"x\"")
                .entrySet()) {
            var answer = steward.post(request.getKey(), request.getValue() + more, otto);
            if (answer.statusCode() < 300) {
                assertThat(json(answer).path("id").asText()).as("taken over").isNotEqualTo("1");
                assertThat(answer.body()).doesNotContain("role").doesNotContain("owner");
            } else {
                assertThat(answer.statusCode())
                        .as(request.getKey() + answer.body())
                        .isIn(400, 422);
            }
        }
    }

    @Test
    void theKeyOfAnotherIsNotFound() {
        var made = steward.post("/api/keys", "{\"name\":\"annas\"}", anna);
        var key = "/api/keys/" + json(made).get("id").asText();
        assertThat(steward.get(key, anna).statusCode()).isEqualTo(200);
        assertThat(steward.get(key, ben).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", key, ben)).isEqualTo(404);
        assertThat(steward.get(
                                "/api/conversations",
                                "X-API-Key",
                                json(made).get("key").asText())
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("DELETE", key, anna)).isEqualTo(204);
        assertThat(steward.get(
                                "/api/conversations",
                                "X-API-Key",
                                json(made).get("key").asText())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aClosedCollectionIsAsIfItWereNotThereForAllWhoAreNotNamed() {
        var collection = closed("nightjars");
        var added = json(steward.post(
                "/api/knowledge/add",
                "{\"title\":\"Nightjar 夜鹰\",\"collection\":\"nightjars\","
                        + "\"content\":\"The nightjar allowance is 4711 crowns. 夜鹰津贴是 4711 克朗。\"}",
                owner));
        var document = "/api/knowledge/documents/" + added.get("document_id").asText();
        for (var path : List.of(document, document + "/content", document + "/chunks", collection)) {
            assertThat(steward.get(path, anna).statusCode()).as(path).isEqualTo(200);
            assertThat(steward.get(path, owner).statusCode()).as(path).isEqualTo(200);
            assertThat(steward.get(path, ben).statusCode()).as(path).isEqualTo(404);
            assertThat(steward.get(path, otto).statusCode()).as(path).isEqualTo(404);
        }
        for (var path : List.of(
                "/api/knowledge/search?q=nightjar",
                "/api/knowledge/search?q=%E5%A4%9C%E9%B9%B0&explain=true&expect="
                        + added.get("document_id").asText(),
                "/api/knowledge/documents",
                "/api/knowledge/collections")) {
            assertThat(steward.get(path, anna).body()).as(path).containsIgnoringCase("nightjar");
            assertThat(steward.get(path, otto).statusCode()).as(path).isEqualTo(200);
            assertThat(steward.get(path, otto).body())
                    .as(path)
                    .doesNotContain("Nightjar")
                    .doesNotContain("nightjars")
                    .doesNotContain("4711");
        }
        assertThat(send("DELETE", document, otto)).isEqualTo(404);
        assertThat(send("DELETE", collection + "?force=true", otto)).isEqualTo(404);
        assertThat(steward.get(collection + "/access", otto).statusCode()).isEqualTo(403);
        assertThat(steward.post("/api/knowledge/add", "{\"content\":\"x\",\"collection\":\"nightjars\"}", otto)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void anEqualQuestionByAnotherIsNotAnsweredFromKnowledgeThatTheyMayNotRead() {
        closed("dodos");
        steward.post(
                "/api/knowledge/add",
                "{\"title\":\"Dodo 渡渡鸟\",\"collection\":\"dodos\","
                        + "\"content\":\"The dodo allowance is 1681 crowns. 渡渡鸟津贴是 1681 克朗。\"}",
                owner);
        for (var question : List.of("What is the dodo allowance?", "渡渡鸟津贴是多少？")) {
            var chat = "{\"message\":\"" + question + "\",\"model\":\"steward-extractive\"}";
            assertThat(steward.post("/api/chat", chat, anna).body()).contains("1681");
            assertThat(steward.post("/api/chat", chat, anna).body()).contains("1681");
            var bens = steward.post("/api/chat", chat, ben);
            assertThat(bens.statusCode()).isEqualTo(200);
            assertThat(bens.body()).doesNotContain("1681");
            var completion = "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                    + "\"}],\"steward\":{\"knowledge\":true}}";
            assertThat(steward.post("/v1/chat/completions", completion, anna).body())
                    .contains("1681");
            var gateways = steward.post("/v1/chat/completions", completion, ben);
            assertThat(gateways.statusCode()).isEqualTo(200);
            assertThat(gateways.body()).doesNotContain("1681");
        }
    }

    @Test
    void anothersStreamAndAnothersConversationAreAsIfTheyWereNotThere() {
        var chat = "{\"message\":\"mine\",\"model\":\"steward-extractive\",\"stream\":true,\"resumable\":true}";
        var stream = steward.post("/api/chat", chat, anna);
        var path =
                "/v1/streams/" + stream.headers().firstValue("X-Steward-Stream").orElseThrow();
        assertThat(steward.get(path, anna).body()).isEqualTo(stream.body());
        var unknown = steward.get("/v1/streams/" + UUID.randomUUID(), ben);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(steward.get(path, ben).statusCode()).isEqualTo(404);
        assertThat(send("DELETE", path, ben)).isEqualTo(404);
        assertThat(send("DELETE", path, anna)).as("it is over").isEqualTo(410);
        assertThat(send("GET", path)).as("nobody").isEqualTo(401);

        var conversation = Accounts.json(steward.post("/api/conversations", "{\"title\":\"mine\"}", anna))
                .path("id")
                .asText();
        var turn = "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],"
                + "\"steward\":{\"conversation_id\":\"" + conversation + "\"}}";
        assertThat(steward.post("/v1/chat/completions", turn, ben).statusCode()).isEqualTo(404);
        assertThat(steward.post("/v1/chat/completions", turn, anna).body()).contains("\"saved\":true");
    }

    @Test
    void theLogLevelIsChangedForAWhileWithoutAStart() {
        var path = "/admin/api/logs/level";
        assertThat(send("GET", path, anna)).isEqualTo(403);
        var before = json(steward.get(path, owner));
        assertThat(before.get("level").asText())
                .isEqualTo(before.get("configured").asText());
        assertThat(before.has("until")).isFalse();
        var changed = json(put(path, "{\"level\":\"DEBUG\",\"minutes\":5}"));
        assertThat(changed.get("level").asText()).isEqualTo("DEBUG");
        assertThat(changed.get("until").asText()).isNotEmpty();
        assertThat(json(steward.get(path, otto)).get("level").asText())
                .as("an operator may look")
                .isEqualTo("DEBUG");
        assertThat(send("PUT", path, otto)).as("and no more").isEqualTo(403);
        assertThat(send("DELETE", path, otto)).as("and no more").isEqualTo(403);
        var back = steward.send(HttpRequest.newBuilder(steward.uri(path)).DELETE(), owner);
        assertThat(json(back)).isEqualTo(before);
        for (var bad : Map.of(
                        "{}", "level",
                        "{\"level\":\"LOUD\"}", "level",
                        "{\"level\":\"DEBUG\",\"minutes\":0}", "minutes",
                        "{\"level\":\"DEBUG\",\"minutes\":1441}", "minutes")
                .entrySet()) {
            var refused = put(path, bad.getKey());
            assertThat(refused.statusCode()).as(bad.getKey()).isEqualTo(422);
            assertThat(json(refused).at("/errors/0/field").asText()).isEqualTo(bad.getValue());
        }
        assertThat(steward.get("/admin/api/audit?action=admin.put", owner).body())
                .contains(path);
    }

    private static HttpResponse<String> put(String path, String body) {
        return steward.send(
                HttpRequest.newBuilder(steward.uri(path))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)),
                owner);
    }

    @Test
    void aClosedCollectionThatIsNamedAtTheDoorOfOpenAiIsAsIfItWereNotThere() {
        closed("kakapos");
        steward.post(
                "/api/knowledge/add",
                "{\"title\":\"Kakapo 鸮鹦鹉\",\"collection\":\"kakapos\","
                        + "\"content\":\"The kakapo allowance is 2357 crowns. 鸮鹦鹉津贴是 2357 克朗。\"}",
                owner);
        var wish = "\"steward\":{\"knowledge\":{\"collections\":[\"kakapos\"]}}}";
        for (var question : List.of("What is the kakapo allowance?", "鸮鹦鹉津贴是多少？")) {
            var asked = Map.of(
                    "/v1/chat/completions",
                    "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]," + wish,
                    "/v1/responses",
                    "{\"model\":\"stub\",\"input\":\"" + question + "\"," + wish);
            asked.forEach((path, body) -> {
                assertThat(steward.post(path, body, anna).body()).as(path).contains("2357");
                var bens = steward.post(path, body, ben);
                assertThat(bens.statusCode()).as(path).isEqualTo(400);
                assertThat(bens.body())
                        .isEqualTo(steward.post(path, body.replace("kakapos", "no-such"), ben)
                                .body()
                                .replaceAll(
                                        "req_\\w+",
                                        bens.headers()
                                                .firstValue("X-Request-Id")
                                                .orElseThrow()))
                        .contains("steward.knowledge.collections");
            });
        }
    }

    @Test
    void aKeyAsksTheModelsThatItNamesOnly() {
        var key = Accounts.bearer(Accounts.addKey(steward, anna, "{\"name\":\"one\",\"models\":[\"stub\"]}"));
        assertThat(steward.get("/v1/models", key).body()).contains("\"stub\"").doesNotContain("stub-other");
        for (var path : List.of("/v1/chat/completions", "/api/chat")) {
            var body = "{\"model\":\"MODEL\",\"message\":\"x\"}";
            if (path.startsWith("/v1")) {
                body = "{\"model\":\"MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
            }
            assertThat(steward.post(path, body.replace("MODEL", "stub"), key).statusCode())
                    .as(path)
                    .isEqualTo(200);
            assertThat(steward.post(path, body.replace("MODEL", "stub-other"), key)
                            .statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
    }

    /** The address of a new collection that anna may read. */
    private static String closed(String name) {
        var made = steward.post("/api/knowledge/collections", "{\"name\":\"" + name + "\"}", owner);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var address = "/api/knowledge/collections/" + json(made).get("id").asText();
        var set = steward.send(
                HttpRequest.newBuilder(steward.uri(address + "/access"))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"readers\":[\"user:" + annasId + "\"]}")),
                owner);
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        return address;
    }

    @Test
    void noSecretIsInLogsAnswersNumbersSettingsOrTheProcessList() throws IOException {
        var made = json(steward.post("/api/keys", "{\"name\":\"canary\"}", anna))
                .get("key")
                .asText();
        steward.post("/api/auth/login", "{\"username\":\"anna\",\"password\":\"canary-wrong-password\"}");
        steward.get("/api/conversations", "X-API-Key", made + "x");
        steward.post("/api/chat", "not json " + made, "X-API-Key", made);
        var log = new StringBuilder(steward.log());
        try (var files = Files.walk(steward.home().resolve("logs"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                log.append(Files.readString(file));
            }
        }
        for (var path : List.of(
                "/health",
                "/api/health",
                "/api/metrics",
                "/metrics",
                "/api/about",
                "/admin/api/overview",
                "/admin/api/config",
                "/admin/api/audit",
                "/api/openapi.json",
                "/api/users",
                "/api/keys",
                "/no/such/path?key=" + made)) {
            var answer = steward.get(path, owner);
            log.append(answer.body()).append(answer.headers().map());
        }
        log.append(ProcessHandle.of(steward.pid())
                .flatMap(process -> process.info().commandLine())
                .orElseThrow());
        assertThat(log.toString())
                .doesNotContain(made)
                .doesNotContain(Accounts.PASSWORD)
                .doesNotContain("canary-wrong-password")
                .doesNotContain("canary-signing-secret")
                .doesNotContain(owner[1].substring("Bearer ".length()));
    }

    @Test
    void whoSignsInByTheEnterprisesServerIsSignedInHere() {
        assertThat(json(steward.get("/api/about")).get("oidc").asBoolean()).isTrue();
        var away = steward.get("/api/auth/oidc/start?page=console");
        assertThat(away.statusCode()).as(away.body()).isEqualTo(303);
        var address = URI.create(away.headers().firstValue("Location").orElseThrow());
        assertThat(address.toString()).startsWith(ISSUER.issuer() + "/authorize?");
        var state = address.getQuery().replaceFirst("(^|.*&)state=([^&]*).*", "$2");
        var back = "/api/auth/oidc/callback?state=" + state + "&code=" + ISSUER.signIn(address, "7", "王伟");
        assertThat(json(steward.get(back)).get("code").asText()).isEqualTo("sign_in_refused");

        var arrived = steward.get(back, "Cookie", cookies(away));

        assertThat(arrived.statusCode()).as(arrived.body()).isEqualTo(303);
        assertThat(arrived.headers().firstValue("Location").orElseThrow()).endsWith("/admin/");
        var me = json(steward.get("/api/auth/me", "Cookie", cookies(arrived)));
        assertThat(me.get("username").asText()).isEqualTo("王伟");
        assertThat(me.get("role").asText()).isEqualTo("operator");
        assertThat(steward.get(back, "Cookie", cookies(away)).statusCode()).isEqualTo(401);
        await().untilAsserted(() -> assertThat(
                        steward.get("/admin/api/audit?action=login.oidc", owner).body())
                .contains("\"ok\"", "\"refused\""));
    }

    @Test
    void aPersonWhoIsNotSignedInThereIsBackOnThePageAndAProgramGetsTheProblem() {
        var callback = "/api/auth/oidc/callback?error=access_denied&error_description=%3Cscript%3Eevil&state=";
        var away = steward.get("/api/auth/oidc/start?page=console");
        var state = URI.create(away.headers().firstValue("Location").orElseThrow())
                .getQuery()
                .replaceFirst("(^|.*&)state=([^&]*).*", "$2");
        for (var back : Map.of(
                        callback + state, "/admin/?sign-in=declined",
                        callback + "https://evil.example/", "/admin/?sign-in=expired")
                .entrySet()) {
            var page = steward.get(back.getKey(), "Cookie", cookies(away), "Accept", "text/html,*/*;q=0.8");
            assertThat(page.statusCode()).as(page.body()).isEqualTo(303);
            assertThat(page.headers().firstValue("Location").orElseThrow())
                    .isIn(back.getValue(), steward.uri(back.getValue()).toString());
            assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(page.headers().allValues("Set-Cookie")).isEmpty();
            assertThat(page.body()).isEmpty();
            var problem = steward.get(back.getKey(), "Cookie", cookies(away), "Accept", "application/json");
            assertThat(problem.statusCode()).isEqualTo(401);
            assertThat(json(problem).get("code").asText()).isEqualTo("sign_in_refused");
            assertThat(problem.body()).doesNotContain("evil");
        }
    }

    private static HttpResponse<String> browser(String username) {
        return steward.post(
                "/api/auth/login",
                "{\"username\":\"" + username + "\",\"password\":\"" + Accounts.PASSWORD + "\",\"session\":true}");
    }

    private static String cookies(HttpResponse<String> answer) {
        return String.join(
                "; ",
                answer.headers().allValues("Set-Cookie").stream()
                        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
                        .toList());
    }

    private static int send(String method, String path, String... headers) {
        return steward.send(HttpRequest.newBuilder(steward.uri(path)).method(method, BodyPublishers.noBody()), headers)
                .statusCode();
    }
}
