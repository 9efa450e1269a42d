package steward.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The JAX-RS application: every resource and provider of the WAR. web.xml maps it to the other prefixes as well. */
@ApplicationPath("/api")
public class Api extends Application {
    /** Made by the container. */
    public Api() {}

    /** Jersey registers JSON-B unless another JSON feature is named; ours is {@link JsonBody}. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.jsonFeature", "steward");
    }
}
