package steward.identity;

import com.nimbusds.jose.JWSAlgorithm;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.config.Secret;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/**
 * How tokens are signed and how long they live.
 *
 * @param keys the first signs, all of them verify
 * @param access of a program's token
 * @param session of a browser's token, which is refreshed without anybody noticing
 * @param refresh how long nobody need sign in again
 */
record TokenConfig(List<SigningKey> keys, Duration access, Duration session, Duration refresh) {
    TokenConfig {
        keys = List.copyOf(keys);
    }

    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        TokenConfig tokenConfig(
                @ConfigProperty(name = "ACCESS_TOKEN_EXPIRE_MINUTES") int accessMinutes,
                @ConfigProperty(name = "SESSION_EXPIRE_MINUTES") int sessionMinutes,
                @ConfigProperty(name = "REFRESH_TOKEN_EXPIRE_DAYS") int refreshDays) {
            return new TokenConfig(
                    keys(Settings.current()),
                    Duration.ofMinutes(accessMinutes),
                    Duration.ofMinutes(sessionMinutes),
                    Duration.ofDays(refreshDays));
        }
    }

    /** The ring that these settings make: of secrets, or of files where the algorithm has two halves of a key. */
    static List<SigningKey> keys(Settings settings) {
        var algorithm = JWSAlgorithm.parse(settings.text(Setting.ALGORITHM));
        if (!JWSAlgorithm.Family.HMAC_SHA.contains(algorithm)) {
            return Stream.of(Setting.JWT_PRIVATE_KEY, Setting.JWT_PRIVATE_KEY_PREVIOUS)
                    .flatMap(setting -> settings.secret(setting).stream())
                    .flatMap(pem -> SigningKey.ofPem(pem.value()).stream())
                    .toList();
        }
        var current = settings.secret(Setting.SECRET_KEY)
                .map(Secret::value)
                .orElseGet(() -> LocalSecret.in(settings.path(Setting.DATA_DIR)));
        var previous = settings.secrets(Setting.SECRET_KEY_PREVIOUS).stream().map(Secret::value);
        return SigningKey.ofSecrets(Stream.concat(Stream.of(current), previous).toList(), algorithm);
    }
}
