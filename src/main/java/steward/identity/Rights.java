package steward.identity;

import java.util.Set;

/**
 * What a caller may do. Immutable.
 *
 * @param userId the user who signed in or whose key was shown; null for others
 * @param keyId the key that was shown, where it is one of a user; null for others
 * @param teamId the user's team, or null
 * @param role null for callers without an account who may do nothing but what everybody may
 * @param scopes what this credential may be used for
 * @param models the only models it may ask, or empty for all
 * @param limits never null
 */
record Rights(
        String userId, String keyId, String teamId, Role role, Set<Scope> scopes, Set<String> models, Limits limits) {
    /** Everybody's, where no key is asked for. */
    private static final Set<Scope> EVERYBODY = Set.of(Scope.CHAT, Scope.SEARCH, Scope.KB, Scope.TASKS);

    /** Somebody without an account, where none is needed. */
    static Rights everybody(String id) {
        return new Rights(null, null, null, null, EVERYBODY, Set.of(), Limits.usual(id));
    }

    /** Somebody of whom nothing is known, where a key is needed. */
    static Rights nobody(String id) {
        return new Rights(null, null, null, null, Set.of(), Set.of(), Limits.usual(id));
    }

    /** Somebody without an account who may do what this role may. */
    static Rights of(Role role, String id) {
        return new Rights(null, null, null, role, role.scopes(), Set.of(), Limits.usual(id));
    }
}
