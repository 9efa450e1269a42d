package steward.platform.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ContentSecurityPolicyTest {
    private static final Path PAGES = Path.of("src/main/webapp");
    private static final Pattern INLINE_SCRIPT =
            Pattern.compile("<script(?![^>]*\\ssrc=)[^>]*>(.*?)</script>", Pattern.DOTALL);

    @Test
    void everyInlineScriptOfAPageIsAllowedByItsHashAndNoOtherIs() throws IOException {
        var hashes = pages().stream()
                .flatMap(page -> INLINE_SCRIPT.matcher(text(page)).results())
                .map(script -> sha256(script.group(1)))
                .distinct()
                .toList();

        assertThat(ContentSecurityPolicy.INLINE_SCRIPTS).containsExactlyInAnyOrderElementsOf(hashes);
    }

    @Test
    void nothingInlineOrUnsafeIsAllowed() {
        assertThat(ContentSecurityPolicy.header())
                .startsWith("default-src 'none'; script-src 'self' 'sha256-")
                .contains("require-trusted-types-for 'script'")
                .doesNotContain("unsafe-", "*", "http");
    }

    @Test
    void onlyThePageThatIsToldWhereItsFilesAreMayHaveABaseAndNoneElsewhere() {
        assertThat(ContentSecurityPolicy.header()).contains("base-uri 'none'");
        assertThat(ContentSecurityPolicy.headerWithBase())
                .isEqualTo(ContentSecurityPolicy.header().replace("base-uri 'none'", "base-uri 'self'"));
    }

    private static List<Path> pages() throws IOException {
        try (var files = Files.walk(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".html")).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    private static String sha256(String script) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
