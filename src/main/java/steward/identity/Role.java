package steward.identity;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a user is here for; each role may do what those before it may. The server knows them by the same names. */
public enum Role {
    /** Asks, searches, and has tasks, conversations and keys of their own. */
    VIEWER(Scope.CHAT, Scope.SEARCH, Scope.TASKS),
    /** Keeps the instance and its knowledge in order. */
    OPERATOR(Scope.CHAT, Scope.SEARCH, Scope.TASKS, Scope.KB, Scope.OPS, Scope.ADMIN),
    /** Decides who may what. */
    ADMIN(Scope.values()),
    /** Makes administrators. */
    OWNER(Scope.values());

    private final Set<Scope> scopes;

    Role(Scope... scopes) {
        this.scopes = scopes.length == 0 ? Set.of() : Set.copyOf(EnumSet.of(scopes[0], scopes));
    }

    /** As written in JSON and in web.xml: {@code viewer}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of this label; empty for any other text. */
    public static Optional<Role> labelled(String label) {
        return Stream.of(values()).filter(role -> role.label().equals(label)).findFirst();
    }

    /** Whether it may do all that the other may. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** All that this role can be used for; a key may be narrower, never wider. */
    public Set<Scope> scopes() {
        return scopes;
    }
}
