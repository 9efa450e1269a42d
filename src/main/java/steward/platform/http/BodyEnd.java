package steward.platform.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import steward.platform.problem.ProblemException;

/**
 * Whether it is beyond doubt where the body of a request ends (RFC 9112, section 6.3): two servers in a row that read it in
 * two ways would take part of the body for another request, with the first one's rights. The server below reads some of
 * these in one way without a word. Stateless.
 */
final class BodyEnd {
    private static final String LENGTH = "Content-Length";
    private static final String CODING = "Transfer-Encoding";

    /** More do not fit into the numbers that servers count with. */
    private static final int MOST_DIGITS = 18;

    private BodyEnd() {}

    /** @throws ProblemException invalid_request (400) naming the header that leaves a doubt */
    static void requireClear(HttpServletRequest request) {
        requireClear(request.getHeaders(LENGTH), request.getHeaders(CODING));
    }

    static void requireClear(Enumeration<String> lengths, Enumeration<String> codings) {
        if (codings.hasMoreElements()) {
            if (!"chunked".equalsIgnoreCase(only(codings, CODING).strip()) || lengths.hasMoreElements()) {
                throw doubtful(CODING);
            }
        } else if (lengths.hasMoreElements() && !isNumber(only(lengths, LENGTH).strip())) {
            throw doubtful(LENGTH);
        }
    }

    private static String only(Enumeration<String> values, String name) {
        var value = values.nextElement();
        if (values.hasMoreElements()) {
            throw doubtful(name);
        }
        return value;
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    private static ProblemException doubtful(String header) {
        return ProblemException.badInput(header, "only_one");
    }
}
