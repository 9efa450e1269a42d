package steward.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The JAX-RS application: every resource and provider of the WAR. web.xml maps it to the other prefixes as well. */
@ApplicationPath("/api")
public class Api extends Application {
    /** Made by the container. */
    public Api() {}

    /** The server's own readers and writers of JSON match as well as {@link JsonBody}, and which is asked is chance. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of("jersey.config.disableJsonBinding", true, "jersey.config.disableMoxyJson", true);
    }
}
