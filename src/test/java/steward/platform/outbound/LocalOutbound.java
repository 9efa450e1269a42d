package steward.platform.outbound;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;

/** The real client for tests of other rooms, which lets in a server of the test's own on 127.0.0.1. */
public final class LocalOutbound {
    private LocalOutbound() {}

    /** To be closed by whoever asks for it. */
    public static OutboundClient client(Executor lookups, ScheduledExecutorService timer) {
        try {
            return new OutboundClient(
                    new OutboundPolicy(List.of("127.0.0.1")),
                    InetAddress::getAllByName,
                    lookups,
                    timer,
                    SSLContext.getDefault());
        } catch (NoSuchAlgorithmException noTls) {
            throw new IllegalStateException(noTls);
        }
    }
}
