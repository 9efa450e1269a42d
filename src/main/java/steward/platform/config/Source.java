package steward.platform.config;

import java.util.Locale;

/**
 * Where a value came from. Immutable.
 *
 * @param kind  which of the sources
 * @param place the name it was written under, the file it stood in, or the size that gives it
 * @param line  the line in that file, or 0
 */
public record Source(Kind kind, String place, int line) {
    /** The sources, the strongest first. */
    public enum Kind {
        COMMAND_LINE,
        ENVIRONMENT,
        FILE,
        PRESET,
        DEFAULT
    }

    static final Source DEFAULT = new Source(Kind.DEFAULT, "", 0);

    static Source commandLine(String name) {
        return new Source(Kind.COMMAND_LINE, name, 0);
    }

    static Source environment(String name) {
        return new Source(Kind.ENVIRONMENT, name, 0);
    }

    /** What a size of machine gives, where nobody has set anything. */
    static Source preset(Size size) {
        return new Source(Kind.PRESET, Setting.STEWARD_SIZE + "=" + size.label(), 0);
    }

    static Source file(String path) {
        return file(path, 0);
    }

    static Source file(String path, int line) {
        return new Source(Kind.FILE, path, line);
    }

    /** Whether somebody has set the value, and neither the size of the machine nor the default gives it. */
    public boolean isSet() {
        return kind != Kind.PRESET && kind != Kind.DEFAULT;
    }

    /** In words: {@code environment variable PORT}, {@code .env.production:7}, {@code preset of STEWARD_SIZE=small}, {@code default}. */
    public String describe(Locale locale) {
        return switch (kind) {
            case COMMAND_LINE -> new Bilingual("命令行 -D" + place, "command line -D" + place).in(locale);
            case ENVIRONMENT -> new Bilingual("环境变量 " + place, "environment variable " + place).in(locale);
            case FILE -> line == 0 ? place : place + ":" + line;
            case PRESET -> new Bilingual(place + " 的预设", "preset of " + place).in(locale);
            case DEFAULT -> new Bilingual("默认", "default").in(locale);
        };
    }
}
