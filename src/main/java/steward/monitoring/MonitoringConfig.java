package steward.monitoring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What this instance tells of itself.
 *
 * @param health whether health is answered
 * @param metrics whether numbers are kept and answered
 * @param serverId the name of this instance
 */
record MonitoringConfig(boolean health, boolean metrics, String serverId) {
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        MonitoringConfig monitoringConfig(
                @ConfigProperty(name = "HEALTH_CHECK_ENABLED") boolean health,
                @ConfigProperty(name = "ENABLE_METRICS") boolean metrics,
                @ConfigProperty(name = "SERVER_ID") String serverId) {
            return new MonitoringConfig(health, metrics, serverId);
        }
    }
}
