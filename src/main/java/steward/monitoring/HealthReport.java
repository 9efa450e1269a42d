package steward.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import steward.platform.json.Json;

/**
 * The state of this instance at one moment, with the answers to every question about it made beforehand: they are bytes,
 * and as long as the state is the same they are the same bytes (a load generator takes another length for a failure).
 * Immutable.
 */
final class HealthReport {
    private final State state;
    private final List<Check> live;
    private final List<Check> started;
    private final List<Check> ready;
    private final Map<Scope, Answer> answers = new EnumMap<>(Scope.class);

    /** Which of the probes is asked. */
    enum Scope {
        ALL,
        LIVE,
        STARTED,
        READY
    }

    /**
     * What the checks are about.
     *
     * @param started whether the migrations are done and everybody who waited for them is ready
     * @param database whether the database answers
     * @param draining whether this instance is about to stop
     * @param model whether a model can be asked
     * @param redis {@code none}, {@code up} or {@code down}
     * @param redisCause why Redis is down, in one word; empty where it is not or nobody knows
     * @param replica of the database, in the same words
     * @param diskFull whether the embedded database is only read because its disk is full
     */
    record State(
            boolean started,
            boolean database,
            boolean draining,
            ModelState model,
            String redis,
            String redisCause,
            String replica,
            boolean diskFull) {
        State(boolean started, boolean database, boolean draining, ModelState model) {
            this(started, database, draining, model, "none", "", "none", false);
        }

        /** The worst that callers notice, in one word. */
        String degradation() {
            if (draining) {
                return "draining";
            }
            if (!started) {
                return "starting";
            }
            if (!database) {
                return "database_unavailable";
            }
            if (diskFull) {
                return "disk_full";
            }
            if (model == ModelState.DOWN) {
                return "model_unavailable";
            }
            return redis.equals("down") ? "redis_unavailable" : "none";
        }
    }

    /** An answer as it is sent. */
    record Answer(int status, byte[] body) {}

    HealthReport(State state, String serverId, String version) {
        this.state = state;
        this.live = List.of(new Check("steward", true, data(state, serverId, version)));
        this.started = List.of(Check.of("started", state.started()));
        // before its tables are as this version needs them, a database that answers is of no use
        this.ready = List.of(
                Check.of("database", state.database() && state.started()), Check.of("accepting", !state.draining()));
        for (var scope : Scope.values()) {
            answers.put(scope, answer(document(scope)));
        }
    }

    private static Map<String, String> data(State state, String serverId, String version) {
        var data = new TreeMap<String, String>();
        data.put("server_id", serverId);
        data.put("version", version);
        data.put("degradation", state.degradation());
        data.put("model", state.model().label());
        if (!state.redis().equals("none")) {
            data.put("redis", state.redis());
            // who counts the requests of a client: all instances together, or each its share
            data.put("rate_limit", state.redis().equals("up") ? "redis" : "local_share");
            if (!state.redisCause().isEmpty()) {
                data.put("redis_cause", state.redisCause());
            }
        }
        if (!state.replica().equals("none")) {
            data.put("replica", state.replica());
        }
        return data;
    }

    State state() {
        return state;
    }

    Answer answer(Scope scope) {
        return answers.get(scope);
    }

    /** As {@link #answer(Scope)}, with what changes from one moment to the next. */
    Answer answer(Scope scope, Map<String, String> details) {
        var document = document(scope);
        details.forEach(document.putObject("details")::put);
        return answer(document);
    }

    Check check(String name) {
        return checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Everything that is looked at. */
    List<Check> checks() {
        return checks(Scope.ALL);
    }

    private List<Check> checks(Scope scope) {
        return switch (scope) {
            case LIVE -> live;
            case STARTED -> started;
            case READY -> ready;
            case ALL -> Stream.of(live, started, ready).flatMap(List::stream).toList();
        };
    }

    private ObjectNode document(Scope scope) {
        var checks = checks(scope);
        var document = Json.mapper().createObjectNode();
        document.put("status", Check.status(checks.stream().allMatch(Check::up)));
        var list = document.putArray("checks");
        checks.forEach(check -> list.add(check.json()));
        return document;
    }

    private static Answer answer(ObjectNode document) {
        try {
            var up = document.get("status").textValue().equals(Check.status(true));
            return new Answer(up ? 200 : 503, Json.mapper().writeValueAsBytes(document));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
