package steward.identity;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import steward.platform.problem.ProblemException;

/** Who may ask a server that asks for keys, and what the access table says of them. */
public final class Personas {
    public static final String CONFIGURED_KEY = "sk-configured-key-0123456789";
    private static final String SOMEBODY = "somebody";

    private Personas() {}

    /** Somebody as the access table sees them. */
    public static final class Persona {
        private final String name;
        private final Rights rights;

        private Persona(String name, Rights rights) {
            this.name = name;
            this.rights = rights;
        }

        /** 401 or 403, or 0 where the table lets them in. */
        public int statusAt(Routes.Route route) {
            var access = AccessTable.of(route.method(), route.address()).orElseThrow();
            if (access.isOpen(true)) {
                return 0;
            }
            if (rights == null) {
                return 401;
            }
            try {
                access.check(new Caller(name, true, true, rights));
                return 0;
            } catch (ProblemException refused) {
                return refused.type().status();
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Persona> all() {
        return Stream.concat(
                        Stream.of(
                                new Persona("nobody", null),
                                new Persona("bad token", null),
                                new Persona("bad key", null),
                                new Persona("configured key", Rights.of(Role.OPERATOR, SOMEBODY)),
                                new Persona("key without scope", key(Role.OWNER, Set.of(Scope.OPS)))),
                        Stream.of(Role.values()).map(role -> new Persona(role.label(), user(role))))
                .toList();
    }

    private static Rights user(Role role) {
        return new Rights(SOMEBODY, null, null, role, role.scopes(), Set.of(), Limits.usual(SOMEBODY));
    }

    private static Rights key(Role role, Set<Scope> scopes) {
        return new Rights(SOMEBODY, SOMEBODY, null, role, scopes, Set.of(), Limits.usual(SOMEBODY));
    }
}
