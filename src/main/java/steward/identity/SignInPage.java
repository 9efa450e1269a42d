package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The page that a person is sent to whom the enterprise's server did not sign in. Of what went wrong only one word of ours
 * goes along, for which the page has a text: nothing that anybody wrote into an address is shown or followed. Immutable.
 *
 * @param root of the application, with a slash at its end
 * @param console whether it is the console's, or else the chat's
 * @param forAPerson whether a browser asks for something to show, and not a program
 */
record SignInPage(String root, boolean console, boolean forAPerson) {
    /** @param begun what this browser went away with; null where that is not known */
    static SignInPage of(HttpServletRequest request, OidcState begun) {
        var accept = request.getHeader("Accept");
        return new SignInPage(
                request.getContextPath() + "/",
                begun != null && begun.page().equals("console"),
                accept != null && accept.contains("text/html"));
    }

    /** Where a person goes on who was signed in. */
    String next() {
        return console ? root + "admin/" : root;
    }

    /** Where a person goes to who was not. */
    String after(ProblemException refused) {
        return next() + "?sign-in=" + word(refused);
    }

    private static String word(ProblemException refused) {
        if (refused.type() == ProblemType.FORBIDDEN) {
            return "not-allowed";
        }
        if (refused.type() != ProblemType.SIGN_IN_REFUSED) {
            return "unavailable";
        }
        return switch (String.valueOf(refused.values().get("reason"))) {
            case "declined" -> "declined";
            case "state" -> "expired";
            case "group" -> "no-group";
            default -> "refused";
        };
    }
}
