package steward.identity;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/**
 * Records the administrative writes of resources before they are answered, so that none is missed where the client is gone
 * by then. Code that tells more of its change records that beside it.
 */
@Provider
public class AuditFilter implements ContainerResponseFilter {
    @Inject
    private Audit audit;

    @Context
    private HttpServletRequest request;

    /** Made by the container. */
    public AuditFilter() {}

    @Override
    public void filter(ContainerRequestContext asked, ContainerResponseContext answer) {
        AdministrativeWrite.record(audit, request, answer.getStatus());
    }
}
