package steward.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import steward.model.ModelClient;
import steward.platform.json.Json;
import steward.realtime.LiveMetrics;

/** What {@code GET /api/metrics} tells, for live connections. */
@ApplicationScoped
class LiveNumbers implements LiveMetrics {
    private MonitoringConfig config;
    private Numbers numbers;
    private ModelClient models;

    LiveNumbers() {} // for the CDI proxy

    @Inject
    LiveNumbers(MonitoringConfig config, Numbers numbers, ModelClient models) {
        this.config = config;
        this.numbers = numbers;
        this.models = models;
    }

    @Override
    public JsonNode now() {
        return config.metrics()
                ? Json.mapper().valueToTree(numbers.now(config.serverId(), models.stats()))
                : Json.mapper().createObjectNode();
    }
}
