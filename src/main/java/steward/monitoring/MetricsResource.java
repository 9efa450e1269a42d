package steward.monitoring;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import steward.model.ModelClient;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code GET /api/metrics}: the numbers of this instance as JSON. */
@Path("metrics")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MetricsResource {
    private MonitoringConfig config;
    private Numbers numbers;
    private ModelClient models;
    private InstanceNumbers cluster;

    MetricsResource() {} // for the CDI proxy

    @Inject
    MetricsResource(MonitoringConfig config, Numbers numbers, ModelClient models, InstanceNumbers cluster) {
        this.config = config;
        this.numbers = numbers;
        this.models = models;
        this.cluster = cluster;
    }

    /** The six numbers of this {@code instance} or of the whole {@code cluster}. */
    @GET
    public Metrics metrics(@QueryParam("scope") String scope, @Context HttpServletRequest request) {
        if (!config.metrics()) {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
        if (scope != null && !scope.equals("instance") && !scope.equals("cluster")) {
            throw new ProblemException(ProblemType.INVALID_REQUEST)
                    .field("scope", "one_of", Map.of("allowed", "instance, cluster"));
        }
        return "cluster".equals(scope) ? cluster.together() : numbers.now(config.serverId(), models.stats());
    }
}
