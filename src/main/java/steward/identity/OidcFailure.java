package steward.identity;

import java.util.Locale;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Why a sign-in by the enterprise's server was not believed. The message is for our log; callers are told the reason. */
final class OidcFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Told to whoever signs in; the page of the documentation says of each what to mend. */
    enum Reason {
        /** What it tells of itself is not as it should be. */
        SERVER,
        /** It signed in nobody: whoever was asked said no, or may not use this application. */
        DECLINED,
        /** This browser did not begin it, or too long ago. */
        STATE,
        /** It gives no token for the code. */
        CODE,
        SIGNATURE,
        ISSUER,
        AUDIENCE,
        TIME,
        NONCE,
        SUBJECT,
        /** Whoever it is, they are in no group that is let in. */
        GROUP,
        /** The token does not say in which groups they are: there are too many. */
        OVERAGE
    }

    OidcFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    OidcFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    ProblemException problem() {
        return reason == Reason.SERVER
                ? new ProblemException(ProblemType.SIGN_IN_UNAVAILABLE, this)
                : new ProblemException(ProblemType.SIGN_IN_REFUSED, this)
                        .with("reason", reason.name().toLowerCase(Locale.ROOT));
    }
}
