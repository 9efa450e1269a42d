package steward.model;

import java.io.IOException;

/** Why an attempt failed, for our log: the cause of the problem that the caller is told. Holds no key and no address. */
final class UpstreamFailure extends IOException {
    private static final long serialVersionUID = 1L;

    UpstreamFailure(String message) {
        super(message);
    }

    /** It tells of the other side; where we stood when we noticed does not matter. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
