package steward.realtime;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How many live connections there may be.
 *
 * @param most on this instance
 * @param mostPerCaller of one caller on this instance
 */
record RealtimeConfig(int most, int mostPerCaller) {
    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        RealtimeConfig realtimeConfig(
                @ConfigProperty(name = "REALTIME_MAX_CONNECTIONS") int most,
                @ConfigProperty(name = "REALTIME_MAX_PER_CALLER") int mostPerCaller) {
            return new RealtimeConfig(most, mostPerCaller);
        }
    }
}
