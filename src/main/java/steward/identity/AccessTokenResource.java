package steward.identity;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ResourceContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionStage;

/** {@code POST /api/v1/login/access-token}: the login at the address that FastAPI's clients know. */
@Path("login/access-token")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AccessTokenResource {
    @Context
    private ResourceContext resources;

    AccessTokenResource() {} // for the CDI proxy

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<Response> login(AuthResource.Login login) {
        return resources.getResource(AuthResource.class).login(login);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public CompletionStage<Response> loginByForm(MultivaluedMap<String, String> form) {
        return resources.getResource(AuthResource.class).loginByForm(form);
    }
}
