package steward.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a caller wants an answer remembered: by {@code Cache-Control: no-cache, no-store} (RFC 9111), or in the body by
 * {@code "steward": {"cache": {"ttl", "no_cache", "no_store"}}}.
 *
 * @param ttlSeconds null for the usual time
 */
record CacheWish(boolean noCache, boolean noStore, Integer ttlSeconds) {
    private static final String FIELD = "steward.cache";
    private static final int MAX_TTL_SECONDS = 86_400;

    /** @param cache null where the body says nothing of it */
    static CacheWish of(HttpServletRequest request, JsonNode cache) {
        var header = String.valueOf(request.getHeader("Cache-Control")).toLowerCase(Locale.ROOT);
        if (cache != null) {
            Extension.requireMembers(FIELD, cache, List.of("ttl", "no_cache", "no_store"));
        }
        var body = cache == null ? MissingNode.getInstance() : cache;
        return new CacheWish(
                flag(body, "no_cache") || header.contains("no-cache"),
                flag(body, "no_store") || header.contains("no-store"),
                ttl(body.path("ttl")));
    }

    private static boolean flag(JsonNode cache, String name) {
        var flag = cache.path(name);
        Extension.requireType(FIELD + "." + name, flag.isMissingNode() || flag.isNull() || flag.isBoolean(), "boolean");
        return flag.asBoolean();
    }

    private static Integer ttl(JsonNode ttl) {
        if (ttl.isMissingNode() || ttl.isNull()) {
            return null;
        }
        if (!ttl.isInt() || ttl.asInt() < 1 || ttl.asInt() > MAX_TTL_SECONDS) {
            throw Extension.wrong(FIELD + ".ttl", "range", Map.of("min", 1, "max", MAX_TTL_SECONDS));
        }
        return ttl.asInt();
    }
}
