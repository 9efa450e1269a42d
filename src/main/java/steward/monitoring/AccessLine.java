package steward.monitoring;

import java.util.function.BiConsumer;
import steward.platform.log.LogFields;

/**
 * What the access log says of one request; neither the question nor a key, as the query is left out.
 *
 * @param bytes of the body, or null where it was not known beforehand
 * @param caller who asked, or null where that was not found out
 * @param cache what the cache did for it, or null where it was not asked
 */
record AccessLine(
        String method,
        String route,
        String path,
        int status,
        double durationMillis,
        Long bytes,
        String caller,
        String requestId,
        String cache)
        implements LogFields {
    @Override
    public void forEach(BiConsumer<String, Object> member) {
        member.accept("method", method);
        member.accept("route", route);
        member.accept("path", path);
        member.accept("status", status);
        member.accept("duration_ms", durationMillis);
        ifKnown("bytes", bytes, member);
        ifKnown("caller", caller, member);
        ifKnown("request_id", requestId, member);
        ifKnown("cache", cache, member);
    }

    private static void ifKnown(String name, Object value, BiConsumer<String, Object> member) {
        if (value != null) {
            member.accept(name, value);
        }
    }
}
