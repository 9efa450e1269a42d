package steward.knowledge;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import steward.identity.Caller;
import steward.platform.concurrent.BlockingWork;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The knowledge base over HTTP: searching it, and what there is. */
@Path("knowledge")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class KnowledgeResource {
    private static final int LONGEST_QUERY = 2_000;

    private KnowledgeBase knowledge;
    private SampleKnowledge sample;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    KnowledgeResource() {} // for the CDI proxy

    @Inject
    KnowledgeResource(KnowledgeBase knowledge, SampleKnowledge sample, BlockingWork blocking) {
        this.knowledge = knowledge;
        this.sample = sample;
        this.blocking = blocking;
    }

    /** The best passages for {@code q}. Reads this instance's index only. */
    @GET
    @Path("search")
    public SearchResult search(@Context UriInfo uri) {
        var parameters = new Parameters(uri.getQueryParameters());
        var mode = parameters.one("mode").orElse("keyword");
        var query = new SearchQuery(
                        parameters.requiredText(LONGEST_QUERY, "q", "query"),
                        parameters.number(5, 1, SearchQuery.MOST, "k", "top_k"),
                        parameters.list("collection"),
                        parameters.list("tag"),
                        parameters.flag("explain"),
                        parameters.text(64, "expect").orElse(null))
                .hiding(Caller.of(request).hiddenCollections());
        return switch (mode) {
            case "keyword" -> knowledge.search(query);
            case "hybrid" -> knowledge.search(query).inPlaceOf(mode);
            case "vector" -> throw new ProblemException(ProblemType.NOT_SUPPORTED).with("what", "mode=vector");
            default -> throw Parameters.refused("mode", "one_of", Map.of("allowed", "keyword, hybrid, vector"));
        };
    }

    @GET
    @Path("stats")
    public CompletionStage<KnowledgeStats> stats() {
        return blocking.call(knowledge::stats);
    }

    /** Brings the sample knowledge back. */
    @POST
    @Path("sample")
    public CompletionStage<Map<String, Integer>> addSample() {
        return blocking.call(() -> Map.of("added", sample.add()));
    }

    /** Removes the sample knowledge for good. */
    @DELETE
    @Path("sample")
    public CompletionStage<Map<String, Integer>> removeSample() {
        return blocking.call(() -> Map.of("deleted", sample.remove()));
    }
}
