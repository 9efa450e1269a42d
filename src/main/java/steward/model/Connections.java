package steward.model;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.AsyncRequesterBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncRequester;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.IOSessionListener;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import steward.platform.concurrent.Causes;

/**
 * The pooled HTTP/1.1 connections to all providers, served by two threads. Built on the asynchronous core of Apache
 * HttpClient 5 rather than on its full client, which would add redirects, cookies, a retry of its own and, at level
 * DEBUG, a log of every header with the key in it. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private static final int THREADS = 2;
    private static final TimeValue MOST_IDLE = TimeValue.ofSeconds(50);
    /** How exactly the time for connecting is kept. */
    private static final TimeValue SELECT_INTERVAL = TimeValue.ofMilliseconds(250);

    private static final TlsConfig TLS =
            TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build();

    private final HttpAsyncRequester requester;
    private final Names names;
    private final Timeout patience;
    private final int most;

    /** @param tls which certificates are trusted */
    Connections(ModelLimits limits, SSLContext tls, Names names) {
        this.names = names;
        this.most = limits.connections();
        // our own deadline tells the caller; this one frees what nobody waits for any more, and must not strike where
        // a starved processor is to blame
        this.patience = Timeout.of(limits.connect().multipliedBy(6));
        this.requester = AsyncRequesterBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(THREADS)
                        .setTcpNoDelay(true)
                        .setSoKeepAlive(true)
                        .setSelectInterval(SELECT_INTERVAL)
                        .build())
                .setIOSessionListener(new InUse(Timeout.of(limits.longest().plus(Duration.ofMinutes(1)))))
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(16 * 1024)
                        .setMaxHeaderCount(200)
                        .build())
                .setHttpProcessor(HttpProcessorBuilder.create().build())
                .setMaxTotal(most)
                .setDefaultMaxPerRoute(most)
                .setPoolReusePolicy(PoolReusePolicy.LIFO)
                .setTlsStrategy(
                        ClientTlsStrategyBuilder.create().setSslContext(tls).buildAsync())
                .setTlsHandshakeTimeout(Timeout.of(limits.connect()))
                .create();
        requester.start();
    }

    /**
     * Finds, opens or reuses a connection. There is no taking back: the requester loses connections whose request is
     * cancelled in the moment they come. Who wants one no more says so when it is there, and gives it back.
     *
     * @param attempt from 1; further attempts go to the host's further addresses, if it has more
     * @param wanted whether it is worth beginning, asked once the host's address is known
     * @param callback told once, in any thread
     */
    void lease(HttpHost host, int attempt, BooleanSupplier wanted, FutureCallback<AsyncClientEndpoint> callback) {
        names.find(host.getHostName()).whenComplete((addresses, failure) -> {
            if (failure != null) {
                callback.failed(withoutWrapping(failure));
            } else if (wanted.getAsBoolean()) {
                connect(addressed(host, addresses, attempt), callback);
            } else {
                callback.cancelled();
            }
        });
    }

    private void connect(HttpHost host, FutureCallback<AsyncClientEndpoint> callback) {
        try {
            requester.connect(host, patience, TLS, callback);
        } catch (IllegalStateException closed) {
            callback.failed(closed);
        }
    }

    private static HttpHost addressed(HttpHost host, List<InetAddress> addresses, int attempt) {
        var address = addresses.get((attempt - 1) % addresses.size());
        return new HttpHost(host.getSchemeName(), address, host.getHostName(), host.getPort());
    }

    private static Exception withoutWrapping(Throwable failure) {
        var real = Causes.of(failure);
        return real instanceof Exception exception ? exception : new IllegalStateException(real);
    }

    /** Closes what has not been used for a while, before the provider or a firewall does it silently. */
    void tidy() {
        requester.closeIdle(MOST_IDLE);
    }

    ConnectionStats stats() {
        var pool = requester.getTotalStats();
        return new ConnectionStats(pool.getLeased(), pool.getAvailable(), pool.getPending(), most);
    }

    @Override
    public void close() {
        requester.close(CloseMode.IMMEDIATE);
    }

    /**
     * Gives a connection that is in use the socket timeout that our own deadlines need: longer than any of them. The
     * requester leaves it at the time that connecting may take.
     */
    private static final class InUse implements IOSessionListener {
        private final Timeout silence;

        InUse(Timeout silence) {
            this.silence = silence;
        }

        @Override
        public void outputReady(IOSession session) {
            if (!session.getSocketTimeout().equals(silence)) {
                session.setSocketTimeout(silence);
            }
        }

        @Override
        public void connected(IOSession session) {}

        @Override
        public void startTls(IOSession session) {}

        @Override
        public void inputReady(IOSession session) {}

        @Override
        public void timeout(IOSession session) {}

        @Override
        public void exception(IOSession session, Exception failure) {}

        @Override
        public void disconnected(IOSession session) {}
    }
}
