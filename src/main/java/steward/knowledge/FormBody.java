package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import steward.platform.http.RequestBody;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Takes in the bodies of uploads, large ones one at a time, so that memory stays bounded whatever is sent. Thread-safe. */
@ApplicationScoped
class FormBody {
    private static final int LARGE = 2 << 20;
    private static final Duration RETRY_LARGE = Duration.ofSeconds(2);

    private final Semaphore large = new Semaphore(1);

    @Inject
    FormBody() {
        // has nothing to be given
    }

    static boolean isForm(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    /**
     * Lets a body in, and returns what lets the next large one in; to be called when the body is needed no more.
     *
     * @throws ProblemException document_too_large (413), server_busy (503) before anything is read
     */
    Runnable enter(HttpServletRequest request, HttpServletResponse response, long max) {
        var length = request.getContentLengthLong();
        if (length > max) {
            // what is left of the body is not worth reading: the connection ends with the answer
            response.setHeader("Connection", "close");
            throw tooLarge(request, max);
        }
        if (length >= 0 && length < LARGE) {
            return () -> {};
        }
        if (!large.tryAcquire()) {
            throw new ProblemException(ProblemType.SERVER_BUSY)
                    .with("running", 1)
                    .with("limit", 1)
                    .with("waiting", 0)
                    .with("setting", "UPLOAD_MAX_MB")
                    .retryAfter(RETRY_LARGE);
        }
        return large::release;
    }

    /** Completes with the body of an asynchronous request. */
    CompletionStage<byte[]> read(HttpServletRequest request, long max) {
        boolean form = isForm(request);
        return RequestBody.read(request, max).exceptionally(failure -> {
            throw form && isTooLarge(failure) ? tooLarge(request, max) : rethrown(failure);
        });
    }

    private static ProblemException tooLarge(HttpServletRequest request, long max) {
        var problem = new ProblemException(ProblemType.DOCUMENT_TOO_LARGE)
                .with("max", max)
                .with("setting", "UPLOAD_MAX_MB");
        return request.getContentLengthLong() < 0 ? problem : problem.with("actual", request.getContentLengthLong());
    }

    private static boolean isTooLarge(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type() == ProblemType.REQUEST_TOO_LARGE;
    }

    private static RuntimeException rethrown(Throwable failure) {
        return failure instanceof RuntimeException runtime ? runtime : new IllegalStateException(failure);
    }
}
