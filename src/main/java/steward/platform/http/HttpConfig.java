package steward.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How requests are met.
 *
 * @param serverId the name of this instance, as in {@code X-Served-By}
 * @param defaultLanguage of texts for callers who do not say
 * @param maxBodyBytes of a JSON body
 * @param corsOrigins the origins whose pages may call, or {@code *}
 */
public record HttpConfig(String serverId, Locale defaultLanguage, long maxBodyBytes, Set<String> corsOrigins) {

    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        HttpConfig httpConfig(
                @ConfigProperty(name = "SERVER_ID") String serverId,
                @ConfigProperty(name = "STEWARD_LANG") String language,
                @ConfigProperty(name = "MAX_REQUEST_BODY_MB") int maxBodyMb,
                @ConfigProperty(name = "CORS_ORIGINS") Optional<String> corsOrigins) {
            return new HttpConfig(
                    serverId,
                    language.equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH,
                    maxBodyMb * 1024L * 1024,
                    Set.of(corsOrigins.orElse("").strip().split("\\s*,\\s*")));
        }
    }
}
