package steward.platform.config;

import java.util.Optional;

/**
 * One thing that is wrong with the configuration. Never holds the text of a secret. Immutable.
 *
 * @param severity whether it prevents the start
 * @param name     the setting, or the file, that it is about
 * @param value    what was written, unless it is secret or nothing was
 * @param source   where it was written, if anywhere
 * @param rule     what is wrong with it, to be read after the value
 * @param fix      what to write or do instead
 */
public record ConfigurationProblem(
        Severity severity,
        String name,
        Optional<String> value,
        Optional<Source> source,
        Bilingual rule,
        Bilingual fix) {
    /** Whether a problem prevents the start or is only told. */
    public enum Severity {
        ERROR,
        WARNING
    }

    static ConfigurationProblem error(
            String name, Optional<String> value, Optional<Source> source, Bilingual rule, Bilingual fix) {
        return new ConfigurationProblem(Severity.ERROR, name, value, source, rule, fix);
    }

    static ConfigurationProblem warning(
            String name, Optional<String> value, Optional<Source> source, Bilingual rule, Bilingual fix) {
        return new ConfigurationProblem(Severity.WARNING, name, value, source, rule, fix);
    }

    /** Whether it prevents the start. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
