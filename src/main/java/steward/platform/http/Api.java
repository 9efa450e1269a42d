package steward.platform.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The JAX-RS application: every resource and provider of the WAR. web.xml maps it to the other prefixes as well. */
@ApplicationPath("/api")
public class Api extends Application {
    /** Made by the container. */
    public Api() {}
}
