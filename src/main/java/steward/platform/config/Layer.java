package steward.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One place that settings are looked for in. */
interface Layer {
    /** What stands here under exactly this name; empty where nothing or an empty text does. */
    Optional<Found> find(String name) throws BadValue;

    /** A text as written, and where. */
    record Found(String text, Source source) {}

    static Layer of(Map<String, String> texts, Function<String, Source> source) {
        return name -> Optional.ofNullable(texts.get(name))
                .filter(text -> !text.isBlank())
                .map(text -> new Found(text, source.apply(name)));
    }

    static Layer of(DotEnv file) {
        return name -> file.entry(name)
                .filter(entry -> !entry.value().isBlank())
                .map(entry -> new Found(entry.value(), file.source(entry)));
    }

    /** A folder of files named as settings: {@code DB_PASSWORD}, {@code db_password} or {@code db-password}. */
    static Layer ofFolder(Path folder) {
        var files = new HashMap<String, Path>();
        try (var entries = Files.newDirectoryStream(folder, Files::isRegularFile)) {
            entries.forEach(file -> files.put(settingName(file), file));
        } catch (IOException absent) {
            // most machines have no such folder, and one that may not be entered holds nothing for us
            return name -> Optional.empty();
        }
        return name -> files.containsKey(name) ? contents(files.get(name)) : Optional.empty();
    }

    /** What a file holds, without the line end that editors and {@code echo} leave. */
    static Optional<Found> contents(Path file) throws BadValue {
        try {
            var text = Files.readString(file).replaceFirst("[\r\n]+$", "");
            return Optional.of(new Found(text, Source.file(file.toString())))
                    .filter(found -> !found.text().isBlank());
        } catch (IOException unreadable) {
            throw new BadValue(
                    new Bilingual("文件 " + file + " 读不了", "file " + file + " cannot be read"),
                    new Bilingual("检查路径和权限", "check the path and who may read it"));
        }
    }

    private static String settingName(Path file) {
        return file.getFileName().toString().toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
