package steward.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names that have no effect: those that other deployments of the same kind set and this version does not use yet, told
 * so that nobody believes in them, and those in {@code .env} files that are a slip away from a known name.
 */
final class UnusedNames {
    private static final Set<String> NOT_USED_YET = Set.of(
            "DRAMATIQ_BROKER",
            "DRAMATIQ_RESULT_BACKEND",
            "GUNICORN_WORKERS",
            "METRICS_COLLECTION_INTERVAL",
            "SENTRY_DSN",
            "WORKER_CLASS",
            "WORKER_CONNECTIONS");

    private final Map<String, String> environment;
    private final List<DotEnv> files;

    UnusedNames(Map<String, String> environment, List<DotEnv> files) {
        this.environment = environment;
        this.files = files;
    }

    List<ConfigurationProblem> problems() {
        var problems = new ArrayList<ConfigurationProblem>();
        notUsedYet().ifPresent(problems::add);
        files.forEach(file -> file.entries()
                .forEach((name, entry) -> slip(name, file.source(entry)).ifPresent(problems::add)));
        return problems;
    }

    private Optional<ConfigurationProblem> notUsedYet() {
        var set = new TreeSet<String>();
        environment.keySet().stream().filter(UnusedNames::isNotUsedYet).forEach(set::add);
        files.forEach(file -> file.entries().keySet().stream()
                .filter(UnusedNames::isNotUsedYet)
                .forEach(set::add));
        if (set.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ConfigurationProblem.warning(
                String.join(", ", set),
                Optional.empty(),
                Optional.empty(),
                new Bilingual("本版本接受但不使用", "accepted, without effect in this version"),
                new Bilingual("可以保留", "may stay")));
    }

    private static boolean isNotUsedYet(String name) {
        return NOT_USED_YET.contains(bare(name));
    }

    private static Optional<ConfigurationProblem> slip(String name, Source source) {
        if (Setting.called(bare(name)).isPresent() || isNotUsedYet(name)) {
            return Optional.empty();
        }
        return closest(bare(name))
                .map(known -> ConfigurationProblem.warning(
                        name,
                        Optional.empty(),
                        Optional.of(source),
                        new Bilingual("不认识，没有作用", "is unknown and has no effect"),
                        new Bilingual("是 " + known + " 吗？", "did you mean " + known + "?")));
    }

    private static Optional<String> closest(String name) {
        return Setting.names().stream()
                .filter(known -> oneSlipApart(name, known))
                .findFirst();
    }

    /** Whether one letter added, left out, changed or swapped with its neighbour makes one name of the other. */
    private static boolean oneSlipApart(String one, String other) {
        if (Math.abs(one.length() - other.length()) > 1) {
            return false;
        }
        var start = 0;
        while (start < Math.min(one.length(), other.length()) && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        var end = 0;
        while (end < Math.min(one.length(), other.length()) - start
                && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        var left = one.substring(start, one.length() - end);
        var right = other.substring(start, other.length() - end);
        return left.length() <= 1 && right.length() <= 1
                || left.length() == 2
                        && new StringBuilder(left).reverse().toString().equals(right);
    }

    private static String bare(String name) {
        var unprefixed = name.startsWith("EF__") ? name.substring("EF__".length()) : name;
        return unprefixed.endsWith("_FILE")
                ? unprefixed.substring(0, unprefixed.length() - "_FILE".length())
                : unprefixed;
    }
}
