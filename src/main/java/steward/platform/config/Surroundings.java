package steward.platform.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a process finds when it starts: everything that settings may be written in. Immutable.
 *
 * @param properties  the system properties, which the command line gives
 * @param environment the environment variables
 * @param home        the folder with the {@code .env} files, and that relative paths start at
 */
record Surroundings(Map<String, String> properties, Map<String, String> environment, Path home) {
    static Surroundings ofThisProcess() {
        var properties = new HashMap<String, String>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        var home = Optional.ofNullable(properties.getOrDefault("STEWARD_HOME", System.getenv("STEWARD_HOME")))
                .filter(folder -> !folder.isBlank())
                .orElse("");
        return new Surroundings(
                properties, System.getenv(), Path.of(home).toAbsolutePath().normalize());
    }
}
