package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Map;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * How a caller wants an answer remembered: by {@code Cache-Control: no-cache, no-store} (RFC 9111), or in the body by
 * {@code "steward": {"cache": {"ttl", "no_cache", "no_store"}}}.
 *
 * @param ttlSeconds null for the usual time
 * @param inBody whether the body held an extension of ours, which the model must not see
 */
record CacheWish(boolean noCache, boolean noStore, Integer ttlSeconds, boolean inBody) {
    private static final int MAX_TTL_SECONDS = 86_400;

    static CacheWish of(HttpServletRequest request, JsonNode extension) {
        var header = String.valueOf(request.getHeader("Cache-Control")).toLowerCase(Locale.ROOT);
        var cache = extension == null ? null : cache(extension);
        return new CacheWish(
                header.contains("no-cache")
                        || cache != null && cache.path("no_cache").asBoolean(),
                header.contains("no-store")
                        || cache != null && cache.path("no_store").asBoolean(),
                cache == null ? null : ttl(cache.get("ttl")),
                extension != null);
    }

    private static JsonNode cache(JsonNode extension) {
        extension.fieldNames().forEachRemaining(name -> {
            if (!name.equals("cache") && !name.equals("knowledge")) {
                throw new ProblemException(ProblemType.INVALID_REQUEST).field("steward." + name, "unknown", Map.of());
            }
        });
        return extension.get("cache");
    }

    private static Integer ttl(JsonNode ttl) {
        if (ttl == null || ttl.isNull()) {
            return null;
        }
        if (!ttl.isInt() || ttl.asInt() < 1 || ttl.asInt() > MAX_TTL_SECONDS) {
            throw new ProblemException(ProblemType.INVALID_REQUEST)
                    .field("steward.cache.ttl", "range", Map.of("min", 1, "max", MAX_TTL_SECONDS));
        }
        return ttl.asInt();
    }
}
