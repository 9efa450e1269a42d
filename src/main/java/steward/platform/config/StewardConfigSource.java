package steward.platform.config;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Hands every setting, with its default, to MicroProfile Config under its own name. Stands above the server's sources,
 * because aliases, files and defaults are already settled here. Secrets are answered but not listed.
 */
public final class StewardConfigSource implements ConfigSource {
    private static final int ABOVE_ENVIRONMENT_AND_SYSTEM_PROPERTIES = 500;

    /** Made by the container. */
    public StewardConfigSource() {}

    @Override
    public String getValue(String name) {
        return Setting.named(name).flatMap(Settings.current()::find).orElse(null);
    }

    @Override
    public Set<String> getPropertyNames() {
        return getProperties().keySet();
    }

    @Override
    public Map<String, String> getProperties() {
        return Stream.of(Setting.values())
                .filter(setting -> !setting.secret())
                .filter(setting -> Settings.current().find(setting).isPresent())
                .collect(Collectors.toMap(Setting::name, Settings.current()::text));
    }

    @Override
    public int getOrdinal() {
        return ABOVE_ENVIRONMENT_AND_SYSTEM_PROPERTIES;
    }

    @Override
    public String getName() {
        return "Steward's settings";
    }
}
