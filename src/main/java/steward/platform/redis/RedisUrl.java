package steward.platform.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where Redis is, from {@code REDIS_URL}:
 *
 * <ul>
 *   <li>{@code redis://[[user]:password@]host[:6379][/db]}
 *   <li>{@code redis-sentinel://[[user]:password@]host[:26379],host…/master[/db]}
 *   <li>{@code redis-cluster://[[user]:password@]host[:6379],host…}
 * </ul>
 *
 * With {@code rediss} in place of {@code redis} every connection is by TLS. User and password may be percent-encoded.
 *
 * @param user null for the default user
 * @param password null where none is given; never printed
 * @param master the name that the sentinels know the primary by; null without sentinels
 */
record RedisUrl(Kind kind, boolean tls, List<Node> nodes, String user, String password, String master, int database) {
    private static final Pattern SHAPE = Pattern.compile(
            "(?<tls>rediss?)(?:-(?<kind>sentinel|cluster))?://(?:(?<login>[^/]*)@)?(?<nodes>[^/@]+)(?<path>/[^?]*)?");

    enum Kind {
        STANDALONE(6379),
        SENTINEL(26_379),
        CLUSTER(6379);

        private final int port;

        Kind(int port) {
            this.port = port;
        }

        /** As people and metrics call it. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Node(String host, int port) {}

    /**
     * @param passwordSetting for an address without a password; empty for none
     * @throws IllegalArgumentException naming the rule, never the value, as it holds a password
     */
    static RedisUrl of(String url, String passwordSetting) {
        var parts = SHAPE.matcher(url.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException("REDIS_URL must look like redis://:password@host:6379/0");
        }
        var kind = Map.of("sentinel", Kind.SENTINEL, "cluster", Kind.CLUSTER)
                .getOrDefault(String.valueOf(parts.group("kind")), Kind.STANDALONE);
        var login = login(parts.group("login"), passwordSetting);
        var path = segments(parts.group("path"));
        if (kind == Kind.SENTINEL && path.isEmpty()) {
            throw new IllegalArgumentException("REDIS_URL must name the master: redis-sentinel://host:26379/master");
        }
        return new RedisUrl(
                kind,
                parts.group("tls").equals("rediss"),
                nodes(parts.group("nodes"), kind),
                login.get(0),
                login.get(1),
                kind == Kind.SENTINEL ? path.get(0) : null,
                database(kind == Kind.SENTINEL ? path.subList(1, path.size()) : path));
    }

    @Override
    public String toString() {
        return "RedisUrl[" + kind.label() + ", tls=" + tls + ", " + nodes + ", master=" + master + "]";
    }

    private static List<String> login(String text, String passwordSetting) {
        var given = passwordSetting.isEmpty() ? null : passwordSetting;
        if (text == null) {
            return Arrays.asList(null, given);
        }
        var halves = text.split(":", 2);
        var user = halves[0].isEmpty() ? null : decoded(halves[0]);
        return Arrays.asList(user, halves.length > 1 ? decoded(halves[1]) : given);
    }

    private static List<Node> nodes(String text, Kind kind) {
        var nodes = new ArrayList<Node>();
        for (var node : text.split(",")) {
            var colon = node.lastIndexOf(':');
            var hasPort = colon > node.lastIndexOf(']');
            var host = (hasPort ? node.substring(0, colon) : node).replaceAll("[\\[\\]]", "");
            nodes.add(new Node(host, hasPort ? port(node.substring(colon + 1)) : kind.port));
        }
        return List.copyOf(nodes);
    }

    private static int port(String text) {
        return number(text, 65_535, "the port in REDIS_URL must be a number");
    }

    private static int database(List<String> path) {
        return path.isEmpty() ? 0 : number(path.get(0), 9_999, "the database in REDIS_URL must be a number");
    }

    private static int number(String text, int most, String rule) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException(rule);
        }
        return Integer.parseInt(text);
    }

    private static List<String> segments(String path) {
        return path == null
                ? List.of()
                : Arrays.stream(path.split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .toList();
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
