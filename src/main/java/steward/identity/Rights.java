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
 * @param hidden ids of the collections of the knowledge base that this caller may not read; null where that is not known
 *     yet
 */
record Rights(
        String userId,
        String keyId,
        String teamId,
        Role role,
        Set<Scope> scopes,
        Set<String> models,
        Limits limits,
        Set<String> hidden) {
    /** Everybody's, where no key is asked for. */
    private static final Set<Scope> EVERYBODY = Set.of(Scope.CHAT, Scope.SEARCH, Scope.KB, Scope.TASKS);

    Rights(
            String userId,
            String keyId,
            String teamId,
            Role role,
            Set<Scope> scopes,
            Set<String> models,
            Limits limits) {
        this(userId, keyId, teamId, role, scopes, models, limits, Set.of());
    }

    /** The same without these collections. */
    Rights hiding(Set<String> collections) {
        return new Rights(userId, keyId, teamId, role, scopes, models, limits, collections);
    }

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
