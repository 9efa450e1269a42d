package steward.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Keeps the two halves of the API apart, which JAX-RS would serve under each other's prefix too: who may call what is
 * decided by the address, so a resource must have one only.
 */
@Provider
public class AdministrationFilter implements ContainerRequestFilter {
    private static final String PREFIX = "/admin/api/";

    @Context
    private ResourceInfo resource;

    @Context
    private HttpServletRequest request;

    /** Made by the container. */
    public AdministrationFilter() {}

    @Override
    public void filter(ContainerRequestContext context) {
        var asked = ApiPath.of(request).startsWith(PREFIX);
        if (asked != resource.getResourceClass().isAnnotationPresent(Administration.class)) {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
    }
}
