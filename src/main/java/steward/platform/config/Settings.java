package steward.platform.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The value of every setting, where it came from, and all that is wrong with them. A value that breaks its rule is told
 * in {@link #problems()} and reads as its default, so that reading never fails. Immutable and thread-safe.
 */
public final class Settings {
    private static final Set<Setting> OF_ONE_INSTANCE = EnumSet.of(
            Setting.SERVER_ID,
            Setting.PORT,
            Setting.BIND_ADDRESS,
            Setting.DATA_DIR,
            Setting.BACKUP_DIR,
            Setting.LOG_DIR,
            Setting.NGINX_DIR,
            Setting.HTTP_THREADS,
            Setting.MAX_HEAP_MB,
            // what it gives is compared itself
            Setting.STEWARD_SIZE,
            Setting.JAVA_OPTS,
            Setting.SECRETS_DIR,
            Setting.STEWARD_LANG);

    private final Path home;
    private final Profile profile;
    private final Map<Setting, Value> values;
    private final List<ConfigurationProblem> problems;

    /** A canonical text, empty where nothing is set, and its source. */
    record Value(String text, Source source) {}

    Settings(Path home, Profile profile, Map<Setting, Value> values, List<ConfigurationProblem> problems) {
        this.home = home;
        this.profile = profile;
        this.values = new EnumMap<>(values);
        this.problems = List.copyOf(problems);
    }

    /** The settings of this process, read at the first call and never again. */
    public static Settings current() {
        return Current.SETTINGS;
    }

    /** Settings from these variables alone, without files; relative paths lead nowhere. For tests. */
    public static Settings of(Map<String, String> environment) {
        var nowhere = Path.of("").toAbsolutePath().resolve("no-such-folder");
        return SettingsReader.read(new Surroundings(Map.of("SECRETS_DIR", nowhere.toString()), environment, nowhere));
    }

    /** What the instance is started for. */
    public Profile profile() {
        return profile;
    }

    /** The folder that holds the {@code .env} files and that relative paths start at. */
    public Path home() {
        return home;
    }

    /** The text, or empty where nothing is set and there is no default. */
    public Optional<String> find(Setting setting) {
        return Optional.of(values.get(setting).text()).filter(text -> !text.isEmpty());
    }

    /** The text, empty where nothing is set and there is no default. */
    public String text(Setting setting) {
        return values.get(setting).text();
    }

    /** The number, in the setting's unit. */
    public int integer(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    /** The size in bytes of a setting in megabytes. */
    public long bytes(Setting setting) {
        require(setting, Rule.Kind.MEGABYTES);
        return Long.parseLong(text(setting)) << 20;
    }

    /** True or false. */
    public boolean flag(Setting setting) {
        require(setting, Rule.Kind.FLAG);
        return Boolean.parseBoolean(text(setting));
    }

    /** The time, whatever unit the setting is written in. */
    public Duration duration(Setting setting) {
        if (setting.rule().kind() == Rule.Kind.MILLIS) {
            return Duration.ofMillis(Long.parseLong(text(setting)));
        }
        require(setting, Rule.Kind.SECONDS);
        return Duration.ofSeconds(Long.parseLong(text(setting)));
    }

    /** The elements, in order; none where nothing is set. */
    public List<String> list(Setting setting) {
        require(setting, Rule.Kind.LIST);
        return Rule.elements(text(setting));
    }

    /** The absolute path. */
    public Path path(Setting setting) {
        require(setting, Rule.Kind.PATH);
        return Path.of(text(setting));
    }

    /** The secret, or empty where none is set. */
    public Optional<Secret> secret(Setting setting) {
        require(setting, Rule.Kind.SECRET);
        return find(setting).map(Secret::of);
    }

    /** The secrets of a list, in order. */
    public List<Secret> secrets(Setting setting) {
        require(setting, Rule.Kind.SECRETS);
        return Rule.elements(text(setting)).stream().map(Secret::of).toList();
    }

    /** Where the value came from. */
    public Source source(Setting setting) {
        return values.get(setting).source();
    }

    /** The value as it may be shown: secrets and passwords in addresses are masked. */
    public String shown(Setting setting) {
        return setting.secret() && find(setting).isPresent()
                ? Secret.MASK
                : shown(setting, text(setting)).orElse("");
    }

    /**
     * Of what must be the same on all instances of one system, in 16 hexadecimal digits: equal where that is equal. Nobody
     * who does not know {@code SECRET_KEY} can try values against it.
     */
    public String fingerprint() {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes("steward:" + text(Setting.SECRET_KEY)), "HmacSHA256"));
            values.forEach((setting, value) -> {
                if (!OF_ONE_INSTANCE.contains(setting)) {
                    mac.update(bytes(setting.name() + '=' + value.text() + '\n'));
                }
            });
            return HexFormat.of().formatHex(mac.doFinal(), 0, 8);
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All that is wrong, in the order of the catalogue; empty where all is well. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }

    /** Whether nothing prevents the start. */
    public boolean usable() {
        return problems.stream().noneMatch(ConfigurationProblem::isError);
    }

    /** The name and source of every value, never a text: safe in a log. */
    @Override
    public String toString() {
        return "Settings[" + profile.label() + ", " + home + ", " + problems.size() + " problems]";
    }

    static Optional<String> shown(Setting setting, String written) {
        if (setting.secret()) {
            return Optional.empty();
        }
        return Optional.of(setting.rule().kind() == Rule.Kind.URL ? withoutPassword(written) : written);
    }

    private static String withoutPassword(String address) {
        return address.replaceFirst("(//[^:/?#]*:).*@", "$1" + Secret.MASK + "@")
                .replaceAll("(?i)([?&;](?:password|sslpassword|pwd|api[_-]?key|token)=)[^&;]*", "$1" + Secret.MASK);
    }

    private static void require(Setting setting, Rule.Kind kind) {
        if (setting.rule().kind() != kind) {
            throw new IllegalArgumentException(setting + " is no " + kind);
        }
    }

    private static final class Current {
        private static final Settings SETTINGS = SettingsReader.read(Surroundings.ofThisProcess());
    }
}
