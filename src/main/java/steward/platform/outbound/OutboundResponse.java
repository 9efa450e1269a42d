package steward.platform.outbound;

import java.util.Map;
import java.util.Optional;

/**
 * What came back: input from a stranger. A redirect is told as it is (3xx), not followed.
 *
 * @param headers the first of each name, the names in lower case
 * @param body at most as long as was asked for, uncompressed as it came
 */
public record OutboundResponse(int status, Map<String, String> headers, byte[] body) {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** @param name in lower case */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
