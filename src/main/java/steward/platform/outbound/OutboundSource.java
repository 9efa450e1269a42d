package steward.platform.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.concurrent.Blocking;

/** Makes the client from the settings, and ends it with the application. */
@ApplicationScoped
class OutboundSource {
    @Produces
    @ApplicationScoped
    OutboundClient client(
            @ConfigProperty(name = "OUTBOUND_ALLOWED") Optional<String> allowed,
            @Blocking Executor lookups,
            ScheduledExecutorService timer)
            throws NoSuchAlgorithmException {
        return new OutboundClient(
                new OutboundPolicy(list(allowed)), InetAddress::getAllByName, lookups, timer, SSLContext.getDefault());
    }

    void close(@Disposes OutboundClient client) {
        client.close();
    }

    private static List<String> list(Optional<String> setting) {
        return setting.stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }
}
