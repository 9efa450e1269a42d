package steward.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import steward.platform.concurrent.BlockingWork;
import steward.platform.config.Secret;
import steward.platform.database.Database;
import steward.platform.outbound.OutboundClients;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.stub.StubIssuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Signing in by an enterprise's own server: only what that server says to us, now and here, is believed. */
class OidcTest {
    private static final String HERE = "203.0.113.7";
    private static final SignIn.From BROWSER = new SignIn.From(HERE, null, true, null);
    private static final OidcState BEGUN = OidcState.fresh("chat");
    private static final OidcGroups NO_GROUPS = OidcGroups.none(Role.VIEWER);
    private static final URI BACK = URI.create("https://ai.example.com/api/auth/oidc/callback");

    private final StubIssuer issuer = StubIssuer.start();
    private final OutboundClients clients = new OutboundClients("127.0.0.1");
    private final IdentityHouse house = IdentityHouse.open();
    private final OidcConfig config = new OidcConfig(
            issuer.issuer(), StubIssuer.CLIENT, Secret.of(StubIssuer.SECRET), Optional.of(BACK), false, NO_GROUPS);
    private final OidcProvider provider = new OidcProvider(config, clients.client(), house.time);
    private final OidcAccounts accounts = accounts(false);
    private final OidcSignIn signIn = new OidcSignIn(
            config, provider, accounts, house.sessions, new BlockingWork(Runnable::run, 10), house.audit);
    private final OidcState state = OidcState.fresh("console");

    @BeforeEach
    void sameTime() {
        issuer.setTime(house.time.instant());
    }

    @AfterEach
    void close() {
        clients.close();
        issuer.close();
        house.close();
    }

    @Test
    void whoSignsInThereIsKnownHereAndStaysTheSame() {
        var first = accounts.of(person("1", "Wang.Wei"), HERE);
        var again = accounts.of(person("1", "renamed"), HERE);
        assertThat(first.username()).isEqualTo("wang.wei");
        assertThat(first.role()).isEqualTo(Role.VIEWER);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(house.audited())
                .containsExactly(AuditEvent.done(first.callerId(), HERE, "user.created", first.callerId()));
    }

    @Test
    void anEqualNameIsAnotherPerson() {
        var one = accounts.of(person("1", "admin"), HERE);
        var other = accounts.of(person("2", "admin"), HERE);
        assertThat(other.id()).isNotEqualTo(one.id());
        assertThat(other.username()).startsWith("admin-");
    }

    @Test
    void aCodeIsGoodOnceAndOnlyForTheBrowserThatAskedForIt() {
        var code = code("1");
        assertThatThrownBy(() -> join(provider.person(code, OidcState.fresh("chat"))))
                .hasCauseInstanceOf(OidcFailure.class);
        var second = code("1");
        assertThat(join(provider.person(second, state)).subject()).isEqualTo("1");
        assertThatThrownBy(() -> join(provider.person(second, state))).hasCauseInstanceOf(OidcFailure.class);
    }

    @Test
    void newKeysOfTheServerAreFetchedWhenTheyAreNeeded() {
        person("1", "a");
        issuer.rotate();
        assertThat(person("1", "a").subject()).isEqualTo("1");
    }

    @Test
    void whereNamesAreTheSameTheAccountOfThatNameIsTakenOverUnlessItAdministers() {
        var anna = house.user("anna", Role.OPERATOR);
        var boss = house.user("boss", Role.ADMIN);
        var linking = accounts(true);
        assertThat(linking.of(person("1", "Anna"), HERE).id()).isEqualTo(anna.id());
        assertThat(linking.of(person("2", "boss"), HERE).id()).isNotEqualTo(boss.id());
        assertThat(linking.of(person("3", "anna"), HERE).id()).isEqualTo(anna.id());
        assertThat(house.audited())
                .extracting(AuditEvent::action)
                .containsExactly("user.linked", "user.created", "user.linked");
    }

    @Test
    void whoeverWasDeletedComesBackAsAnother() {
        var first = accounts.of(person("1", "a"), HERE);
        house.changes.change(connection -> UserRows.delete(connection, first.id()));
        assertThat(accounts.of(person("1", "a"), HERE).id()).isNotEqualTo(first.id());
    }

    static Stream<Arguments> visits() {
        return Stream.of(
                Arguments.of("state", visit("c", "another", null, null)),
                Arguments.of("state", new OidcSignIn.Visit("c", BEGUN.state(), null, null, Optional.empty(), BROWSER)),
                Arguments.of("issuer", visit("c", BEGUN.state(), "https://id.example.com", null)),
                Arguments.of("declined", visit(null, BEGUN.state(), null, "access_denied")),
                Arguments.of("declined", visit(" ", BEGUN.state(), null, "<script>")),
                Arguments.of("code", visit("no-such-code", BEGUN.state(), null, null)));
    }

    private static OidcSignIn.Visit visit(String code, String state, String issuer, String error) {
        return new OidcSignIn.Visit(code, state, issuer, error, Optional.of(BEGUN), BROWSER);
    }

    @ParameterizedTest
    @MethodSource("visits")
    void whoComesBackOtherwiseThanTheyWentIsToldWhyAndTheAuditToo(String reason, OidcSignIn.Visit visit) {
        var refused = refusal(() -> join(signIn.end(visit)));
        assertThat(refused.type()).isEqualTo(ProblemType.SIGN_IN_REFUSED);
        assertThat(refused.values()).containsEntry("reason", reason);
        assertThat(house.audited())
                .containsExactly(
                        AuditEvent.done("user:?", HERE, "login.oidc", "user:?").ended("refused"));
    }

    @Test
    void whoComesBackAsTheyWentIsSignedIn() {
        var code = issuer.signIn(join(signIn.begin(BEGUN)), "1", "王伟");
        var grant = join(signIn.end(visit(code, BEGUN.state(), issuer.issuer(), null)));
        assertThat(grant.user().username()).isEqualTo("王伟");
        assertThat(grant.csrf()).isNotNull();
        assertThat(house.audited()).extracting(AuditEvent::action).containsExactly("user.created", "login.oidc");
    }

    @Test
    void theGroupsOfTheTokenGiveTheRole() {
        issuer.spoilClaims(claims -> claims.claim("realm_access", Map.of("roles", List.of("other", "ops"))));
        var grant = join(signInBy("realm_access.roles").end(arriving()));
        assertThat(grant.user().role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void whoIsInNoGroupThatIsLetInIsRefusedAndToldSo() {
        issuer.spoilClaims(claims -> claims.claim("groups", "other"));
        var refused = refusal(() -> join(signInBy("groups").end(arriving())));
        assertThat(refused.values()).containsEntry("reason", "group");
        assertThat(house.audited())
                .containsExactly(
                        AuditEvent.done("user:?", HERE, "login.oidc", "user:?").ended("refused"));
    }

    @Test
    void whoHasTooManyGroupsForTheTokenIsRefusedAndLosesNothing() {
        issuer.spoilClaims(claims -> claims.claim("groups", List.of("ops")));
        var anna = join(signInBy("groups").end(arriving())).user();
        issuer.spoilClaims(claims -> claims.claim("_claim_names", Map.of("groups", "src1")));
        var refused = refusal(() -> join(signInBy("groups").end(arriving())));
        assertThat(refused.values()).containsEntry("reason", "overage");
        var kept = house.changes.read(connection -> UserRows.find(connection, anna.id()));
        assertThat(kept.orElseThrow().with(Role.OPERATOR, null)).isEqualTo(kept.orElseThrow());
        assertThat(kept.orElseThrow().tokenVersion()).isEqualTo(anna.tokenVersion());
    }

    private OidcSignIn signInBy(String claim) {
        var grouped = new OidcConfig(
                issuer.issuer(),
                StubIssuer.CLIENT,
                Secret.of(StubIssuer.SECRET),
                Optional.of(BACK),
                false,
                OidcGroups.of(claim, "ops=operator", "", "none"));
        var rights = new OidcRights(grouped, house.changes, house.time);
        return new OidcSignIn(
                grouped,
                new OidcProvider(grouped, clients.client(), house.time),
                new OidcAccounts(grouped, rights, house.changes, house.ids, house.time),
                house.sessions,
                new BlockingWork(Runnable::run, 10),
                house.audit);
    }

    private OidcSignIn.Visit arriving() {
        return visit(issuer.signIn(join(signIn.begin(BEGUN)), "1", "anna"), BEGUN.state(), issuer.issuer(), null);
    }

    @Test
    void aServerThatIsAwayIsNotTheVisitorsFault() {
        issuer.close();
        assertThat(refusal(() -> join(signIn.begin(BEGUN))).type()).isEqualTo(ProblemType.SIGN_IN_UNAVAILABLE);
        assertThat(refusal(() -> join(signIn.end(visit("c", BEGUN.state(), null, null))))
                        .type())
                .isEqualTo(ProblemType.SIGN_IN_UNAVAILABLE);
    }

    @Test
    void aServerThatWantsTheSecretInTheFormGetsItThere() {
        issuer.wantSecretInForm();
        assertThat(person("1", "a").subject()).isEqualTo("1");
    }

    private OidcAccounts accounts(boolean linksNames) {
        var config = new OidcConfig(
                issuer.issuer(), StubIssuer.CLIENT, Secret.of(""), Optional.of(BACK), linksNames, NO_GROUPS);
        var rights = new OidcRights(config, house.changes, house.time);
        return new OidcAccounts(config, rights, house.changes, house.ids, house.time);
    }

    private static ProblemException refusal(ThrowingCallable call) {
        var thrown = catchThrowable(call);
        return (ProblemException) (thrown instanceof CompletionException ? thrown.getCause() : thrown);
    }

    static Stream<UnaryOperator<JWTClaimsSet.Builder>> lies() {
        return Stream.of(
                claims -> claims.issuer("https://id.example.com"),
                claims -> claims.audience("another"),
                claims -> claims.audience(List.of(StubIssuer.CLIENT, "another")),
                claims -> claims.claim("azp", "another"),
                claims -> claims.claim("nonce", "another"),
                claims -> claims.claim("nonce", null),
                claims -> claims.subject(null),
                claims -> claims.subject(" "),
                claims -> claims.expirationTime(null),
                claims -> claims.expirationTime(new Date(0)),
                claims -> claims.issueTime(null),
                claims -> claims.issueTime(new Date(Long.MAX_VALUE / 2)));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aTokenForAnotherTimePlaceOrPersonIsNotBelieved(UnaryOperator<JWTClaimsSet.Builder> lie) {
        issuer.spoilClaims(lie);
        assertThatThrownBy(() -> person("1", "a")).hasCauseInstanceOf(OidcFailure.class);
    }

    static Stream<UnaryOperator<String>> forgeries() {
        return Stream.of(
                token -> "",
                token -> "nonsense",
                token -> token.substring(0, token.lastIndexOf('.') + 1),
                token -> token.substring(0, token.length() - 8) + "AAAAAAAA",
                OidcTest::unsigned,
                OidcTest::signedWithOurOwnSecret);
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void aTokenThatTheServerHasNotSignedIsNotBelieved(UnaryOperator<String> forgery) {
        issuer.spoilToken(forgery);
        assertThatThrownBy(() -> person("1", "a")).hasCauseInstanceOf(OidcFailure.class);
    }

    @Test
    void aServerThatSaysItIsAnotherIsNotBelieved() {
        var other = new OidcConfig(
                issuer.issuer() + "/",
                StubIssuer.CLIENT,
                Secret.of(StubIssuer.SECRET),
                Optional.of(BACK),
                false,
                NO_GROUPS);
        var provider = new OidcProvider(other, clients.client(), house.time);
        assertThatThrownBy(() -> join(provider.authorization(state))).hasCauseInstanceOf(OidcFailure.class);
    }

    @Test
    void theStateOfABrowserSurvivesItsCookieAndNothingElseDoes() {
        assertThat(OidcState.of(state.cookie())).contains(state);
        assertThat(OidcState.of("a.b.c")).isEmpty();
        assertThat(state.toString()).doesNotContain(state.verifier());
        var cookies = new Cookies(true, "/");
        assertThat(cookies.visiting(state.cookie()))
                .startsWith("__Host-steward_oidc=")
                .contains("HttpOnly")
                .contains("SameSite=Lax")
                .contains("Secure");
    }

    @Test
    void aDisabledAccountStaysOut() {
        var user = accounts.of(person("1", "a"), HERE);
        house.database.inTransaction(connection ->
                Database.update(connection, "update app_user set disabled = true where username = ?", user.username()));
        var person = person("1", "a");
        assertThatThrownBy(() -> accounts.of(person, HERE)).hasMessageContaining("forbidden");
    }

    @Test
    void aTokenIsBelievedAMinuteAfterItsEndAndNotLonger() {
        issuer.setTime(house.time.instant().minus(Duration.ofSeconds(350)));
        assertThat(person("1", "a").subject()).isEqualTo("1");
        issuer.setTime(house.time.instant().minus(Duration.ofSeconds(361)));
        assertThatThrownBy(() -> person("1", "a")).hasCauseInstanceOf(OidcFailure.class);
    }

    private OidcProvider.Person person(String subject, String name) {
        var address = join(provider.authorization(state));
        return join(provider.person(issuer.signIn(address, subject, name), state));
    }

    private String code(String subject) {
        return issuer.signIn(join(provider.authorization(state)), subject, "a");
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static String unsigned(String token) {
        try {
            return new PlainJWT(SignedJWT.parse(token).getJWTClaimsSet()).serialize();
        } catch (ParseException impossible) {
            throw new CompletionException(impossible);
        }
    }

    private static String signedWithOurOwnSecret(String token) {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader(JWSAlgorithm.HS256), SignedJWT.parse(token).getJWTClaimsSet());
            jwt.sign(new MACSigner("0".repeat(64)));
            return jwt.serialize();
        } catch (ParseException | JOSEException impossible) {
            throw new CompletionException(impossible);
        }
    }
}
