package steward.platform.http;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Reads the body of an asynchronous request, so that slow clients cannot take the few HTTP threads away from the others:
 * a body that has not arrived yet is waited for by a thread of the container's pool for asynchronous work.
 *
 * <p>It is not read by a {@code ReadListener}, which would need no thread at all, because the server does not keep apart
 * the end of such a request from its own hand that still holds it: under load one body in a hundred was never told to be
 * complete, and bytes of one connection came to another.
 */
public final class RequestBody {
    /** How long a body may take to arrive. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MOST_AWAITED = 256;
    private static final Semaphore AWAITED = new Semaphore(MOST_AWAITED);

    private RequestBody() {}

    /**
     * Completes with the whole body, at once where it has arrived already.
     *
     * @return fails with request_too_large (413), request_timeout (408), server_busy (503), or invalid_request (400)
     *     where the client broke off
     */
    public static CompletionStage<byte[]> read(HttpServletRequest request, long maxBytes) {
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
                    : awaited(request, body, maxBytes);
        } catch (IOException broken) {
            return CompletableFuture.failedFuture(brokenOff(broken));
        } catch (ProblemException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static CompletionStage<byte[]> awaited(HttpServletRequest request, ServletInputStream body, long maxBytes) {
        if (!AWAITED.tryAcquire()) {
            throw busy();
        }
        var whole = new CompletableFuture<byte[]>();
        request.getAsyncContext().start(() -> {
            var end = end(whole, body, maxBytes);
            AWAITED.release();
            end.run();
        });
        return whole;
    }

    private static Runnable end(CompletableFuture<byte[]> whole, ServletInputStream body, long maxBytes) {
        try {
            var bytes = readAll(body, maxBytes);
            return () -> whole.complete(bytes);
        } catch (IOException broken) {
            return () -> whole.completeExceptionally(brokenOff(broken));
        } catch (RuntimeException refused) {
            return () -> whole.completeExceptionally(refused);
        }
    }

    private static byte[] readAll(ServletInputStream body, long maxBytes) throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var read = new ByteArrayOutputStream();
        var buffer = new byte[8192];
        for (int count; (count = body.read(buffer)) >= 0; ) {
            if (read.size() + count > maxBytes) {
                throw ProblemFilter.tooLarge(maxBytes);
            }
            if (System.nanoTime() > deadline) {
                throw tooSlow(null);
            }
            read.write(buffer, 0, count);
        }
        return read.toByteArray();
    }

    private static ProblemException busy() {
        return new ProblemException(ProblemType.SERVER_BUSY)
                .with("running", MOST_AWAITED)
                .with("limit", MOST_AWAITED)
                .with("waiting", 0)
                .retryAfter(Duration.ofSeconds(1));
    }

    private static ProblemException brokenOff(IOException cause) {
        return cause.getCause() instanceof TimeoutException
                ? tooSlow(cause)
                : new ProblemException(ProblemType.INVALID_REQUEST, cause);
    }

    private static ProblemException tooSlow(Throwable cause) {
        return new ProblemException(ProblemType.REQUEST_TIMEOUT, cause).with("limit", PATIENCE.toSeconds());
    }
}
