package steward.identity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

/** Where somebody ends whom the enterprise's server did not sign in. */
class SignInPageTest {
    private final SignInPage chat = new SignInPage("/steward/", false, true);

    @ParameterizedTest
    @CsvSource({
        "SIGN_IN_REFUSED, declined, declined",
        "SIGN_IN_REFUSED, state, expired",
        "SIGN_IN_REFUSED, group, no-group",
        "SIGN_IN_REFUSED, overage, refused",
        "SIGN_IN_REFUSED, nonce, refused",
        "SIGN_IN_REFUSED, https://id.example.com, refused",
        "SIGN_IN_REFUSED, , refused",
        "FORBIDDEN, , not-allowed",
        "SIGN_IN_UNAVAILABLE, , unavailable",
        "DATABASE_UNAVAILABLE, , unavailable"
    })
    void theAddressOfThePageSaysInOneWordOfOursWhatWentWrong(ProblemType type, String reason, String word) {
        var problem = new ProblemException(type);
        if (reason != null) {
            problem.with("reason", reason);
        }
        assertThat(chat.after(problem)).isEqualTo("/steward/?sign-in=" + word);
    }

    @Test
    void whoWantedToTheConsoleIsBackAtItsOwnPage() {
        var console = new SignInPage("/", true, true);
        assertThat(console.next()).isEqualTo("/admin/");
        assertThat(console.after(new ProblemException(ProblemType.FORBIDDEN))).isEqualTo("/admin/?sign-in=not-allowed");
    }
}
