package steward.identity;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.Causes;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code /api/auth/oidc}: signing in a browser by the enterprise's server, with the authorization code and PKCE. Answers
 * 404 where no such server is set. Where it fails, a person is back on the page to sign in, which says why; a program gets
 * the problem.
 */
@Path("auth/oidc")
@RequestScoped
public class OidcResource {
    private OidcConfig config;
    private OidcSignIn signIn;
    private TokenConfig tokens;

    @Context
    private HttpServletRequest request;

    OidcResource() {} // for the CDI proxy

    @Inject
    OidcResource(OidcConfig config, OidcSignIn signIn, TokenConfig tokens) {
        this.config = config;
        this.signIn = signIn;
        this.tokens = tokens;
    }

    /** Sends the browser to the server. */
    @GET
    @Path("start")
    public CompletionStage<Response> start(@QueryParam("page") String wanted) {
        requireServer();
        var state = OidcState.fresh(wanted);
        var cookie = Cookies.of(request).visiting(state.cookie());
        var page = SignInPage.of(request, state);
        return signIn.begin(state)
                .handle((address, failure) ->
                        failure == null ? leaving(address.toString(), List.of(cookie)) : refused(failure, page));
    }

    /** Where the server sends the browser back to. */
    @GET
    @Path("callback")
    public CompletionStage<Response> callback(
            @QueryParam("code") String code,
            @QueryParam("state") String state,
            @QueryParam("iss") String issuer,
            @QueryParam("error") String error) {
        requireServer();
        var cookies = Cookies.of(request);
        var begun = Cookies.find(request, Cookies.VISIT).flatMap(OidcState::of);
        var page = SignInPage.of(request, begun.orElse(null));
        var visit = new OidcSignIn.Visit(code, state, issuer, error, begun, SignIn.From.of(request, true));
        return signIn.end(visit)
                .handle((grant, failure) -> failure == null ? arrived(grant, page, cookies) : refused(failure, page));
    }

    private Response arrived(Sessions.Grant grant, SignInPage page, Cookies cookies) {
        var set = new ArrayList<>(cookies.given(grant, tokens.refresh()));
        set.add(cookies.visited());
        return leaving(page.next(), set);
    }

    private static Response refused(Throwable failure, SignInPage page) {
        var cause = Causes.of(failure);
        if (page.forAPerson() && cause instanceof ProblemException problem) {
            return leaving(page.after(problem), List.of());
        }
        throw cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    private void requireServer() {
        if (!config.isOn()) {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
    }

    private static Response leaving(String address, List<String> cookies) {
        var answer = Response.status(Response.Status.SEE_OTHER)
                .header("Location", URI.create(address).toString())
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer");
        cookies.forEach(cookie -> answer.header("Set-Cookie", cookie));
        return answer.build();
    }
}
