package steward.monitoring;

import jakarta.enterprise.context.RequestScoped;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import steward.platform.config.ConfigurationProblem;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.http.Administration;
import steward.platform.http.RequestContext;

/** {@code GET /admin/api/config}: every setting of this instance with its value and where that came from; no secrets. */
@Administration
@Path("config")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConfigResource {
    private final Settings settings;

    /** Made by the container. */
    public ConfigResource() {
        this(Settings.current());
    }

    ConfigResource(Settings settings) {
        this.settings = settings;
    }

    /** All settings, in the order of the catalogue, explained in the caller's language. */
    @GET
    public Configuration configuration(@Context HttpServletRequest request) {
        return configuration(RequestContext.of(request).locale());
    }

    Configuration configuration(Locale locale) {
        return new Configuration(
                settings.profile().label(),
                Stream.of(Setting.values())
                        .map(setting -> value(setting, locale))
                        .toList(),
                settings.problems().stream()
                        .map(problem -> Finding.of(problem, locale))
                        .toList());
    }

    private Value value(Setting setting, Locale locale) {
        var source = settings.source(setting);
        var unit = setting.unit().in(locale);
        return new Value(
                setting.name(),
                setting.group().name().toLowerCase(Locale.ROOT),
                settings.shown(setting),
                unit.isEmpty() ? null : unit,
                source.kind().name().toLowerCase(Locale.ROOT),
                source.describe(locale),
                source.isSet(),
                setting.secret(),
                setting.normally().in(locale),
                setting.shape().in(locale),
                setting.help().in(locale));
    }

    record Configuration(String profile, List<Value> settings, List<Finding> problems) {}

    /**
     * A setting.
     *
     * @param value as it may be shown: secrets and passwords in addresses are masked; empty where nothing is set
     * @param source {@code command_line}, {@code environment}, {@code file}, {@code preset} or {@code default}
     * @param sourceText the same in words, with the name or the file and line
     * @param normally what is in force when it is not set, in words
     * @param shape which values it takes, in words
     */
    record Value(
            String name,
            String group,
            String value,
            String unit,
            String source,
            String sourceText,
            boolean changed,
            boolean secret,
            String normally,
            String shape,
            String help) {}

    /** Something wrong with a setting, or worth a thought. */
    record Finding(String severity, String name, String value, String rule, String fix) {
        static Finding of(ConfigurationProblem problem, Locale locale) {
            return new Finding(
                    problem.isError() ? "error" : "warning",
                    problem.name(),
                    problem.value().filter(text -> !text.isEmpty()).orElse(null),
                    problem.rule().in(locale),
                    Optional.of(problem.fix().in(locale))
                            .filter(fix -> !fix.isEmpty())
                            .orElse(null));
        }
    }
}
