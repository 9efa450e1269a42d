package steward.platform.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which version of Steward this is, as the build says. */
public final class Version {
    private static final String CURRENT = read();

    private Version() {}

    /** Such as {@code 1.0.0}. */
    public static String current() {
        return CURRENT;
    }

    private static String read() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version");
    }
}
