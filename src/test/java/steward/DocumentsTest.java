package steward;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

/** What the documents promise of themselves: both languages alike, no link into the void, a heading for every error. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6}) (.+)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern ARROW = Pattern.compile("(?m)^ +(\\w+) --> ([\\w &]+)$");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
    private static final Path READ_ME = Path.of("README.md");
    private static final Path READ_ME_IN_CHINESE = Path.of("README.zh-CN.md");

    static Stream<ProblemType> problems() {
        return Stream.of(ProblemType.values());
    }

    @ParameterizedTest
    @MethodSource("problems")
    void everyErrorHasAHeading(ProblemType type) {
        assertThat(text(Path.of("docs/errors.md")))
                .contains("\n## " + type.code() + "\n\n**" + type.status() + "** · ");
    }

    @Test
    void thePageOfErrorsHasNoOthers() {
        var codes = problems().map(ProblemType::code).toList();
        assertThat(headings(Path.of("docs/errors.md")).stream()
                        .filter(heading -> heading.group(1).equals("##"))
                        .map(heading -> heading.group(2)))
                .containsExactlyElementsOf(codes);
    }

    @Test
    void theReadMeFitsInAFewScreens() {
        for (var page : List.of(READ_ME, READ_ME_IN_CHINESE)) {
            assertThat(text(page).lines()).hasSizeLessThanOrEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("pagesInBothLanguages")
    void bothLanguagesHaveTheSameHeadings(Path english) {
        assertThat(levels(chinese(english))).isEqualTo(levels(english));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        var folder = page.toAbsolutePath().getParent();
        for (var target : links(page)) {
            var file = folder.resolve(target.replaceFirst("#.*", ""));
            assertThat(target.startsWith("#") ? page : file)
                    .as("%s in %s", target, page)
                    .exists();
            if (target.contains("#")) {
                var anchor = target.substring(target.indexOf('#') + 1);
                assertThat(anchors(target.startsWith("#") ? page : file))
                        .as("%s in %s", target, page)
                        .contains(anchor);
            }
        }
    }

    static Stream<Path> pages() throws IOException {
        try (var files = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("").toAbsolutePath().toFile().listFiles())
                                    .map(file -> Path.of(file.getName())),
                            files.toList().stream())
                    .filter(file -> file.toString().endsWith(".md"));
        }
    }

    static Stream<Path> pagesInBothLanguages() throws IOException {
        return pages().filter(page -> !page.toString().endsWith(".zh-CN.md") && Files.exists(chinese(page)));
    }

    @Test
    void theDrawingOfTheRoomsIsTrue() {
        var drawn = new TreeMap<String, Set<String>>();
        ARROW.matcher(text(Path.of("docs/architecture.md")))
                .results()
                .forEach(arrow -> drawn.put(
                        arrow.group(1), new TreeSet<>(List.of(arrow.group(2).split(" & ")))));
        var kept = new TreeMap<String, Set<String>>();
        ArchitectureTest.ARROWS.forEach((room, others) -> others.stream()
                .filter(other -> !other.equals("platform"))
                .forEach(other ->
                        kept.computeIfAbsent(room, from -> new TreeSet<>()).add(other)));
        assertThat(drawn).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/coverage.md", "docs/asvs.md"})
    void everyTestThatIsNamedExists(String page) {
        var named = TEST.matcher(text(Path.of(page))).results().toList();
        assertThat(named)
                .hasSizeGreaterThan(50)
                .allSatisfy(test ->
                        assertThat(sourceOf(test.group(1))).as(test.group()).contains("void " + test.group(2) + "("));
    }

    private static String sourceOf(String testClass) {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.endsWith(testClass + ".java"))
                    .map(DocumentsTest::text)
                    .findFirst()
                    .orElse("");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path chinese(Path english) {
        return english.resolveSibling(english.getFileName().toString().replace(".md", ".zh-CN.md"));
    }

    private static List<String> links(Path page) {
        var prose = FENCED.matcher(text(page)).replaceAll("").replaceAll("`[^`\n]*`", "");
        return LINK.matcher(prose)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.matches("[a-z]+:.*"))
                .toList();
    }

    private static List<String> levels(Path page) {
        return headings(page).stream().map(heading -> heading.group(1)).toList();
    }

    private static List<MatchResult> headings(Path page) {
        return HEADING.matcher(FENCED.matcher(text(page)).replaceAll(""))
                .results()
                .toList();
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path page) {
        return headings(page).stream()
                .map(heading -> heading.group(2)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{M}\\p{N}\\p{Pc} -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static String text(Path page) {
        try {
            return Files.readString(page).replace("\r\n", "\n");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
