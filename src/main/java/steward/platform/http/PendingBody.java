package steward.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Consumer;

/** A pending request that is answered in one body. */
public final class PendingBody extends Pending {
    public PendingBody(AsyncContext async, ClientWatch clients) {
        super(async, clients);
    }

    /** Sends the whole body, after {@code headers} has set what belongs to it. Nothing happens after the end. */
    public void send(Consumer<HttpServletResponse> headers, byte[] body) {
        if (finish()) {
            headers.accept(response);
            RequestContext.of(request).writeTimings(response);
            AsyncBody.send(async, body);
        }
    }

    @Override
    public void fail(Throwable failure) {
        if (finish()) {
            AsyncProblem.send(async, failure);
        }
    }

    @Override
    void letGo() {
        async.complete();
    }
}
