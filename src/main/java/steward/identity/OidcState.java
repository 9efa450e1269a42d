package steward.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ties a browser's coming back to its going: kept in a cookie of this browser for some minutes.
 *
 * @param state comes back with the code, and is compared
 * @param nonce comes back inside of the token, and is compared
 * @param verifier of which only the challenge goes along (PKCE, RFC 7636)
 * @param page which of our pages to go to afterwards: {@code console} or {@code chat}
 */
record OidcState(String state, String nonce, String verifier, String page) {
    private static final Pattern COOKIE =
            Pattern.compile("([\\w-]{20,100})\\.([\\w-]{20,100})\\.([\\w-]{43,100})\\.(console|chat)");

    /** @param page as it was asked for; whatever is unknown is the first page */
    static OidcState fresh(String page) {
        return new OidcState(
                Digests.newSecret(),
                Digests.newSecret(),
                Digests.newSecret(),
                "console".equals(page) ? "console" : "chat");
    }

    static Optional<OidcState> of(String cookie) {
        var parts = COOKIE.matcher(cookie);
        return parts.matches()
                ? Optional.of(new OidcState(parts.group(1), parts.group(2), parts.group(3), parts.group(4)))
                : Optional.empty();
    }

    String cookie() {
        return state + '.' + nonce + '.' + verifier + '.' + page;
    }

    String challenge() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return "OidcState";
    }
}
