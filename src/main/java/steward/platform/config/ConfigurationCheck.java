package steward.platform.config;

import java.util.Locale;

/**
 * What is wrong with the settings, as one table that names each value, where it stands and what to do. The start script
 * prints it before anything is started; the application refuses to start with it. Immutable.
 */
public final class ConfigurationCheck {
    /** The exit code of a start that the configuration prevents: {@code EX_CONFIG} of sysexits.h. */
    public static final int EXIT_CODE = 78;

    private final Settings settings;

    /** The check of these settings. */
    public ConfigurationCheck(Settings settings) {
        this.settings = settings;
    }

    /** Whether nothing prevents the start. */
    public boolean passed() {
        return settings.usable();
    }

    /** Whether there is nothing to tell at all. */
    public boolean clean() {
        return settings.problems().isEmpty();
    }

    /** How many errors and warnings, in one line without line end. */
    public String summary(Locale locale) {
        var errors = settings.problems().stream()
                .filter(ConfigurationProblem::isError)
                .count();
        var warnings = settings.problems().size() - errors;
        return new Bilingual(
                        "配置检查：" + errors + " 个错误，" + warnings + " 个提醒",
                        "Configuration check: " + counted(errors, "error") + ", " + counted(warnings, "warning"))
                .in(locale);
    }

    /** A line for each problem, numbered; empty where there is none. */
    public String table(Locale locale) {
        var table = new TextTable();
        var number = 0;
        for (var problem : settings.problems()) {
            table.row(
                    (problem.isError() ? "✗" : "!") + ++number,
                    problem.name(),
                    problem.value().map(value -> "\"" + oneLine(value) + "\" ").orElse("")
                            + problem.rule().in(locale),
                    problem.source().map(source -> source.describe(locale)).orElse("—"),
                    "→ " + problem.fix().in(locale));
        }
        return table.render();
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String oneLine(String value) {
        var line = value.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 60 ? line : line.substring(0, 57) + "…";
    }
}
