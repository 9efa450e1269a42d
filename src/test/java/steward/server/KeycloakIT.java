package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.stub.StubModelServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static steward.server.Accounts.json;
import static steward.server.Instance.settings;

/** Single sign-on by a real Keycloak, with the settings that docs/oidc.md names: through its own form, as a browser does. */
class KeycloakIT {
    private static final String CALLBACK = "http://127.0.0.1/api/auth/oidc/callback";
    private static StubModelServer model;
    private static Keycloak keycloak;
    private static Instance steward;
    private static String[] owner;

    private final SomeBrowser browser = new SomeBrowser();

    @BeforeAll
    static void start() {
        model = StubModelServer.start();
        keycloak = Keycloak.starting();
        steward = Instance.start(
                "keycloak",
                settings(
                        "LLM_BASE_URL",
                        model.baseUrl().toString(),
                        "LLM_MODEL",
                        "stub",
                        "AUTH_REQUIRED",
                        "true",
                        "ADMIN_USERNAME",
                        "owner",
                        "ADMIN_PASSWORD",
                        Accounts.PASSWORD,
                        "OIDC_ISSUER",
                        keycloak.issuer(),
                        "OIDC_CLIENT_ID",
                        Keycloak.CLIENT,
                        "OIDC_CLIENT_SECRET",
                        Keycloak.SECRET,
                        "OIDC_REDIRECT_URI",
                        CALLBACK,
                        "OIDC_ROLE",
                        "none",
                        "OIDC_GROUP_ROLES",
                        "/staff=viewer, /steward-admins=admin",
                        "OIDC_LINK_NAMES",
                        "true",
                        "OUTBOUND_ALLOWED",
                        "127.0.0.1"));
        owner = Accounts.signIn(steward, "owner");
        keycloak.awaitReady();
    }

    @AfterAll
    static void stop() {
        if (steward != null) {
            steward.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
        model.close();
    }

    @AfterEach
    void theClientIsAsItWas() {
        keycloak.changeClient("""
                {"enabled": true, "consentRequired": false, "secret": "%s",
                 "attributes": {"id.token.signed.response.alg": ""}}""".formatted(Keycloak.SECRET));
    }

    @Test
    void whoSignsInAtItsFormHasAnAccountHereAndEveryLaterTimeTheSame() {
        var arrived = arrive(signIn("wang.wei"));

        assertThat(SomeBrowser.next(arrived).getPath()).isEqualTo("/admin/");
        var first = me();
        assertThat(first.get("username").asText()).isEqualTo("wang.wei");
        assertThat(first.get("display_name").asText()).isEqualTo("伟 王");
        assertThat(first.get("role").asText()).isEqualTo("viewer");
        var id = first.get("id").asText();

        // still signed in there: no form is shown
        assertThat(SomeBrowser.next(arrive(SomeBrowser.next(toKeycloak()))).getPath())
                .isEqualTo("/admin/");
        assertThat(me().get("id").asText()).isEqualTo(id);

        // by another browser and under another name
        keycloak.changeUser("wang.wei", "{\"username\": \"wei.wang\"}");
        var other = new KeycloakIT();
        other.arrive(other.signIn("wei.wang"));
        assertThat(other.me().get("id").asText()).isEqualTo(id);
        assertThat(other.me().get("username").asText()).isEqualTo("wang.wei");
        assertThat(steward.get("/api/users", owner).body()).contains("wang.wei").doesNotContain("wei.wang");
    }

    @Test
    void aNameThatAnAdministratorHasHereIsNotTakenOver() {
        arrive(signIn("owner"));

        assertThat(me().get("username").asText()).matches("owner-[0-9a-f]{10}");
        assertThat(me().get("role").asText()).isEqualTo("viewer");
    }

    @Test
    void theAuditTellsOfTheNewAccountAndOfEachSignIn() {
        arrive(signIn("anna"));
        var who = "user:" + me().get("id").asText();

        await().untilAsserted(() -> assertThat(
                        steward.get("/admin/api/audit?who=" + who, owner).body())
                .contains("user.created", "login.oidc"));
    }

    @Test
    void whoDeclinesThereIsBackOnOurPage() {
        keycloak.changeClient("{\"consentRequired\": true}");
        var asked = browser.open(
                SomeBrowser.next(browser.submit(form(), "username", "anna", "password", Accounts.PASSWORD)));

        var back = browser.submit(asked, "cancel", "No");

        assertThat(ours(SomeBrowser.next(back)).getQuery()).contains("error=access_denied", "iss=" + keycloak.issuer());
        assertThat(SomeBrowser.next(arrive(SomeBrowser.next(back))))
                .hasToString(steward.uri("/admin/?sign-in=declined").toString());
    }

    @Test
    void whoIsDisabledThereDoesNotComeBack() {
        keycloak.changeUser("anna", "{\"enabled\": false}");
        try {
            var refused = browser.submit(form(), "username", "anna", "password", Accounts.PASSWORD);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(200);
            assertThat(refused.body()).contains("disabled");
        } finally {
            keycloak.changeUser("anna", "{\"enabled\": true}");
        }
    }

    @Test
    void aClientThatIsDisabledThereSignsInNobody() {
        var back = signIn("anna");
        keycloak.changeClient("{\"enabled\": false}");

        assertThat(SomeBrowser.next(arrive(back)))
                .hasToString(steward.uri("/admin/?sign-in=refused").toString());
        assertThat(browser.open(steward.uri("/api/auth/me")).statusCode()).isEqualTo(401);
        assertThat(log()).contains("the code was refused: 401 invalid_client");
        // whoever begins now stays there, with its page that says so
        assertThat(toKeycloak().statusCode()).isEqualTo(400);
    }

    @Test
    void anotherSecretThereSignsInNobody() {
        keycloak.changeClient("{\"secret\": \"another\"}");

        assertThat(SomeBrowser.next(arrive(signIn("anna"))))
                .hasToString(steward.uri("/admin/?sign-in=refused").toString());
        assertThat(log()).contains("the code was refused: 401 unauthorized_client");
    }

    @Test
    void whatComesBackIsGoodOnceAndForTheBrowserThatBeganIt() {
        var back = signIn("anna");
        assertThat(SomeBrowser.next(new KeycloakIT().arrive(back)))
                .hasToString(steward.uri("/?sign-in=expired").toString());
        assertThat(SomeBrowser.next(arrive(back)).getPath()).isEqualTo("/admin/");
        assertThat(SomeBrowser.next(arrive(back)).getQuery()).startsWith("sign-in=");
    }

    @Test
    void newKeysOfItAreFetchedWhenATokenNamesThem() {
        arrive(signIn("anna"));
        keycloak.rotateKeys();

        assertThat(SomeBrowser.next(arrive(SomeBrowser.next(toKeycloak()))).getPath())
                .isEqualTo("/admin/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS512", "PS256", "ES256"})
    void tokensSignedWithKeysOfItAreBelieved(String algorithm) {
        keycloak.changeClient("{\"attributes\": {\"id.token.signed.response.alg\": \"" + algorithm + "\"}}");

        assertThat(SomeBrowser.next(arrive(signIn("anna"))).getPath()).isEqualTo("/admin/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256"})
    void tokensSignedWithASharedSecretAreNot(String algorithm) {
        keycloak.changeClient("{\"attributes\": {\"id.token.signed.response.alg\": \"" + algorithm + "\"}}");

        assertThat(SomeBrowser.next(arrive(signIn("anna"))))
                .hasToString(steward.uri("/admin/?sign-in=refused").toString());
        assertThat(log()).contains("oidc.refused reason=SIGNATURE");
    }

    @Test
    void aGroupThereMakesAnAdministratorUntilItIsLost() {
        keycloak.join("chef", "steward-admins");
        arrive(signIn("chef"));
        var who = "user:" + me().get("id").asText();
        assertThat(me().get("role").asText()).isEqualTo("admin");
        assertThat(users(browser)).isEqualTo(200);

        keycloak.leave("chef", "steward-admins");
        assertThat(users(browser)).isEqualTo(200); // what a group gives is asked for at each sign-in
        var later = new KeycloakIT();
        later.arrive(later.signIn("chef"));

        assertThat(later.me().get("role").asText()).isEqualTo("viewer");
        assertThat(users(later.browser)).isEqualTo(403);
        assertThat(users(browser)).isEqualTo(401);
        assertThat(steward.get("/admin/api/audit?action=user.by_groups&who=" + who, owner)
                        .body())
                .contains("\"before\":\"admin\"", "\"after\":\"viewer\"", "/staff");

        keycloak.leave("chef", "staff");
        assertThat(SomeBrowser.next(later.arrive(SomeBrowser.next(later.toKeycloak()))))
                .hasToString(steward.uri("/admin/?sign-in=no-group").toString());
        assertThat(users(later.browser)).isEqualTo(401);
    }

    @Test
    void whoIsInNoGroupThatIsLetInIsToldSoAndHasNoAccount() {
        assertThat(SomeBrowser.next(arrive(signIn("guest"))))
                .hasToString(steward.uri("/admin/?sign-in=no-group").toString());
        assertThat(browser.open(steward.uri("/api/auth/me")).statusCode()).isEqualTo(401);
        assertThat(steward.get("/api/users", owner).body()).doesNotContain("guest");
        assertThat(log()).contains("oidc.refused reason=GROUP");
    }

    private static int users(SomeBrowser browser) {
        return browser.open(steward.uri("/api/users")).statusCode();
    }

    @Test
    void signingOutHereEndsTheSessionHere() {
        arrive(signIn("anna"));
        var csrf = me().get("csrf_token").asText();

        assertThat(browser.post(steward.uri("/api/auth/logout"), "X-CSRF-Token", csrf)
                        .statusCode())
                .isEqualTo(204);

        assertThat(browser.open(steward.uri("/api/auth/me")).statusCode()).isEqualTo(401);
    }

    /** Where Keycloak answers when our page sends a browser there. */
    private HttpResponse<String> toKeycloak() {
        var there = SomeBrowser.next(browser.open(steward.uri("/api/auth/oidc/start?page=console")));
        assertThat(there.toString()).startsWith(keycloak.issuer() + "/protocol/openid-connect/auth?");
        return browser.open(there);
    }

    private HttpResponse<String> form() {
        var form = toKeycloak();
        assertThat(form.statusCode()).as(form.body()).isEqualTo(200);
        return form;
    }

    /** Where Keycloak sends the browser back to. */
    private URI signIn(String username) {
        var back = SomeBrowser.next(browser.submit(form(), "username", username, "password", Accounts.PASSWORD));
        assertThat(back.toString()).startsWith(CALLBACK + "?");
        return back;
    }

    private HttpResponse<String> arrive(URI back) {
        return browser.open(ours(back));
    }

    /** What a proxy at the registered address would ask of the instance. */
    private static URI ours(URI back) {
        assertThat(back.toString()).startsWith(CALLBACK + "?");
        return steward.uri(back.getRawPath() + "?" + back.getRawQuery());
    }

    private static String log() {
        try {
            return Files.readString(steward.home().resolve("logs/app.log"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private JsonNode me() {
        return json(browser.open(steward.uri("/api/auth/me")));
    }
}
