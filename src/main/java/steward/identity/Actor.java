package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Who changes users, keys and teams, and from where: taken from the request before the work goes to another thread. */
record Actor(Caller caller, String address, String requestId) {
    static Actor of(HttpServletRequest request) {
        var context = RequestContext.of(request);
        return new Actor(Caller.of(request), ClientAddress.known(request), context == null ? "" : context.id());
    }

    AuditEvent did(String action, String object) {
        return AuditEvent.done(caller.id(), address, action, object).within(requestId);
    }

    /** @see AuditEvent#changed */
    AuditEvent did(String action, String object, Map<String, ?> before, Map<String, ?> after) {
        return did(action, object).changed(before, after);
    }

    boolean is(User user) {
        return user.id().equals(caller.userId().orElse(null));
    }

    /** Administrators look after those below them, owners after all. */
    boolean governs(Role role) {
        return caller.has(Role.OWNER) || caller.has(Role.ADMIN) && !role.includes(Role.ADMIN);
    }

    /** @throws ProblemException forbidden (403) */
    void requireToGovern(Role role) {
        if (!governs(role)) {
            throw new ProblemException(ProblemType.FORBIDDEN).field("role", "higher_role", Map.of());
        }
    }
}
