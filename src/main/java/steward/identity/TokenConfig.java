package steward.identity;

import com.nimbusds.jose.JWSAlgorithm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/**
 * How tokens are signed and how long they live.
 *
 * @param secrets the newest signs, all of them verify; never printed
 * @param access of a program's token
 * @param session of a browser's token, which is refreshed without anybody noticing
 * @param refresh how long nobody need sign in again
 */
record TokenConfig(List<String> secrets, JWSAlgorithm algorithm, Duration access, Duration session, Duration refresh) {
    TokenConfig {
        secrets = List.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "TokenConfig[secrets=" + secrets.size() + ", algorithm=" + algorithm + "]";
    }

    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        TokenConfig tokenConfig(
                @ConfigProperty(name = "SECRET_KEY") Optional<String> secret,
                @ConfigProperty(name = "SECRET_KEY_PREVIOUS") Optional<String> previous,
                @ConfigProperty(name = "ALGORITHM") String algorithm,
                @ConfigProperty(name = "ACCESS_TOKEN_EXPIRE_MINUTES") int accessMinutes,
                @ConfigProperty(name = "SESSION_EXPIRE_MINUTES") int sessionMinutes,
                @ConfigProperty(name = "REFRESH_TOKEN_EXPIRE_DAYS") int refreshDays) {
            var current =
                    secret.orElseGet(() -> LocalSecret.in(Settings.current().path(Setting.DATA_DIR)));
            var secrets = Stream.concat(Stream.of(current), previous.stream().flatMap(all -> Stream.of(all.split(","))))
                    .map(String::strip)
                    .filter(one -> !one.isEmpty());
            return new TokenConfig(
                    secrets.toList(),
                    JWSAlgorithm.parse(algorithm),
                    Duration.ofMinutes(accessMinutes),
                    Duration.ofMinutes(sessionMinutes),
                    Duration.ofDays(refreshDays));
        }
    }
}
