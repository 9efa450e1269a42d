package steward.platform.outbound;

import java.io.IOException;

/** Why nothing came back from an address. Its message may be shown: it holds no address that was found by looking up. */
public final class OutboundFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What went wrong, from our side outwards. */
    public enum Reason {
        /** The address may not be called; trying again changes nothing. */
        REFUSED,
        /** The host's name leads nowhere at present. */
        UNKNOWN_HOST,
        /** Nobody answers there, or not with a certificate that is trusted for the host. */
        UNREACHABLE,
        /** No whole answer within the deadline. */
        TIMEOUT,
        /** The answer is longer than was asked for. */
        TOO_LARGE,
        /** The connection broke off, or what came is not HTTP. */
        BROKEN
    }

    OutboundFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
