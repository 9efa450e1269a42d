package steward.platform.database;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL is, for its own tools.
 *
 * @param password empty where none is given; never printed
 * @param sslMode {@code prefer} unless the URL says otherwise
 */
public record PostgresAddress(String host, int port, String name, String user, String password, String sslMode) {
    private static final Pattern SSL_MODE = Pattern.compile("[?&]sslmode=([a-z-]+)");
    private static final String PATIENCE_SECONDS = "5";

    /** @param url of a PostgreSQL */
    public static PostgresAddress of(DatabaseUrl url) {
        var address = URI.create(url.jdbc().substring("jdbc:".length()));
        var mode = SSL_MODE.matcher(url.jdbc());
        return new PostgresAddress(
                address.getHost(),
                address.getPort(),
                address.getPath().substring(1),
                Optional.ofNullable(url.user()).orElse("postgres"),
                Optional.ofNullable(url.password()).orElse(""),
                mode.find() ? mode.group(1) : "prefer");
    }

    /** What libpq reads, so that no password stands in the arguments of a command. */
    public Map<String, String> environment() {
        var environment = new LinkedHashMap<String, String>();
        environment.put("PGHOST", host);
        environment.put("PGPORT", Integer.toString(port));
        environment.put("PGDATABASE", name);
        environment.put("PGUSER", user);
        environment.put("PGPASSWORD", password);
        environment.put("PGSSLMODE", sslMode);
        environment.put("PGCONNECT_TIMEOUT", PATIENCE_SECONDS);
        return environment;
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + name;
    }
}
