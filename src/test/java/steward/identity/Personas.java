package steward.identity;

import java.util.List;
import steward.platform.problem.ProblemException;

/** Who may ask a server that asks for keys, and what the access table says of them. */
public final class Personas {
    public static final String CONFIGURED_KEY = "sk-configured-key-0123456789";

    private Personas() {}

    /**
     * @param rights what they may, or null for a credential that is not valid
     * @param headers names and values in turn
     */
    public record Persona(String name, Object rights, String... headers) {
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
                access.check(new Caller(name, true, true, (Rights) rights));
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
        return List.of(
                new Persona("nobody", null),
                new Persona("bad token", null, "Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
                new Persona("bad key", null, "X-API-Key", "sk-no-such-key-0123456789"),
                new Persona(
                        "configured key",
                        Rights.of(Role.OPERATOR, "key"),
                        "Authorization",
                        "Bearer " + CONFIGURED_KEY));
    }
}
