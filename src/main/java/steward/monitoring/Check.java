package steward.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheckResponse;
import steward.platform.json.Json;

/**
 * One thing that is well or not.
 *
 * @param data what else is to be known of it, sorted by name
 */
record Check(String name, boolean up, Map<String, String> data) {
    Check {
        data = new TreeMap<>(data);
    }

    static Check of(String name, boolean up) {
        return new Check(name, up, Map.of());
    }

    ObjectNode json() {
        var json = Json.mapper().createObjectNode();
        json.put("name", name);
        json.put("status", status(up));
        if (!data.isEmpty()) {
            data.forEach(json.putObject("data")::put);
        }
        return json;
    }

    HealthCheckResponse response() {
        var response = HealthCheckResponse.named(name).status(up);
        data.forEach(response::withData);
        return response.build();
    }

    static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }
}
