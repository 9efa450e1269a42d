package steward.platform.instance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.config.Settings;
import steward.platform.config.Version;

/**
 * What an instance tells the others of itself.
 *
 * @param runId of this start
 */
record InstanceConfig(String serverId, String runId, String version, String fingerprint, String role) {
    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        InstanceConfig instanceConfig(@ConfigProperty(name = "SERVER_ID") String serverId) {
            return new InstanceConfig(
                    serverId,
                    UUID.randomUUID().toString(),
                    Version.current(),
                    Settings.current().fingerprint(),
                    "all");
        }
    }
}
