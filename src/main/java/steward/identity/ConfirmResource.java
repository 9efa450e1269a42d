package steward.identity;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code /api/auth/confirm}: whoever has signed in shows their password again, so that this session may for some minutes do
 * what a stolen one must not. A key is not enough for this.
 */
@Path("auth/confirm")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConfirmResource {
    private static final int LONGEST = 10_000;

    private SignIn signIn;

    @Context
    private HttpServletRequest request;

    ConfirmResource() {} // for the CDI proxy

    @Inject
    ConfirmResource(SignIn signIn) {
        this.signIn = signIn;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> confirm(Confirmation shown) {
        var actor = Actor.of(request);
        var token = SignedRequest.token(request).orElseThrow(() -> new ProblemException(ProblemType.FORBIDDEN));
        new FieldErrors().text("password", shown.password(), LONGEST).throwIfAny();
        var from = SignIn.From.of(request, token.csrf() != null);
        return signIn.confirm(actor, token.sessionId(), shown.password(), from)
                .thenApply(confirmed ->
                        Response.noContent().header("Cache-Control", "no-store").build());
    }

    record Confirmation(String password) {
        @Override
        public String toString() {
            return "Confirmation";
        }
    }
}
