package steward.platform.http;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The Content-Security-Policy of our pages: everything comes from this server, no inline script runs but the import maps
 * named here by their hash, and only the named Trusted Types policies may make markup. Immutable.
 */
public final class ContentSecurityPolicy {
    /** SHA-256 of each inline script of the pages under src/main/webapp; a test computes them anew. */
    static final List<String> INLINE_SCRIPTS = List.of(
            "sha256-KKCdGT4dCoA/e9uP6Sz4YVwC9aLKl6r+erGgsk4dwng=", // import map of the chat page
            "sha256-x8b3Lba+YBmJPuZ06Ah0t6pIGAjkMUdTS6Vjcco9Kwc="); // import map of the API page

    private static final String HEADER = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self' " + hashes(),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
            "require-trusted-types-for 'script'",
            // lit-html's templates, DOMPurify's parser; "default" is the API page's, which sends Swagger UI's markup
            // through DOMPurify
            "trusted-types lit-html dompurify default 'allow-duplicates'");

    private static final String FOR_DATA = "default-src 'none'; frame-ancestors 'none'";
    private static final String WITH_BASE = HEADER.replace("base-uri 'none'", "base-uri 'self'");

    private ContentSecurityPolicy() {}

    /** The header's value for answers that are no pages: whatever a browser takes one for, it loads and runs nothing. */
    static String forData() {
        return FOR_DATA;
    }

    /** The header's value, for every HTML answer. */
    public static String header() {
        return HEADER;
    }

    /** The same for a page that is told where its files are. */
    static String headerWithBase() {
        return WITH_BASE;
    }

    private static String hashes() {
        return INLINE_SCRIPTS.stream().map(hash -> "'" + hash + "'").collect(Collectors.joining(" "));
    }
}
