package steward.identity;

import java.util.Map;

/**
 * Something that an audit wants to know, told by CDI on the thread where it happened and after it was committed. Holds
 * nothing secret. Immutable.
 *
 * @param action what was done, as {@code login}, {@code key.created}
 * @param actor who did it, as {@link Caller#id()}; for a login that failed {@code user:?}
 * @param subject to whom or what, or null
 * @param address from where, or null
 * @param succeeded whether it was allowed
 * @param before what of the subject was otherwise before; empty where it is new, or nothing changed
 * @param after what it is now; empty where it is gone, or nothing changed
 */
public record SecurityEvent(
        String action,
        String actor,
        String subject,
        String address,
        boolean succeeded,
        Map<String, ?> before,
        Map<String, ?> after) {
    public SecurityEvent {
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    public SecurityEvent(String action, String actor, String subject, String address, boolean succeeded) {
        this(action, actor, subject, address, succeeded, Map.of(), Map.of());
    }
}
