package steward.identity;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import steward.FakeExchange;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class CallerFilterTest {
    private static final String KEY = "sk-canary-0123456789";
    private static final List<AddressRange> PROXY = List.of(AddressRange.of("10.0.0.1/32"));

    private static final IdentityConfig CLOSED = new IdentityConfig(true, List.of(KEY), PROXY);
    private static final IdentityConfig OPEN = new IdentityConfig(false, List.of(), PROXY);

    private final IdentityHouse house = IdentityHouse.withConfig(CLOSED);
    private final CallerFilter closed = new CallerFilter(CLOSED, house.credentials, house.audit);
    private final CallerFilter open = new CallerFilter(OPEN, house.credentials, house.audit);

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void nobodyGetsInWhereAKeyIsAskedFor() {
        assertThat(refused(closed, new FakeExchange("POST", "/api/chat"))).isEqualTo(ProblemType.MISSING_API_KEY);
    }

    @Test
    void aKeyThatNobodyGaveIsRefused() {
        assertThat(refused(closed, new FakeExchange("POST", "/api/chat").header("Authorization", "Bearer sk-other")))
                .isEqualTo(ProblemType.INVALID_API_KEY);
    }

    @Test
    void aConfiguredKeyIsAnOperator() throws IOException, ServletException {
        var caller = caller(closed, new FakeExchange("POST", "/api/chat").header("Authorization", "bearer " + KEY));
        assertThat(caller.id()).startsWith("key:").doesNotContain("canary");
        assertThat(caller.role()).contains(Role.OPERATOR);
        assertThat(caller.has(Role.ADMIN)).isFalse();
    }

    @Test
    void theOtherHeaderWillDo() throws IOException, ServletException {
        assertThat(caller(closed, new FakeExchange("POST", "/api/chat").header("X-API-Key", KEY))
                        .known())
                .isTrue();
    }

    @Test
    void whoeverAsksOnThisMachineIsAnOperatorWhereNoKeyIsAskedFor() throws IOException, ServletException {
        assertThat(caller(open, new FakeExchange("POST", "/api/cache/clear")).role())
                .contains(Role.OPERATOR);
    }

    @Test
    void aPageOnAnotherHostNameIsNotThisMachine() {
        assertThat(refused(open, new FakeExchange("POST", "/api/cache/clear").from("127.0.0.1", "evil.example.com")))
                .isEqualTo(ProblemType.MISSING_API_KEY);
    }

    @Test
    void othersMayAskWhereNoKeyIsAskedForButNotOperate() throws IOException, ServletException {
        var exchange = new FakeExchange("POST", "/api/chat").from("192.0.2.7", "steward.example.com");
        assertThat(caller(open, exchange).id()).isEqualTo("ip:192.0.2.7");
        assertThat(refused(open, new FakeExchange("POST", "/api/cache/clear").from("192.0.2.7", "steward.example.com")))
                .isEqualTo(ProblemType.MISSING_API_KEY);
    }

    @Test
    void anAddressThatTheClientMadeUpCountsForNothing() throws IOException, ServletException {
        var exchange = new FakeExchange("POST", "/api/chat")
                .from("192.0.2.7", "steward.example.com")
                .header("X-Forwarded-For", "127.0.0.1");
        assertThat(caller(open, exchange).local()).isFalse();
    }

    @Test
    void theProxyTellsWhoItsClientIs() throws IOException, ServletException {
        var exchange = new FakeExchange("POST", "/api/chat")
                .from("10.0.0.1", "steward.example.com")
                .header("X-Forwarded-For", "127.0.0.1, 198.51.100.9");
        assertThat(caller(open, exchange).id()).isEqualTo("ip:198.51.100.9");
    }

    @Test
    void whatManyClientsSendAsAKeyIsIgnoredWhereNoneIsAskedFor() throws IOException, ServletException {
        assertThat(caller(open, new FakeExchange("POST", "/v1/embeddings").header("Authorization", "Bearer sk-none"))
                        .known())
                .isFalse();
    }

    @Test
    void aRouteThatIsNotDeclaredIsNotFoundEvenWithAKey() {
        assertThat(refused(closed, new FakeExchange("GET", "/api/forgotten").header("X-API-Key", KEY)))
                .isEqualTo(ProblemType.UNKNOWN_URL);
    }

    @Test
    void aBrowsersCookieReadsButChangesOnlyWithTheHeaderOfThePage() throws IOException, ServletException {
        var grant = house.sessions.begin(house.user("anna", Role.VIEWER), IdentityHouse.BROWSER, "login");
        assertThat(caller(closed, withCookie("GET", "/api/conversations", grant))
                        .role())
                .contains(Role.VIEWER);
        assertThat(refused(closed, withCookie("POST", "/api/conversations", grant)))
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(refused(
                        closed, withCookie("POST", "/api/conversations", grant).header("X-CSRF-Token", "guessed")))
                .isEqualTo(ProblemType.FORBIDDEN);
        assertThat(caller(
                                closed,
                                withCookie("POST", "/api/conversations", grant).header("X-CSRF-Token", grant.csrf()))
                        .known())
                .isTrue();
    }

    @Test
    void theTokenOfAProgramIsNoCookie() {
        var grant = house.sessions.begin(house.user("anna", Role.VIEWER), IdentityHouse.PROGRAM, "login");
        assertThat(refused(closed, withCookie("POST", "/api/conversations", grant)))
                .isEqualTo(ProblemType.FORBIDDEN);
    }

    @Test
    void aViewerMayNotChangeTheKnowledge() {
        var grant = house.sessions.begin(house.user("anna", Role.VIEWER), IdentityHouse.PROGRAM, "login");
        assertThat(refused(
                        closed,
                        new FakeExchange("POST", "/api/knowledge/add")
                                .header("Authorization", "Bearer " + grant.access())))
                .isEqualTo(ProblemType.FORBIDDEN);
    }

    @Test
    void aTokenThatHasRunOutIsToldAlsoWhereNoKeyIsAskedFor() {
        assertThat(refused(
                        open,
                        new FakeExchange("POST", "/api/chat")
                                .header("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30.")))
                .isEqualTo(ProblemType.INVALID_API_KEY);
    }

    static List<Routes.Route> administrativeWrites() {
        return Routes.administrativeWrites();
    }

    @ParameterizedTest
    @MethodSource("administrativeWrites")
    void eachAdministrativeWriteLeavesOneEntryWhateverComesOfIt(Routes.Route route)
            throws IOException, ServletException {
        var grant = house.sessions.begin(house.user("owner", Role.OWNER), IdentityHouse.PROGRAM, "login");
        var done =
                new FakeExchange(route.method(), route.address()).header("Authorization", "Bearer " + grant.access());
        caller(closed, done);
        assertThat(outcomes()).containsExactly("ok");

        var failing =
                new FakeExchange(route.method(), route.address()).header("Authorization", "Bearer " + grant.access());
        assertThatThrownBy(() -> closed.doFilter(failing.request(), failing.response(), (request, response) -> {
                    throw new ProblemException(ProblemType.NOT_FOUND);
                }))
                .isInstanceOf(ProblemException.class);
        assertThat(outcomes()).containsExactly("refused", "ok");

        var recorded = new FakeExchange(route.method(), route.address()).with("steward.audited", true);
        recorded.header("Authorization", "Bearer " + grant.access());
        caller(closed, recorded);
        assertThat(outcomes()).hasSize(2);
    }

    @Test
    void whoIsKnownAndTriesWhatTheyMayNotIsInTheAuditAndStrangersAreNot() {
        var grant = house.sessions.begin(house.user("anna", Role.VIEWER), IdentityHouse.PROGRAM, "login");
        var tried = new FakeExchange("POST", "/api/users").header("Authorization", "Bearer " + grant.access());
        assertThat(refused(closed, tried)).isEqualTo(ProblemType.FORBIDDEN);
        assertThat(outcomes()).containsExactly("refused");
        refused(closed, new FakeExchange("POST", "/api/users"));
        refused(closed, new FakeExchange("POST", "/api/users").header("X-API-Key", "sk-other"));
        assertThat(outcomes()).hasSize(1);
    }

    @Test
    void aKeyThatIsUsedIsInTheAuditOnceADay() throws IOException, ServletException {
        for (var i = 0; i < 3; i++) {
            caller(closed, new FakeExchange("POST", "/api/chat").header("X-API-Key", KEY));
        }
        assertThat(SomeAudit.count(house.database, "key.use")).isEqualTo(1);
        house.time.advance(Duration.ofDays(1));
        caller(closed, new FakeExchange("POST", "/api/chat").header("X-API-Key", KEY));
        assertThat(SomeAudit.count(house.database, "key.use")).isEqualTo(2);
    }

    /** Of administrative writes, latest first. */
    private List<String> outcomes() {
        return SomeAudit.outcomes(house.database, "admin.");
    }

    private static FakeExchange withCookie(String method, String path, Sessions.Grant grant) {
        return new FakeExchange(method, path).cookie("steward_session", grant.access());
    }

    private static Caller caller(CallerFilter filter, FakeExchange exchange) throws IOException, ServletException {
        filter.doFilter(exchange.request(), exchange.response(), (request, response) -> {});
        return (Caller) exchange.attribute("steward.caller");
    }

    private static ProblemType refused(CallerFilter filter, FakeExchange exchange) {
        return catchThrowableOfType(ProblemException.class, () -> caller(filter, exchange))
                .type();
    }
}
