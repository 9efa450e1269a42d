package steward.platform.problem;

import java.util.Locale;

/**
 * Every way in which Steward says no: the HTTP status and the stable code. Titles, details and fixes stand in
 * {@code problems.properties} and {@code problems_zh.properties}; docs/errors.md has a heading for each code.
 */
public enum ProblemType {
    INVALID_REQUEST(400),
    MALFORMED_JSON(400),
    INVALID_ENCODING(400),
    MISSING_API_KEY(401),
    INVALID_API_KEY(401),
    INVALID_CREDENTIALS(401),
    SIGN_IN_REFUSED(401),
    FORBIDDEN(403),
    SIGN_IN_AGAIN(403),
    NOT_FOUND(404),
    MODEL_NOT_FOUND(404),
    UNKNOWN_URL(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    REQUEST_TIMEOUT(408),
    CONFLICT(409),
    GONE(410),
    STREAM_CANCELLED(410),
    PRECONDITION_FAILED(412),
    REQUEST_TOO_LARGE(413),
    DOCUMENT_TOO_LARGE(413),
    URI_TOO_LONG(414),
    UNSUPPORTED_MEDIA_TYPE(415),
    UNREADABLE_FILE(422),
    VALIDATION_FAILED(422),
    UPGRADE_REQUIRED(426),
    RATE_LIMIT_EXCEEDED(429),
    TOKEN_LIMIT_EXCEEDED(429),
    INSUFFICIENT_QUOTA(429),
    LOGIN_LIMITED(429),
    CONCURRENCY_LIMIT_EXCEEDED(429),
    HEADERS_TOO_LARGE(431),
    INTERNAL_ERROR(500),
    NOT_SUPPORTED(501),
    UPSTREAM_ERROR(502),
    SERVER_BUSY(503),
    DRAINING(503),
    STARTING(503),
    DATABASE_UNAVAILABLE(503),
    SIGN_IN_UNAVAILABLE(503),
    MODEL_NOT_CONFIGURED(503),
    MODEL_UNAVAILABLE(503),
    UPSTREAM_TIMEOUT(504),
    DISK_FULL(507);

    private final int status;
    private final String code;

    ProblemType(int status) {
        this.status = status;
        this.code = name().toLowerCase(Locale.ROOT);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The stable name a program can switch on, such as {@code rate_limit_exceeded}. */
    public String code() {
        return code;
    }
}
