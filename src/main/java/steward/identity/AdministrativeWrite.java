package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import steward.platform.http.ApiPath;

/**
 * Writes to addresses that are for those who run this server: each is recorded once, whoever wrote the code behind it and
 * whatever came of it.
 */
final class AdministrativeWrite {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String RECORDED = "steward.audited";
    private static final int REFUSED = 400;
    private static final int FAILED = 500;

    private AdministrativeWrite() {}

    /** Records this request where it is one and is not recorded yet. */
    static void record(Audit audit, HttpServletRequest request, int status) {
        if (isOne(request) && request.getAttribute(RECORDED) == null) {
            request.setAttribute(RECORDED, true);
            var action = "admin." + request.getMethod().toLowerCase(Locale.ROOT);
            audit.record(AuditEvent.of(request, action, ApiPath.of(request)).ended(outcome(status)));
        }
    }

    private static boolean isOne(HttpServletRequest request) {
        return !READING.contains(request.getMethod())
                && AccessTable.of(request).filter(Access::isAdministrative).isPresent();
    }

    private static String outcome(int status) {
        return status < REFUSED ? "ok" : status < FAILED ? "refused" : "failed";
    }
}
