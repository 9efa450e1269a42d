package steward.identity;

/**
 * What one route asks of its callers. Immutable.
 *
 * @param kind the question that is asked
 * @param scope where a scope is asked for, else null
 * @param role where a role is asked for, else null
 */
record Access(Kind kind, Scope scope, Role role) {
    enum Kind {
        /** Everybody, whatever they show. */
        OPEN,
        /** This machine's own users without anything; others need the scope. */
        OPEN_LOCALLY,
        /** Whoever shows a key or has signed in; everybody where no key is asked for. */
        KEY,
        /** As KEY, with a scope. */
        SCOPE,
        /** A user, signed in or by a key. */
        USER,
        /** A user who signed in; a key only with the scope {@code admin}, so that one key does not make the next. */
        ACCOUNT,
        /** A user of this role or a higher one; where no key is asked for, this machine's own users are operators. */
        ROLE
    }

    /** Whether it is there for those who run this server. */
    boolean isAdministrative() {
        return kind == Kind.ROLE || kind == Kind.OPEN_LOCALLY;
    }

    boolean isOpen(boolean local) {
        return kind == Kind.OPEN || kind == Kind.OPEN_LOCALLY && local;
    }

    /** @throws steward.platform.problem.ProblemException missing_api_key (401), forbidden (403) */
    void check(Caller caller) {
        switch (kind) {
            case OPEN_LOCALLY -> {
                if (!caller.local()) {
                    caller.require(scope);
                }
            }
            case SCOPE -> caller.require(scope);
            case USER -> caller.requireUser();
            case ACCOUNT -> {
                caller.requireUser();
                if (caller.keyId().isPresent()) {
                    caller.require(Scope.ADMIN);
                }
            }
            case ROLE -> caller.require(role);
            default -> {
                // OPEN and KEY ask for no more than what says who asks
            }
        }
    }

    @Override
    public String toString() {
        return switch (kind) {
            case OPEN -> "open";
            case OPEN_LOCALLY -> "open locally, else " + scope.label();
            case KEY -> "key";
            case SCOPE -> "key with " + scope.label();
            case USER -> "user";
            case ACCOUNT -> "user who signed in";
            case ROLE -> role.label();
        };
    }
}
