package steward.platform.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Reads the body of an asynchronous request without holding a thread while it trickles in, so that slow clients cannot
 * take the few HTTP threads away from the others.
 */
public final class RequestBody {
    /** How long a body may take to arrive. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private RequestBody() {}

    /**
     * Completes with the whole body, at once where it has arrived already.
     *
     * @return fails with request_too_large (413), request_timeout (408), or invalid_request (400) where the client
     *     broke off
     */
    public static CompletionStage<byte[]> read(
            HttpServletRequest request, long maxBytes, ScheduledExecutorService timer) {
        try {
            var body = request.getInputStream();
            var length = request.getContentLength();
            if (length == 0) {
                return CompletableFuture.completedFuture(new byte[0]);
            }
            if (length > maxBytes) {
                throw ProblemFilter.tooLarge(maxBytes);
            }
            return length > 0 && body.available() >= length
                    ? CompletableFuture.completedFuture(body.readNBytes(length))
                    : trickling(body, maxBytes, timer);
        } catch (IOException broken) {
            return CompletableFuture.failedFuture(brokenOff(broken));
        } catch (ProblemException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static CompletionStage<byte[]> trickling(
            ServletInputStream body, long maxBytes, ScheduledExecutorService timer) {
        var whole = new CompletableFuture<byte[]>();
        var deadline = timer.schedule(
                () -> whole.completeExceptionally(
                        new ProblemException(ProblemType.REQUEST_TIMEOUT).with("limit", PATIENCE.toSeconds())),
                PATIENCE.toMillis(),
                TimeUnit.MILLISECONDS);
        whole.whenComplete((bytes, failure) -> deadline.cancel(false));
        body.setReadListener(new Collector(body, maxBytes, whole));
        return whole;
    }

    private static ProblemException brokenOff(Throwable cause) {
        return new ProblemException(ProblemType.INVALID_REQUEST, cause);
    }

    private static final class Collector implements ReadListener {
        private final ServletInputStream body;
        private final long maxBytes;
        private final CompletableFuture<byte[]> whole;
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final byte[] buffer = new byte[8192];

        Collector(ServletInputStream body, long maxBytes, CompletableFuture<byte[]> whole) {
            this.body = body;
            this.maxBytes = maxBytes;
            this.whole = whole;
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (!whole.isDone() && body.isReady() && !body.isFinished()) {
                var count = body.read(buffer);
                if (count < 0) {
                    return;
                }
                take(count);
            }
        }

        private void take(int count) {
            if (read.size() + count > maxBytes) {
                whole.completeExceptionally(ProblemFilter.tooLarge(maxBytes));
            } else {
                read.write(buffer, 0, count);
            }
        }

        @Override
        public void onAllDataRead() {
            whole.complete(read.toByteArray());
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure instanceof ProblemException problem ? problem : brokenOff(failure));
        }
    }
}
