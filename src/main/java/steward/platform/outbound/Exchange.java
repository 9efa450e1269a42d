package steward.platform.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import steward.platform.outbound.OutboundFailure.Reason;

/** One request over one connection of its own, which is closed afterwards. Its end is told once. */
final class Exchange implements AsyncClientExchangeHandler, FutureCallback<AsyncClientEndpoint> {
    private final OutboundRequest request;
    private final ByteBuffer unsent;
    private final CompletableFuture<OutboundResponse> result = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Runnable unreachable;
    private volatile AsyncClientEndpoint endpoint;
    private volatile boolean connected;
    private int status;

    /** @param unreachable what to do instead of failing, where no connection came about; null for nothing */
    Exchange(OutboundRequest request, Runnable unreachable) {
        this.request = request;
        this.unreachable = unreachable;
        this.unsent = ByteBuffer.wrap(request.body()).asReadOnlyBuffer();
        result.whenComplete((response, failure) -> discard());
    }

    CompletionStage<OutboundResponse> result() {
        return result;
    }

    /** Ends it, whatever it is at. */
    void abort(OutboundFailure why) {
        result.completeExceptionally(why);
    }

    /** The connection is there. */
    @Override
    public void completed(AsyncClientEndpoint leased) {
        endpoint = leased;
        connected = true;
        if (result.isDone()) {
            discard();
            return;
        }
        try {
            leased.execute(this, null, HttpCoreContext.create());
        } catch (IllegalStateException goneMeanwhile) {
            failed(goneMeanwhile);
        }
    }

    @Override
    public void failed(Exception cause) {
        if (connected) {
            abort(new OutboundFailure(Reason.BROKEN, "the connection broke off", cause));
        } else if (unreachable != null && !result.isDone()) {
            unreachable.run();
        } else {
            abort(new OutboundFailure(Reason.UNREACHABLE, "no connection", cause));
        }
    }

    @Override
    public void cancelled() {
        cancel();
    }

    @Override
    public void cancel() {
        abort(new OutboundFailure(Reason.BROKEN, "cancelled", null));
    }

    @Override
    public void releaseResources() {
        cancel();
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        var address = request.address();
        var path = address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        var query = address.getRawQuery();
        var head = new BasicHttpRequest(request.method(), query == null ? path : path + "?" + query);
        head.setHeader("Host", address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort());
        head.setHeader("User-Agent", "Steward");
        head.setHeader("Accept-Encoding", "identity");
        head.setHeader("Connection", "close");
        request.headers().forEach(head::setHeader);
        var length = request.body().length;
        if (length > 0 || !request.method().equals("GET")) {
            head.setHeader("Content-Length", length);
        }
        var details = length > 0 ? new BasicEntityDetails(length, ContentType.APPLICATION_OCTET_STREAM) : null;
        channel.sendRequest(head, details, context);
    }

    @Override
    public int available() {
        return unsent.remaining();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        if (unsent.hasRemaining()) {
            channel.write(unsent);
        }
        if (!unsent.hasRemaining()) {
            channel.endStream();
        }
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {
        // 100 and 103 say nothing that is wanted
    }

    @Override
    public void consumeResponse(HttpResponse response, EntityDetails entity, HttpContext context) {
        status = response.getCode();
        for (var header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        if (entity == null) {
            streamEnd(List.of());
        } else if (entity.getContentLength() > request.maxBytes()) {
            abort(tooLarge());
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        if (body.size() + source.remaining() > request.maxBytes()) {
            var failure = tooLarge();
            abort(failure);
            throw failure;
        }
        var bytes = new byte[source.remaining()];
        source.get(bytes);
        body.writeBytes(bytes);
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        result.complete(new OutboundResponse(status, Map.copyOf(headers), body.toByteArray()));
    }

    private OutboundFailure tooLarge() {
        return new OutboundFailure(
                Reason.TOO_LARGE, "the answer is longer than " + request.maxBytes() + " bytes", null);
    }

    private void discard() {
        var leased = endpoint;
        if (leased != null) {
            leased.releaseAndDiscard();
        }
    }
}
