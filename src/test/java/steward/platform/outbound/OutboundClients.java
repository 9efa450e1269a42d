package steward.platform.outbound;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;

/** Real clients for the tests of other rooms. */
public final class OutboundClients implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService lookups = Executors.newCachedThreadPool();
    private final OutboundClient client;

    /** @param allowed hosts that may lie in a private network */
    public OutboundClients(String... allowed) {
        try {
            client = new OutboundClient(
                    new OutboundPolicy(List.of(allowed)),
                    InetAddress::getAllByName,
                    lookups,
                    timer,
                    SSLContext.getDefault());
        } catch (NoSuchAlgorithmException noTls) {
            throw new IllegalStateException(noTls);
        }
    }

    public OutboundClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        timer.shutdownNow();
        lookups.shutdownNow();
    }
}
