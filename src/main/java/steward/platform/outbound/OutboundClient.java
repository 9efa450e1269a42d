package steward.platform.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.bootstrap.AsyncRequesterBootstrap;
import org.apache.hc.core5.http.impl.bootstrap.HttpAsyncRequester;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import steward.platform.concurrent.Causes;
import steward.platform.outbound.OutboundFailure.Reason;

/**
 * Calls addresses that people give, so that none of them becomes a door into the network that this server stands in
 * (server-side request forgery). A name is looked up once; when one of its addresses is private, local or reserved in
 * any other way, nothing is connected to, unless {@code OUTBOUND_ALLOWED} names the host. The connection goes to the
 * very address that was judged, with the host's name in {@code Host} and in TLS, so a name that changes its address
 * meanwhile gains nothing. Redirects are not followed, proxies of the environment are not used, and every call has a
 * deadline and a bound on its answer. Waiting holds no thread. Thread-safe.
 */
public class OutboundClient implements AutoCloseable {
    /** How a name is looked up; may block. */
    interface Lookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    private static final TlsConfig TLS =
            TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build();
    private static final int MOST_CONNECTIONS = 200;
    private static final int MOST_PER_HOST = 20;

    private OutboundPolicy policy;
    private Lookup lookup;
    private Executor lookups;
    private ScheduledExecutorService timer;
    private HttpAsyncRequester requester;

    OutboundClient() {} // for the CDI proxy

    /**
     * @param lookups for looking up names, which blocks
     * @param timer for deadlines
     * @param trust which certificates are believed
     */
    OutboundClient(
            OutboundPolicy policy, Lookup lookup, Executor lookups, ScheduledExecutorService timer, SSLContext trust) {
        this.policy = policy;
        this.lookup = lookup;
        this.lookups = lookups;
        this.timer = timer;
        this.requester = AsyncRequesterBootstrap.bootstrap()
                .setIOReactorConfig(IOReactorConfig.custom()
                        .setIoThreadCount(1)
                        .setTcpNoDelay(true)
                        .setSelectInterval(TimeValue.ofMilliseconds(250))
                        .build())
                .setHttp1Config(Http1Config.custom()
                        .setMaxLineLength(16 * 1024)
                        .setMaxHeaderCount(100)
                        .build())
                .setHttpProcessor(HttpProcessorBuilder.create().build())
                .setMaxTotal(MOST_CONNECTIONS)
                .setDefaultMaxPerRoute(MOST_PER_HOST)
                .setTlsStrategy(
                        ClientTlsStrategyBuilder.create().setSslContext(trust).buildAsync())
                .create();
        requester.start();
    }

    /**
     * What is wrong with an address as it is written, for the moment when somebody gives it: the name of a
     * {@code rule.*} text, to be told with the field. Empty does not promise that a call will be let through; names are
     * looked up by the call.
     */
    public Optional<String> broken(String address) {
        try {
            var uri = new URI(address);
            return policy.broken(uri).or(() -> brokenNumber(uri));
        } catch (URISyntaxException malformed) {
            return Optional.of("outbound_host");
        }
    }

    /** A number needs no looking up. */
    private Optional<String> brokenNumber(URI address) {
        var host = OutboundPolicy.host(address);
        if (!host.matches("[0-9.]+|.*:.*|(.*\\.)?localhost")) {
            return Optional.empty();
        }
        try {
            var found = host.endsWith("localhost")
                    ? new InetAddress[] {InetAddress.getLoopbackAddress()}
                    : InetAddress.getAllByName(host);
            return policy.permits(address, List.of(found)) ? Optional.empty() : Optional.of("outbound_private");
        } catch (UnknownHostException notANumber) {
            return Optional.of("outbound_host");
        }
    }

    /**
     * Sends a request and returns at once. Completes with whatever the other side answered, on a thread that must not
     * block; fails with an {@link OutboundFailure} and nothing else.
     */
    public CompletionStage<OutboundResponse> send(OutboundRequest request) {
        var result = new CompletableFuture<OutboundResponse>();
        var deadline = timer.schedule(
                () -> result.completeExceptionally(timeout(request.deadline())),
                request.deadline().toMillis(),
                TimeUnit.MILLISECONDS);
        result.whenComplete((response, failure) -> deadline.cancel(false));
        policy.broken(request.address())
                .ifPresentOrElse(rule -> result.completeExceptionally(refused(rule)), () -> lookUp(request, result));
        return result.minimalCompletionStage();
    }

    private void lookUp(OutboundRequest request, CompletableFuture<OutboundResponse> result) {
        try {
            lookups.execute(() -> {
                try {
                    var found = List.of(lookup.find(OutboundPolicy.host(request.address())));
                    if (policy.permits(request.address(), found)) {
                        connect(request, oldProtocolFirst(found), result);
                    } else {
                        result.completeExceptionally(refused("outbound_private"));
                    }
                } catch (UnknownHostException unknown) {
                    result.completeExceptionally(
                            new OutboundFailure(Reason.UNKNOWN_HOST, "the host is not known", unknown));
                } catch (RuntimeException bug) {
                    result.completeExceptionally(new OutboundFailure(Reason.BROKEN, "not sent", bug));
                }
            });
        } catch (RejectedExecutionException busy) {
            result.completeExceptionally(new OutboundFailure(Reason.BROKEN, "too busy to look up the host", busy));
        }
    }

    /** Tries the addresses one after the other, until one is connected. */
    private void connect(
            OutboundRequest request, List<InetAddress> addresses, CompletableFuture<OutboundResponse> result) {
        if (result.isDone()) {
            return;
        }
        var others = addresses.subList(1, addresses.size());
        var exchange = new Exchange(request, others.isEmpty() ? null : () -> connect(request, others, result));
        exchange.result().whenComplete((response, failure) -> tell(result, response, failure));
        result.whenComplete((response, failure) -> exchange.abort(timeout(request.deadline())));
        var host = new HttpHost(
                request.address().getScheme(),
                addresses.get(0),
                OutboundPolicy.host(request.address()),
                OutboundPolicy.port(request.address()));
        try {
            requester.connect(host, Timeout.of(request.deadline()), TLS, exchange);
        } catch (IllegalStateException closed) {
            exchange.failed(closed);
        }
    }

    private static void tell(CompletableFuture<OutboundResponse> result, OutboundResponse response, Throwable failure) {
        if (failure == null) {
            result.complete(response);
        } else {
            result.completeExceptionally(Causes.of(failure));
        }
    }

    private static List<InetAddress> oldProtocolFirst(List<InetAddress> found) {
        return found.stream()
                .sorted(Comparator.comparing(address -> address.getAddress().length))
                .toList();
    }

    private static OutboundFailure refused(String rule) {
        return new OutboundFailure(Reason.REFUSED, "this address may not be called: " + rule, null);
    }

    private static OutboundFailure timeout(Duration deadline) {
        return new OutboundFailure(Reason.TIMEOUT, "no answer within " + deadline.toMillis() + " ms", null);
    }

    /** Breaks off what is under way and takes nothing more. */
    @Override
    public void close() {
        requester.close(CloseMode.IMMEDIATE);
    }
}
