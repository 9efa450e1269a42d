package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.database.Ids;
import steward.platform.json.Json;
import steward.platform.outbound.OutboundClient;
import steward.platform.problem.FieldErrors;

/**
 * Tells an address of the submitter's that a task has ended: by a task of its own, written together with the end, so that
 * it is told as surely as the end is recorded. Signed with a key that each caller has of their own. Thread-safe.
 */
@ApplicationScoped
class Callbacks {
    static final String TYPE = "task.callback";
    private static final int RETRIES = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String ALGORITHM = "HmacSHA256";

    private Secret secret;
    private OutboundClient outbound;
    private Ids ids;

    Callbacks() {} // for the CDI proxy

    @Inject
    Callbacks(Secret secret, OutboundClient outbound, Ids ids) {
        this.secret = secret;
        this.outbound = outbound;
        this.ids = ids;
    }

    /**
     * What the keys are made of.
     *
     * @param text empty where callbacks cannot be signed
     */
    record Secret(Optional<String> text) {
        @Override
        public String toString() {
            return "Secret[]";
        }

        /** Reads the setting. */
        @ApplicationScoped
        static class Source {
            @Produces
            @Singleton
            Secret callbackSecret(@ConfigProperty(name = "SECRET_KEY") Optional<String> secretKey) {
                return new Secret(secretKey);
            }
        }
    }

    /** Adds what is wrong with an address. */
    void check(String url, FieldErrors errors) {
        if (secret.text().isEmpty()) {
            errors.add("callback_url", "needs_secret_key");
        } else {
            outbound.broken(url).ifPresent(rule -> errors.add("callback_url", rule));
        }
    }

    /** The task that will tell of an end. */
    TaskRow row(UUID task, String owner, TaskState end, String url) {
        var payload = Json.mapper().valueToTree(Map.of("url", url, "task_id", task, "status", end));
        return new TaskRow(
                ids.next(),
                TYPE,
                QueueName.STANDARD_TASKS,
                owner,
                NewTask.USUAL_PRIORITY,
                payload.toString(),
                null,
                null,
                RETRIES,
                TIMEOUT,
                null,
                null,
                null);
    }

    /** The key with which this caller can check our signatures; empty where nothing is signed. */
    Optional<String> key(String owner) {
        return secret.text().map(text -> hex(text, TYPE + ":" + owner));
    }

    /** {@code t=<seconds>,v1=<hex>} over {@code <seconds>.<body>}. */
    String signature(String owner, long seconds, byte[] body) {
        var text = seconds + "." + new String(body, StandardCharsets.UTF_8);
        return "t=" + seconds + ",v1=" + hex(key(owner).orElseThrow(), text);
    }

    private static String hex(String key, String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
