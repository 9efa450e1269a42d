package steward.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * One exchange over one connection: sends the request, reads the answer, tells the call. Its methods run in the thread
 * that serves the connection, but for {@link #begin}, {@link #abort} and {@link #readOn}, which any thread may call.
 */
final class Attempt implements AsyncClientExchangeHandler, FutureCallback<AsyncClientEndpoint> {
    static final int MOST_BODY_BYTES = 32 << 20;
    private static final int MOST_ERROR_BYTES = 64 << 10;

    private final Call call;
    private final Lane lane;
    private final ModelRequest request;
    private final ByteBuffer unsent;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicInteger owedCapacity = new AtomicInteger();
    private volatile AsyncClientEndpoint endpoint;
    private volatile CapacityChannel capacity;
    private volatile boolean aborted;
    private AnswerReader reader;

    Attempt(Call call, Lane lane, ModelRequest request) {
        this.call = call;
        this.lane = lane;
        this.request = request;
        this.unsent = ByteBuffer.wrap(request.body()).asReadOnlyBuffer();
    }

    /** @param number from 1 */
    void begin(Connections connections, int number) {
        connections.lease(lane.host, number, () -> !aborted, this);
    }

    /** Closes the connection at once, or gives it back when it comes. */
    void abort() {
        aborted = true;
        discard();
    }

    /** Lets the connection read again after a pause. */
    void readOn() {
        var channel = capacity;
        var owed = channel == null ? 0 : owedCapacity.getAndSet(0);
        if (owed > 0) {
            try {
                channel.update(owed);
            } catch (IOException closed) {
                failed(closed);
            }
        }
    }

    /** The connection is there. */
    @Override
    public void completed(AsyncClientEndpoint leased) {
        endpoint = leased;
        if (aborted) {
            leased.releaseAndReuse();
            return;
        }
        call.connected(this);
        try {
            leased.execute(this, null, HttpCoreContext.create());
        } catch (IllegalStateException goneMeanwhile) {
            failed(goneMeanwhile);
        }
    }

    @Override
    public void cancelled() {
        cancel();
    }

    @Override
    public void cancel() {
        failed(new ConnectionClosedException());
    }

    /** Of the connection, before or after it was there. */
    @Override
    public void failed(Exception cause) {
        if (ended.compareAndSet(false, true)) {
            discard();
            call.broke(this, cause);
        }
    }

    @Override
    public void releaseResources() {
        failed(new ConnectionClosedException());
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context) throws HttpException, IOException {
        var head = new BasicHttpRequest(Method.POST, lane.target(request.path()));
        head.setHeaders(lane.headers());
        head.addHeader("Content-Length", request.body().length);
        channel.sendRequest(head, new BasicEntityDetails(request.body().length, ContentType.APPLICATION_JSON), context);
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
        call.arrived();
    }

    @Override
    public void consumeResponse(HttpResponse response, EntityDetails entity, HttpContext context) throws IOException {
        call.arrived();
        reader = readerFor(response, entity == null ? 0 : entity.getContentLength());
        if (entity == null) {
            streamEnd(List.of());
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) {
        capacity = channel;
        if (!call.isPaused()) {
            readOn();
        }
    }

    @Override
    public void consume(ByteBuffer source) throws IOException {
        call.arrived();
        var bytes = new byte[source.remaining()];
        source.get(bytes);
        owedCapacity.addAndGet(bytes.length);
        reader.bytes(bytes);
        if (!call.isPaused()) {
            readOn();
        }
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        endpoint.releaseAndReuse();
        try {
            reader.end();
            call.released(this);
        } catch (UpstreamFailure notWhole) {
            call.broke(this, notWhole);
        }
    }

    /** Whether its connection is given back or closed. */
    boolean hasEnded() {
        return ended.get();
    }

    private void discard() {
        var leased = endpoint;
        if (leased != null) {
            leased.releaseAndDiscard();
        }
    }

    private AnswerReader readerFor(HttpResponse response, long length) throws UpstreamFailure {
        var status = response.getCode();
        if (status < 200 || status > 299) {
            var retryAfter = RetryAfter.of(response);
            return new WholeReader(
                    length, MOST_ERROR_BYTES, true, body -> call.refused(this, new Refusal(status, retryAfter, body)));
        }
        if (!header(response, "Content-Encoding").orElse("identity").equalsIgnoreCase("identity")) {
            throw new UpstreamFailure("an encoding that was not asked for");
        }
        var type = header(response, "Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return request.stream() ? streamReader(type) : bodyReader(type, length);
    }

    private AnswerReader streamReader(String type) throws UpstreamFailure {
        if (!type.isEmpty() && !type.startsWith("text/event-stream")) {
            throw new UpstreamFailure("no stream, but " + mediaType(type));
        }
        return new StreamReader(data -> call.event(this, data), () -> call.streamDone(this));
    }

    private AnswerReader bodyReader(String type, long length) throws UpstreamFailure {
        if (!type.isEmpty() && !type.contains("json")) {
            throw new UpstreamFailure("no JSON, but " + mediaType(type));
        }
        return new WholeReader(length, MOST_BODY_BYTES, false, body -> call.body(this, body));
    }

    private static String mediaType(String type) {
        return type.replaceAll("[^a-z0-9/+.-].*", "");
    }

    private static Optional<String> header(HttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }
}
