package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Who asks. Limits, conversations, tasks and cached answers belong to a caller; what belongs to another is not found (404).
 *
 * @param id stable and safe to log: {@code user:} and the user's id, {@code key:} and the key's id (a configured key: the
 *     beginning of its hash), or {@code ip:} and the address (an IPv6 address by its /64 network)
 * @param known true where a key was shown or a user signed in
 * @param local true where the request comes from this machine itself
 */
public record Caller(String id, boolean known, boolean local, Rights rights) {
    private static final String ATTRIBUTE = "steward.caller";

    /** A caller without an account, as where no key is asked for. */
    public Caller(String id, boolean known, boolean local) {
        this(id, known, local, Rights.everybody(id));
    }

    /** The caller of a request that has passed {@link CallerFilter}. */
    public static Caller of(HttpServletRequest request) {
        return (Caller) request.getAttribute(ATTRIBUTE);
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The user who signed in or whose key was shown; empty for callers without an account. */
    public Optional<String> userId() {
        return Optional.ofNullable(rights.userId());
    }

    /** The key of a user that was shown; empty for all others. */
    public Optional<String> keyId() {
        return Optional.ofNullable(rights.keyId());
    }

    /** The user's team. */
    public Optional<String> teamId() {
        return Optional.ofNullable(rights.teamId());
    }

    /** Empty for callers without an account. */
    public Optional<Role> role() {
        return Optional.ofNullable(rights.role());
    }

    public Set<Scope> scopes() {
        return rights.scopes();
    }

    /** What this caller may use, level by level. */
    public Limits limits() {
        return rights.limits();
    }

    /** Everybody whose limits and budgets this caller uses up, the narrowest first, such as key, user, team. */
    public List<String> owners() {
        return rights.limits().levels().stream().map(Limits.Level::owner).toList();
    }

    /** Whether this role's rights are this caller's; a key has them with the scope {@code admin} only. */
    public boolean has(Role role) {
        return rights.role() != null && rights.role().includes(role) && may(Scope.ADMIN, role);
    }

    private boolean may(Scope scope, Role role) {
        return role == Role.VIEWER || rights.scopes().contains(scope);
    }

    /** Whether this caller may use this part of the API. */
    public boolean may(Scope scope) {
        return rights.scopes().contains(scope)
                || scope == Scope.SEARCH && rights.scopes().contains(Scope.KB);
    }

    /** Whether this caller may ask this model, by the name that callers use. */
    public boolean mayAsk(String model) {
        return rights.models().isEmpty() || rights.models().contains(model);
    }

    /**
     * Ids of the collections of the knowledge base that this caller may not read: to be taken out before anything is ranked,
     * and part of the key of whatever is cached.
     *
     * @throws ProblemException starting (503) while it is not yet known which those are
     */
    public Set<String> hiddenCollections() {
        if (rights.hidden() == null) {
            throw new ProblemException(ProblemType.STARTING).retryAfter(Credentials.RETRY);
        }
        return rights.hidden();
    }

    /** @throws ProblemException forbidden (403), or missing_api_key (401) where nothing was shown */
    public void require(Role role) {
        if (!has(role)) {
            throw refusal();
        }
    }

    /** @throws ProblemException forbidden (403), or missing_api_key (401) where nothing was shown */
    public void require(Scope scope) {
        if (!may(scope)) {
            throw refusal();
        }
    }

    /**
     * The user behind this caller.
     *
     * @throws ProblemException forbidden (403) for a key without a user, missing_api_key (401) where nothing was shown
     */
    public String requireUser() {
        return userId().orElseThrow(this::refusal);
    }

    private ProblemException refusal() {
        return new ProblemException(known ? ProblemType.FORBIDDEN : ProblemType.MISSING_API_KEY);
    }
}
