package steward.identity;

/**
 * Something that an audit wants to know, told by CDI on the thread where it happened and after it was committed. Holds
 * nothing secret. Immutable.
 *
 * @param action what was done, as {@code login}, {@code key.created}
 * @param actor who did it, as {@link Caller#id()}; for a login that failed {@code user:?}
 * @param subject to whom or what, or null
 * @param address from where, or null
 * @param succeeded whether it was allowed
 */
public record SecurityEvent(String action, String actor, String subject, String address, boolean succeeded) {}
