package steward.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import static steward.platform.config.Setting.SECRETS_DIR;
import static steward.platform.config.Setting.STEWARD_ENV;
import static steward.platform.config.Setting.STEWARD_SIZE;

/**
 * Looks every setting up, once: command line, environment, the folder of secret files, {@code .env} of the profile,
 * {@code .env}, preset of the size, default. Goes on after a problem, so that all of them are told together.
 */
final class SettingsReader {
    private final Surroundings surroundings;
    private final Layer commandLine;
    private final Layer environment;
    private final Optional<DotEnv> sharedFile;
    private final List<ConfigurationProblem> problems = new ArrayList<>();
    private final Map<Setting, Settings.Value> values = new EnumMap<>(Setting.class);

    /** A text that a setting could take, under the name that it was found by. */
    private record Candidate(String spelling, Layer.Found found) {}

    private SettingsReader(Surroundings surroundings) {
        this.surroundings = surroundings;
        commandLine = Layer.of(surroundings.properties(), Source::commandLine);
        environment = Layer.of(surroundings.environment(), Source::environment);
        sharedFile = file(".env");
    }

    static Settings read(Surroundings surroundings) {
        return new SettingsReader(surroundings).settings();
    }

    private Settings settings() {
        var profile = Profile.labelled(early(STEWARD_ENV));
        var files = files(profile);
        var layers = new ArrayList<>(List.of(commandLine, environment, secretFiles()));
        files.forEach(file -> layers.add(Layer.of(file)));
        for (var setting : Setting.values()) {
            values.put(setting, value(setting, profile, layers));
        }
        files.forEach(file -> examine(file, profile));
        var read = new Settings(surroundings.home(), profile, values, problems);
        problems.addAll(new SettingsTogether(read).problems());
        problems.addAll(new UnusedNames(surroundings.environment(), files).problems());
        return new Settings(surroundings.home(), profile, values, problems);
    }

    /** A setting that decides where the others are looked for: nothing that it decides can hold it. */
    private String early(Setting setting) {
        var layers = new ArrayList<>(List.of(commandLine, environment));
        sharedFile.ifPresent(file -> layers.add(Layer.of(file)));
        var found = candidates(setting, layers, new ArrayList<>());
        try {
            return found.isEmpty()
                    ? setting.normally(Profile.DEV, other -> "")
                    : setting.rule().canonical(found.get(0).found().text());
        } catch (BadValue toldLater) {
            return setting.normally(Profile.DEV, other -> "");
        }
    }

    private Layer secretFiles() {
        return Layer.ofFolder(surroundings.home().resolve(early(SECRETS_DIR)));
    }

    private List<DotEnv> files(Profile profile) {
        var files = new ArrayList<DotEnv>();
        profile.files().forEach(name -> file(name).ifPresent(files::add));
        sharedFile.ifPresent(files::add);
        return files;
    }

    private Optional<DotEnv> file(String name) {
        var path = surroundings.home().resolve(name);
        return Files.isRegularFile(path)
                ? Optional.of(DotEnv.read(path, surroundings.environment()::get))
                : Optional.empty();
    }

    private Settings.Value value(Setting setting, Profile profile, List<Layer> layers) {
        var candidates = candidates(setting, layers, problems);
        if (candidates.isEmpty()) {
            return normal(setting, profile);
        }
        var chosen = candidates.get(0);
        tellDisagreement(setting, chosen, candidates);
        try {
            var canonical = setting.rule().canonical(chosen.found().text());
            return new Settings.Value(
                    absolute(setting, canonical), chosen.found().source());
        } catch (BadValue bad) {
            problems.add(ConfigurationProblem.error(
                    setting.name(),
                    Settings.shown(setting, chosen.found().text()),
                    Optional.of(chosen.found().source()),
                    bad.rule(),
                    bad.fix()));
            return normal(setting, profile);
        }
    }

    private Settings.Value normal(Setting setting, Profile profile) {
        return size().flatMap(size -> setting.preset(size).map(text -> new Settings.Value(text, Source.preset(size))))
                .orElseGet(() -> {
                    var text =
                            setting.normally(profile, other -> values.get(other).text());
                    return new Settings.Value(absolute(setting, text), Source.DEFAULT);
                });
    }

    /** Empty also for the settings that stand before it in the catalogue: none of them has presets. */
    private Optional<Size> size() {
        return Optional.ofNullable(values.get(STEWARD_SIZE)).flatMap(value -> Size.labelled(value.text()));
    }

    private String absolute(Setting setting, String text) {
        return setting.rule().kind() == Rule.Kind.PATH && !text.isEmpty()
                ? surroundings.home().resolve(text).normalize().toString()
                : text;
    }

    private List<Candidate> candidates(Setting setting, List<Layer> layers, List<ConfigurationProblem> told) {
        var candidates = new ArrayList<Candidate>();
        for (var layer : layers) {
            for (var spelling : setting.spellings()) {
                candidate(spelling, layer, setting, told).ifPresent(candidates::add);
            }
        }
        return candidates;
    }

    private Optional<Candidate> candidate(
            String spelling, Layer layer, Setting setting, List<ConfigurationProblem> told) {
        var pointer = spelling + "_FILE";
        try {
            var direct = layer.find(spelling).filter(found -> !namesAClusterPort(spelling, found));
            var file = layer.find(pointer);
            if (direct.isPresent() && file.isPresent()) {
                told.add(twice(setting, spelling, file.get().source()));
            }
            if (direct.isEmpty() && file.isPresent()) {
                direct = Layer.contents(
                        surroundings.home().resolve(file.get().text().strip()));
            }
            return direct.map(found -> new Candidate(spelling, found));
        } catch (BadValue bad) {
            told.add(ConfigurationProblem.error(
                    setting.name(), Optional.empty(), Optional.empty(), bad.rule(), bad.fix()));
            return Optional.empty();
        }
    }

    /** Kubernetes gives every container {@code STEWARD_PORT=tcp://…} once a service is called steward. */
    private static boolean namesAClusterPort(String spelling, Layer.Found found) {
        return spelling.startsWith("STEWARD_") && found.text().matches("(tcp|udp)://.*");
    }

    private static ConfigurationProblem twice(Setting setting, String spelling, Source source) {
        return ConfigurationProblem.error(
                setting.name(),
                Optional.empty(),
                Optional.of(source),
                new Bilingual(
                        spelling + " 和 " + spelling + "_FILE 同时设置",
                        "is set both as " + spelling + " and as " + spelling + "_FILE"),
                new Bilingual("只留一个", "keep one of them"));
    }

    private void tellDisagreement(Setting setting, Candidate chosen, List<Candidate> candidates) {
        if (chosen.found().source().kind() == Source.Kind.COMMAND_LINE) {
            return;
        }
        candidates.stream()
                .filter(other -> !other.spelling().equals(chosen.spelling()))
                .filter(other -> !sameMeaning(setting, other, chosen))
                .findFirst()
                .ifPresent(other -> problems.add(ConfigurationProblem.warning(
                        setting.name(),
                        Optional.empty(),
                        Optional.of(chosen.found().source()),
                        new Bilingual(
                                chosen.spelling() + " 与 " + other.spelling() + " 不同，采用前者",
                                chosen.spelling() + " and " + other.spelling() + " differ; the former is used"),
                        new Bilingual("只留 " + setting.name(), "keep " + setting.name() + " only"))));
    }

    private static boolean sameMeaning(Setting setting, Candidate one, Candidate other) {
        try {
            return setting.rule()
                    .canonical(one.found().text())
                    .equals(setting.rule().canonical(other.found().text()));
        } catch (BadValue bad) {
            return one.found().text().equals(other.found().text());
        }
    }

    private void examine(DotEnv file, Profile profile) {
        problems.addAll(file.problems());
        if (profile == Profile.PROD && holdsSecret(file)) {
            othersMayRead(file.file())
                    .ifPresent(mode -> problems.add(ConfigurationProblem.error(
                            file.file().getFileName().toString(),
                            Optional.empty(),
                            Optional.of(Source.file(file.file().getFileName().toString())),
                            new Bilingual(
                                    "含密钥，但权限 " + mode + "，其他用户可读",
                                    "holds secrets but other users may read it (" + mode + ")"),
                            Bilingual.same("chmod 600 " + file.file().getFileName()))));
        }
    }

    private static boolean holdsSecret(DotEnv file) {
        return file.entries().entrySet().stream()
                .filter(entry -> !entry.getValue().value().isBlank())
                .anyMatch(entry -> Setting.called(entry.getKey())
                        .filter(setting -> setting.secret() || setting.mayHoldPassword())
                        .isPresent());
    }

    /** The mode, such as {@code 644}, where somebody else may read the file; empty where not, or where nobody can say. */
    private static Optional<String> othersMayRead(Path file) {
        try {
            if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
                return Optional.empty();
            }
            var granted = Files.getPosixFilePermissions(file);
            return granted.contains(PosixFilePermission.OTHERS_READ) ? Optional.of(octal(granted)) : Optional.empty();
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static String octal(Set<PosixFilePermission> granted) {
        var bits = 0;
        for (var permission : new TreeSet<>(granted)) {
            bits |= 0400 >> permission.ordinal();
        }
        return Integer.toOctalString(bits);
    }
}
