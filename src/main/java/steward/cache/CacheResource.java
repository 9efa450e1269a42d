package steward.cache;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.http.JsonText;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code POST /api/cache/clear} makes the cache forget. */
@Path("cache")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CacheResource {
    private static final Logger LOG = Logger.getLogger(CacheResource.class.getName());
    private static final Set<String> CRITERIA = Set.of("model", "collection", "prefix");

    private ResponseCache cache;
    private ClearSignal signal;

    CacheResource() {} // for the CDI proxy

    @Inject
    CacheResource(ResponseCache cache, ClearSignal signal) {
        this.cache = cache;
        this.signal = signal;
    }

    /**
     * Forgets the answers that meet all criteria of the body, {@code model}, {@code collection} and {@code prefix}; without
     * a body, all.
     *
     * @throws ProblemException invalid_request (400) naming a criterion that does not exist or is no text: a misspelt one
     *     must not clear everything
     */
    @POST
    @Path("clear")
    @Consumes(MediaType.APPLICATION_JSON)
    public Cleared clear(byte[] body) {
        var filter = body.length == 0 ? ClearFilter.everything() : filter(JsonText.object(body));
        var entries = cache.clear(filter);
        var instances = signal.tellOthers(filter);
        LOG.log(Level.INFO, "cache.cleared entries={0} instances={1}", new Object[] {entries, instances});
        return new Cleared(true, entries, instances);
    }

    private static ClearFilter filter(JsonNode body) {
        body.fieldNames().forEachRemaining(name -> {
            if (!CRITERIA.contains(name)) {
                throw wrong(name, "unknown", Map.of());
            }
        });
        return new ClearFilter(text(body, "model"), text(body, "collection"), text(body, "prefix"));
    }

    private static String text(JsonNode body, String name) {
        var value = body.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrong(name, "type", Map.of("expected", "string"));
        }
        if (value.textValue().isBlank()) {
            throw wrong(name, "not_empty", Map.of());
        }
        return value.textValue();
    }

    private static ProblemException wrong(String field, String rule, Map<String, Object> values) {
        return new ProblemException(ProblemType.INVALID_REQUEST).field(field, rule, values);
    }

    /**
     * What was forgotten.
     *
     * @param entries how many answers of this instance
     * @param instances how many instances forgot them
     */
    public record Cleared(boolean cleared, int entries, int instances) {}
}
