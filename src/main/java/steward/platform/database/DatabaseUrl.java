package steward.platform.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import steward.platform.config.Secret;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/**
 * Where the database is, from {@code DATABASE_URL}: {@code postgresql://user:password@host:5432/name?sslmode=require},
 * also as {@code postgres://} and in SQLAlchemy's spelling {@code postgresql+driver://}, or a JDBC URL. Empty means H2
 * in a file below the data folder. User, password and name may be percent-encoded.
 *
 * @param jdbc the JDBC URL, without credentials
 * @param user null where none is given
 * @param password null where none is given; never printed
 */
public record DatabaseUrl(String jdbc, String user, String password) {
    private static final String H2_OPTIONS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    /**
     * pgjdbc waits for ever unless told otherwise; seconds. An answer that has not begun after ten is not waited for: behind
     * a network that swallows everything each thread would sit on its connection until then.
     */
    private static final Map<String, String> POSTGRESQL_DEADLINES = Map.of(
            "connectTimeout", "2",
            "loginTimeout", "5",
            "socketTimeout", "10",
            "tcpKeepAlive", "true",
            "ApplicationName", "steward");

    /**
     * Where the rows of this installation are.
     *
     * @throws IllegalArgumentException naming the rule, never the value, as it holds a password
     */
    public static DatabaseUrl of(Settings settings) {
        return of(
                settings.text(Setting.DATABASE_URL),
                settings.secret(Setting.DATABASE_PASSWORD).map(Secret::value).orElse(""),
                settings.path(Setting.DATA_DIR));
    }

    /** The address that migrations use: that of the owner of the tables, else the usual one. */
    static DatabaseUrl ofOwner(Settings settings) {
        return settings.find(Setting.DATABASE_OWNER_URL)
                .map(url -> of(
                        url,
                        settings.secret(Setting.DATABASE_OWNER_PASSWORD)
                                .map(Secret::value)
                                .orElse(""),
                        settings.path(Setting.DATA_DIR)))
                .orElseGet(() -> of(settings));
    }

    /** The address of the replica, with the password of the primary unless it holds one; empty where there is none. */
    static Optional<DatabaseUrl> ofReplica(Settings settings) {
        return settings.find(Setting.DATABASE_REPLICA_URL)
                .map(url -> of(
                        url,
                        settings.secret(Setting.DATABASE_PASSWORD)
                                .map(Secret::value)
                                .orElse(""),
                        settings.path(Setting.DATA_DIR)));
    }

    /** @throws IllegalArgumentException naming the rule, never the value, as it holds a password */
    static DatabaseUrl of(String url, String passwordSetting, Path dataDir) {
        if (url.isBlank()) {
            var file = dataDir.toAbsolutePath().normalize().resolve("steward");
            return new DatabaseUrl("jdbc:h2:file:" + file + H2_OPTIONS, "sa", "");
        }
        if (url.startsWith("jdbc:h2:")) {
            return new DatabaseUrl(url + H2_OPTIONS, "sa", passwordSetting);
        }
        var plain = url.startsWith("jdbc:postgresql:") ? url.substring("jdbc:".length()) : url;
        return postgresql(
                URI.create(plain.replaceFirst("^postgres(ql)?(\\+\\w+)?://", "postgresql://")), passwordSetting);
    }

    /** The same for work whose statements may take long without a word: changing tables, reading all there is. */
    public DatabaseUrl patient() {
        return new DatabaseUrl(
                jdbc.replaceFirst("(?<name>[?&]socketTimeout=)10(?=&|$)", "${name}3600"), user, password);
    }

    /** Whether it is the embedded one, which one process has for itself. */
    public boolean isH2() {
        return jdbc.startsWith("jdbc:h2:");
    }

    @Override
    public String toString() {
        return jdbc;
    }

    private static DatabaseUrl postgresql(URI uri, String passwordSetting) {
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException("DATABASE_URL must look like postgresql://user:password@host:5432/name");
        }
        var login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        var port = uri.getPort() < 0 ? 5432 : uri.getPort();
        return new DatabaseUrl(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + parameters(uri.getRawQuery()),
                login.length > 0 ? decoded(login[0]) : null,
                login.length > 1 ? decoded(login[1]) : passwordSetting);
    }

    private static String parameters(String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (var pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            var halves = pair.split("=", 2);
            parameters.put(halves[0], halves.length > 1 ? halves[1] : "");
        }
        POSTGRESQL_DEADLINES.forEach(parameters::putIfAbsent);
        var joined = new StringBuilder();
        parameters.forEach((name, value) -> joined.append(joined.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(value));
        return joined.toString();
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
