package steward.identity;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.Set;
import steward.platform.http.ApiPath;

/**
 * Records every write to an address that is for operators only, whoever wrote the code behind it. Code that tells more
 * of its change records that beside it.
 */
@Provider
public class AuditFilter implements ContainerResponseFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    @Inject
    private Audit audit;

    @Context
    private HttpServletRequest request;

    /** Made by the container. */
    public AuditFilter() {}

    @Override
    public void filter(ContainerRequestContext asked, ContainerResponseContext answer) {
        if (!READING.contains(asked.getMethod()) && isForAdministrators()) {
            var outcome = answer.getStatus() < 400 ? "ok" : answer.getStatus() < 500 ? "refused" : "failed";
            var action = "admin." + asked.getMethod().toLowerCase(Locale.ROOT);
            audit.record(AuditEvent.of(request, action, ApiPath.of(request)).ended(outcome));
        }
    }

    private boolean isForAdministrators() {
        return AccessTable.of(request)
                .filter(access -> access.kind() == Access.Kind.ROLE)
                .isPresent();
    }
}
