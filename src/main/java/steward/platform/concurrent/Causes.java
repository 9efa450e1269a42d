package steward.platform.concurrent;

import java.util.concurrent.CompletionException;

/** Why a stage failed. Stateless. */
public final class Causes {
    private Causes() {}

    /** What was thrown, without the wrapping that a stage after the one that failed puts around it. */
    public static Throwable of(Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
