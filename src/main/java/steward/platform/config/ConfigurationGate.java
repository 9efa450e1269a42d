package steward.platform.config;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.DefinitionException;
import jakarta.enterprise.inject.spi.Extension;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Refuses to deploy with a configuration that is wrong, and says all that is. It comes before the first bean, so that
 * nothing opens a database or a port with settings that nobody meant.
 */
public final class ConfigurationGate implements Extension {
    private static final Logger LOG = Logger.getLogger(ConfigurationGate.class.getName());

    /** Made by the container. */
    public ConfigurationGate() {}

    void refuse(@Observes BeforeBeanDiscovery start) {
        var check = new ConfigurationCheck(Settings.current());
        if (!check.clean()) {
            LOG.log(check.passed() ? Level.WARNING : Level.SEVERE, "{0}", text(check));
        }
        if (!check.passed()) {
            throw new DefinitionException(text(check));
        }
    }

    private static String text(ConfigurationCheck check) {
        return check.summary(Locale.ENGLISH) + "\n" + check.table(Locale.ENGLISH);
    }
}
