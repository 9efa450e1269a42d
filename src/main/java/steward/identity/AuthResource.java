package steward.identity;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.JsonText;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code /api/auth}: signing in and out. A program gets its tokens in the body; a browser that asks for a {@code session}
 * gets cookies, and in the body only what it must repeat in {@code X-CSRF-Token} with each change.
 */
@Path("auth")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuthResource {
    private SignIn signIn;
    private Sessions sessions;
    private FirstAdministrator first;
    private Passwords passwords;
    private DirectoryFollower directory;
    private TokenConfig config;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    AuthResource() {} // for the CDI proxy

    @Inject
    AuthResource(
            SignIn signIn,
            Sessions sessions,
            FirstAdministrator first,
            Passwords passwords,
            DirectoryFollower directory,
            TokenConfig config,
            BlockingWork blocking) {
        this.signIn = signIn;
        this.sessions = sessions;
        this.first = first;
        this.passwords = passwords;
        this.directory = directory;
        this.config = config;
        this.blocking = blocking;
    }

    /** Signs in. */
    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> login(Login login) {
        return answer(signIn.signIn(login.username(), login.password(), SignIn.From.of(request, login.wantsSession())));
    }

    /** As {@link #login}, with OAuth 2's form for passwords (RFC 6749, section 4.3.2). */
    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public CompletionStage<Response> loginByForm(MultivaluedMap<String, String> form) {
        return login(new Login(form.getFirst("username"), form.getFirst("password"), null));
    }

    /** New tokens for a refresh token, which is then used up. */
    @POST
    @Path("refresh")
    public CompletionStage<Response> refresh(byte[] body) {
        var given = body.length == 0
                ? Optional.<String>empty()
                : Optional.ofNullable(JsonText.read(body, Refresh.class).refreshToken());
        var cookie = Cookies.find(request, Cookies.REFRESH);
        var token = given.or(() -> cookie).orElseThrow(() -> new ProblemException(ProblemType.INVALID_CREDENTIALS));
        var browser = given.isEmpty();
        return answer(blocking.call(() -> sessions.refresh(token, browser)));
    }

    /** Ends this session; without one there is nothing to end. */
    @POST
    @Path("logout")
    public CompletionStage<Response> logout(byte[] body) {
        var session = SignedRequest.token(request).map(Tokens.Signed::sessionId);
        var refresh = Cookies.find(request, Cookies.REFRESH);
        var cookies = Cookies.of(request);
        return blocking.call(() -> {
            session.ifPresent(sessions::end);
            refresh.filter(token -> session.isEmpty()).ifPresent(sessions::endByRefresh);
            return with(Response.noContent(), cookies.taken()).build();
        });
    }

    /** Who asks. */
    @GET
    @Path("me")
    public Profile me() {
        var caller = Caller.of(request);
        var user = directory.directory().user(caller.requireUser()).orElseThrow();
        return new Profile(
                user.id(),
                user.username(),
                user.displayName(),
                user.role().label(),
                caller.scopes().stream().sorted().map(Scope::label).toList(),
                user.teamId(),
                SignedRequest.token(request).map(Tokens.Signed::csrf).orElse(null));
    }

    /** A new password; all other sessions end. A key is not enough for this. */
    @PUT
    @Path("password")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> changePassword(NewPassword change) {
        var user = Caller.of(request).requireUser();
        var token = SignedRequest.token(request).orElseThrow(() -> new ProblemException(ProblemType.FORBIDDEN));
        new FieldErrors()
                .text("current_password", change.currentPassword(), 10_000)
                .throwIfAny();
        return answer(signIn.changePassword(
                user, change.currentPassword(), change.newPassword(), SignIn.From.of(request, token.csrf() != null)));
    }

    /** Makes the first owner, by the link that was told at start. */
    @POST
    @Path("setup")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> setUp(SetUp wanted) {
        var from = SignIn.From.of(request, true);
        return answer(passwords.inTurn(() -> sessions.begin(
                first.setUp(wanted.token(), wanted.username(), wanted.password(), from.address()), from, "login")));
    }

    private CompletionStage<Response> answer(CompletionStage<Sessions.Grant> granted) {
        var cookies = Cookies.of(request);
        return granted.thenApply(grant -> grant.csrf() == null
                ? Response.ok(TokenPair.of(grant))
                        .header("Cache-Control", "no-store")
                        .build()
                : with(Response.ok(SignedIn.of(grant)), cookies.given(grant, config.refresh()))
                        .build());
    }

    private static Response.ResponseBuilder with(Response.ResponseBuilder answer, List<String> cookies) {
        cookies.forEach(cookie -> answer.header("Set-Cookie", cookie));
        return answer.header("Cache-Control", "no-store");
    }

    /** @param session true for a browser, which then gets cookies */
    record Login(String username, String password, Boolean session) {
        boolean wantsSession() {
            return Boolean.TRUE.equals(session);
        }

        @Override
        public String toString() {
            return "Login";
        }
    }

    record Refresh(String refreshToken) {
        @Override
        public String toString() {
            return "Refresh";
        }
    }

    record NewPassword(String currentPassword, String newPassword) {
        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    record SetUp(String token, String username, String password) {
        @Override
        public String toString() {
            return "SetUp";
        }
    }

    /** OAuth 2's answer (RFC 6749, section 5.1). */
    record TokenPair(String accessToken, String tokenType, long expiresIn, String refreshToken) {
        static TokenPair of(Sessions.Grant grant) {
            return new TokenPair(grant.access(), "bearer", grant.lives().toSeconds(), grant.refresh());
        }

        @Override
        public String toString() {
            return "TokenPair";
        }
    }

    /** What a page may know; the tokens are in cookies. */
    record SignedIn(String csrfToken, long expiresIn, String username, String role) {
        static SignedIn of(Sessions.Grant grant) {
            return new SignedIn(
                    grant.csrf(),
                    grant.lives().toSeconds(),
                    grant.user().username(),
                    grant.user().role().label());
        }
    }

    /** @param csrfToken for a page that was loaded anew; null for programs */
    record Profile(
            String id,
            String username,
            String displayName,
            String role,
            List<String> scopes,
            String teamId,
            String csrfToken) {}
}
