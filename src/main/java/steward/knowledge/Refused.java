package steward.knowledge;

import java.util.Locale;
import steward.platform.json.Json;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;

/**
 * Why a file did not become a document, in both languages, because whoever asks later may read the other one.
 *
 * @param cause the rule that was broken, such as {@code file_scanned}, else the problem's code
 */
record Refused(String cause, String detailZh, String detailEn) {
    private static final int LONGEST = 1_000;

    static Refused of(ProblemException problem) {
        var cause = problem.errors().isEmpty()
                ? problem.type().code()
                : problem.errors().get(0).rule();
        return new Refused(cause, detail(problem, Locale.CHINESE), detail(problem, Locale.ENGLISH));
    }

    private static String detail(ProblemException problem, Locale locale) {
        var told = Json.tree(new Problem(problem, locale, "").asProblemJson());
        var rule = told.at("/errors/0/detail").asText();
        var detail = rule.isEmpty() ? told.path("detail").asText() : rule;
        return detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST);
    }
}
