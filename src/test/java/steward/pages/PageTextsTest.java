package steward.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** The pages' dictionaries, and what the pages load. */
class PageTextsTest {
    private static final Path PAGES = Path.of("src/main/webapp");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
    private static final Pattern TEXT_KEY = Pattern.compile("\\bt\\('([a-z0-9.-]+)'");
    private static final Pattern QUOTED = Pattern.compile("'([a-z0-9-]+(?:\\.[a-z0-9-]+)*)'");
    /** Keys made of a stem and what follows it, as in {@code t(`api.${name}`)} or {@code named('check', name)}. */
    private static final Pattern STEM = Pattern.compile("\\bt\\(`([a-z0-9.-]+)\\$\\{|\\bnamed\\('([a-z0-9.-]+)'");

    private static final List<String> FOLDERS = List.of("app/text", "app/console/text");

    private final JsonNode chinese = dictionary("zh-CN");
    private final JsonNode english = dictionary("en");

    @Test
    void everyTextExistsInBothLanguages() {
        assertThat(keys(chinese)).isEqualTo(keys(english));
    }

    @Test
    void noTextStandsInTwoDictionaries() {
        assertThat(FOLDERS.stream().flatMap(folder -> keys(dictionary(folder, "en")).stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void bothLanguagesSayTheSameValues() {
        for (var key : keys(chinese)) {
            assertThat(placeholders(english, key)).as(key).isEqualTo(placeholders(chinese, key));
        }
    }

    @Test
    void everyTextIsWritten() {
        assertThat(keys(chinese)).allSatisfy(key -> {
            assertThat(chinese.path(key).asText()).isNotBlank();
            assertThat(english.path(key).asText()).isNotBlank().doesNotContainPattern("[\\p{IsHan}&&[^年假怎么算]]");
        });
    }

    @Test
    void everyTextAskedForExists() throws IOException {
        assertThat(keys(chinese)).containsAll(found(TEXT_KEY));
    }

    @Test
    void everyTextIsUsed() throws IOException {
        var named = found(QUOTED);
        var stems = found(STEM);

        assertThat(keys(chinese))
                .allMatch(key -> named.contains(key) || stems.stream().anyMatch(key::startsWith));
    }

    @Test
    void thePagesNameNoOtherServerToLoadFrom() throws IOException {
        var loads = Pattern.compile("(?:src|href|url|import|from|fetch)\\s*[=(]?\\s*['\"(]?(?:https?:)?//[\\w.]+");

        for (var file : files("html", "js", "css")) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(loads);
        }
    }

    @Test
    void thePagesHaveNoInlineHandlersAndNoInlineStyles() throws IOException {
        for (var file : files("html", "js")) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContainPattern("<\\w[^>]*\\s(?:on\\w+|style)=[\"']")
                    .doesNotContain(".innerHTML", "insertAdjacentHTML", "document.write", "eval(");
        }
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        var found = new TreeSet<String>();
        for (var file : files("js")) {
            pattern.matcher(Files.readString(file))
                    .results()
                    .map(PageTextsTest::firstGroup)
                    .forEach(found::add);
        }
        return found;
    }

    private static String firstGroup(MatchResult match) {
        return match.group(match.group(1) == null ? 2 : 1);
    }

    private static List<Path> files(String... endings) throws IOException {
        try (var files = Files.walk(PAGES)) {
            return files.filter(file -> Set.of(endings).stream()
                            .anyMatch(ending -> file.toString().endsWith("." + ending)))
                    .toList();
        }
    }

    private static Set<String> keys(JsonNode dictionary) {
        var keys = new TreeSet<String>();
        dictionary.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static Set<String> placeholders(JsonNode dictionary, String key) {
        return PLACEHOLDER
                .matcher(dictionary.path(key).asText())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The words of all pages together. */
    private static JsonNode dictionary(String language) {
        var all = Json.mapper().createObjectNode();
        FOLDERS.forEach(folder -> all.setAll((ObjectNode) dictionary(folder, language)));
        return all;
    }

    private static JsonNode dictionary(String folder, String language) {
        try {
            return Json.mapper()
                    .readTree(PAGES.resolve(folder).resolve(language + ".json").toFile());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
