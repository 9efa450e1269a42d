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
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code /api/auth/oidc}: signing in a browser by the enterprise's server, with the authorization code and PKCE. Answers
 * 404 where no such server is set.
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
    public CompletionStage<Response> start(@QueryParam("page") String page) {
        requireServer();
        var state = OidcState.fresh(page);
        var cookie = Cookies.of(request).visiting(state.cookie());
        return signIn.begin(state).handle((address, failure) -> {
            throwIfAny(failure);
            return leaving(address.toString(), List.of(cookie));
        });
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
        var root = request.getContextPath() + "/";
        var begun = Cookies.find(request, Cookies.VISIT).flatMap(OidcState::of);
        var visit = new OidcSignIn.Visit(code, state, issuer, error, begun, ClientAddress.known(request));
        return signIn.end(visit).handle((grant, failure) -> {
            throwIfAny(failure);
            var set = new ArrayList<>(cookies.given(grant, tokens.refresh()));
            set.add(cookies.visited());
            var console = begun.filter(known -> known.page().equals("console")).isPresent();
            return leaving(console ? root + "admin/" : root, set);
        });
    }

    private void requireServer() {
        if (!config.isOn()) {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
    }

    private static void throwIfAny(Throwable failure) {
        if (failure != null) {
            throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
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
