package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Who changes users, keys and teams, and from where: taken from the request before the work goes to another thread. */
record Actor(Caller caller, String address) {
    static Actor of(HttpServletRequest request) {
        return new Actor(Caller.of(request), ClientAddress.known(request));
    }

    SecurityEvent did(String action, String subject) {
        return new SecurityEvent(action, caller.id(), subject, address, true);
    }

    /** @see AuditEvent#changed */
    SecurityEvent did(String action, String subject, Map<String, ?> before, Map<String, ?> after) {
        return new SecurityEvent(action, caller.id(), subject, address, true, before, after);
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
