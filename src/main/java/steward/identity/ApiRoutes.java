package steward.identity;

import java.util.Optional;
import java.util.Set;

/** The addresses of the API as they are declared, an id in them by its name: {@code /api/tasks/{id}}. Immutable. */
public final class ApiRoutes {
    private ApiRoutes() {}

    /**
     * The declared address that a path is an instance of.
     *
     * @param path as {@link steward.platform.http.ApiPath} gives it
     */
    public static Optional<String> of(String path) {
        return AccessTable.route(path);
    }

    public static Set<String> all() {
        return AccessTable.routes();
    }
}
