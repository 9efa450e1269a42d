package steward.platform.http;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import java.util.List;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/**
 * Serves everything under {@code /api} also under {@code API_V1_STR}, where that is none of the prefixes that web.xml maps
 * anyway. Registered in web.xml, because mappings can be added only before the application has started.
 */
public class ApiPrefix implements ServletContextListener {
    private static final String API = "/api";

    /** Made by the container. */
    public ApiPrefix() {}

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var prefix = Settings.current().text(Setting.API_V1_STR);
        if (ApiPath.serve(prefix)) {
            event.getServletContext().getServletRegistrations().values().forEach(servlet -> mapAlso(servlet, prefix));
        }
    }

    private static void mapAlso(ServletRegistration servlet, String prefix) {
        List.copyOf(servlet.getMappings()).stream()
                .filter(pattern -> pattern.startsWith(API + "/"))
                .filter(pattern -> !ApiPath.isAlias(pattern))
                .forEach(pattern -> servlet.addMapping(prefix + pattern.substring(API.length())));
    }
}
