package steward;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import steward.platform.http.Administration;
import steward.platform.json.Json;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

/** The API's document is kept by hand; this keeps it equal to the addresses, codes and texts of the application. */
class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");
    private static final String JAX_RS = "steward.platform.http.Api";
    /** Answered by the runtime itself. */
    private static final Set<String> OF_THE_RUNTIME = Set.of("/metrics", "/openapi");

    private static final JsonNode DOCUMENT = read();

    @Test
    void everyOperationOfAResourceIsInTheDocument() {
        assertThat(documented()).containsAll(resourceOperations());
    }

    @Test
    void everyServletOfTheApiIsInTheDocument() {
        var paths = documentedPaths();
        assertThat(servletPatterns())
                .isNotEmpty()
                .allSatisfy(pattern -> assertThat(paths).anyMatch(path -> matches(pattern, path)));
    }

    @Test
    void everyAddressInTheDocumentExists() {
        var resources = resourceOperations();
        assertThat(documented()).allMatch(operation -> {
            var path = underOnePrefix(operation.substring(operation.indexOf(' ') + 1));
            return resources.contains(operation)
                    || OF_THE_RUNTIME.contains(path)
                    || servletPatterns().stream().anyMatch(pattern -> matches(pattern, path));
        });
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        var names = operations().map(node -> node.path("operationId").asText()).toList();
        assertThat(names).doesNotContain("").doesNotHaveDuplicates();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        visit(DOCUMENT, node -> {
            if (node.path("$ref").isTextual()) {
                var pointer = node.get("$ref").asText();
                assertThat(pointer).startsWith("#/");
                assertThat(DOCUMENT.at(pointer.substring(1)).isMissingNode())
                        .as(pointer)
                        .isFalse();
            }
        });
    }

    @Test
    void anErrorIsToldUnderItsOwnStatusOnly() {
        operations()
                .forEach(operation -> operation.path("responses").properties().forEach(answer -> {
                    var response = resolved(answer.getValue());
                    visit(response.path("content"), node -> {
                        for (var example : node.path("examples")) {
                            var code = code(resolved(example).path("value"));
                            if (code != null) {
                                assertThat(type(code).status()).as(code).isEqualTo(Integer.parseInt(answer.getKey()));
                            }
                        }
                    });
                }));
    }

    @ParameterizedTest
    @EnumSource(ProblemType.class)
    void everyErrorIsShownAsTheServerTellsItInBothLanguages(ProblemType type) {
        for (var locale : List.of(Locale.ENGLISH, Locale.CHINESE)) {
            var name = type.code() + (locale == Locale.ENGLISH ? "" : "_zh");
            var example = DOCUMENT.at("/components/examples/" + name + "/value");
            assertThat(example.path("code").asText()).isEqualTo(type.code());
            assertThat(example.path("status").asInt()).isEqualTo(type.status());
            assertThat(example.path("type").asText()).isEqualTo(typeReference(type));
            for (var part : List.of("title", "detail", "fix")) {
                assertThat(example.path(part).asText()).matches(told(type.code(), part, locale));
            }
        }
    }

    @Test
    void theSchemasKnowEveryCode() {
        var codes = Stream.of(ProblemType.values()).map(ProblemType::code).toList();
        for (var place : List.of(
                "/components/schemas/Problem/properties/code/enum",
                "/components/schemas/OpenAiError/properties/error/properties/code/enum")) {
            var listed = new ArrayList<String>();
            DOCUMENT.at(place).forEach(code -> listed.add(code.asText()));
            assertThat(listed).containsExactlyInAnyOrderElementsOf(codes);
        }
    }

    /** {@code "GET /api/conversations/{}"}, for every operation of every resource. */
    private static Set<String> resourceOperations() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("steward").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class))
                        .map(JavaClass::reflect)
                        .flatMap(OpenApiTest::operationsOf)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> operationsOf(Class<?> resource) {
        var prefix = resource.isAnnotationPresent(Administration.class) ? "/admin/api/" : "/api/";
        var root = prefix + resource.getAnnotation(Path.class).value();
        return Arrays.stream(resource.getDeclaredMethods())
                .flatMap(method -> httpMethod(method).map(verb -> verb + " " + plain(root + below(method))));
    }

    private static Stream<String> httpMethod(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(Objects::nonNull)
                .map(HttpMethod::value);
    }

    private static String below(Method method) {
        var path = method.getAnnotation(Path.class);
        return path == null ? "" : "/" + path.value();
    }

    private static Set<String> documented() {
        var operations = new TreeSet<String>();
        DOCUMENT.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(member -> {
                    if (METHODS.contains(member.getKey())) {
                        operations.add(member.getKey().toUpperCase(Locale.ROOT) + " " + plain(path.getKey()));
                    }
                }));
        return operations;
    }

    private static Set<String> documentedPaths() {
        return documented().stream()
                .map(operation -> operation.substring(operation.indexOf(' ') + 1))
                .map(OpenApiTest::underOnePrefix)
                .collect(Collectors.toSet());
    }

    private static Stream<JsonNode> operations() {
        return StreamSupport.stream(DOCUMENT.path("paths").spliterator(), false)
                .flatMap(path -> path.properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .map(member -> member.getValue()));
    }

    /** Without the names of the parameters and without doubled slashes. */
    private static String plain(String path) {
        return path.replaceAll("\\{[^}]*}", "{}").replaceAll("/{2,}", "/");
    }

    /** What web.xml maps below the API, but for JAX-RS; its three prefixes brought to one. */
    private static Set<String> servletPatterns() {
        try {
            var webXml = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(java.nio.file.Path.of("src/main/webapp/WEB-INF/web.xml")
                            .toFile());
            return elements(webXml.getElementsByTagName("servlet-mapping"))
                    .filter(mapping -> !text(mapping, "servlet-name").contains(JAX_RS))
                    .flatMap(mapping -> text(mapping, "url-pattern").stream())
                    .filter(pattern -> !pattern.startsWith("/WEB-INF/") && !pattern.startsWith("/docs/"))
                    .map(OpenApiTest::underOnePrefix)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (Exception unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static String underOnePrefix(String pattern) {
        var api = pattern.replaceFirst("^/api/(ef/)?v1/", "/api/");
        return api.matches("/(chat/completions|completions|responses|embeddings|models/\\*)") ? "/v1" + api : api;
    }

    private static boolean matches(String pattern, String path) {
        if (pattern.endsWith("/*")) {
            var folder = pattern.substring(0, pattern.length() - 2);
            return path.equals(folder) || path.startsWith(folder + "/");
        }
        return path.equals(pattern) || (path + "/").equals(pattern) || path.equals(pattern + "/");
    }

    private static Stream<Element> elements(NodeList nodes) {
        var elements = new ArrayList<Element>();
        for (var i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements.stream();
    }

    private static List<String> text(Element element, String name) {
        return elements(element.getElementsByTagName(name))
                .map(child -> child.getTextContent().strip())
                .toList();
    }

    private static JsonNode resolved(JsonNode node) {
        return node.path("$ref").isTextual()
                ? DOCUMENT.at(node.get("$ref").asText().substring(1))
                : node;
    }

    /** Of a problem in either shape; null for what is none. */
    private static String code(JsonNode example) {
        var code = example.has("error") ? example.at("/error/code") : example.path("code");
        return code.isTextual() ? code.asText() : null;
    }

    private static ProblemType type(String code) {
        return ProblemType.valueOf(code.toUpperCase(Locale.ROOT));
    }

    private static void visit(JsonNode node, Consumer<JsonNode> visitor) {
        visitor.accept(node);
        node.forEach(child -> visit(child, visitor));
    }

    private static String typeReference(ProblemType type) {
        return "/docs/errors#" + type.code();
    }

    /** A text as a pattern: for a placeholder anything, for a sentence whose placeholders have no value the title. */
    private static Pattern told(String code, String part, Locale locale) {
        var text = texts(locale).getProperty(code + "." + part);
        var filled = Pattern.quote(text).replaceAll("\\{\\w+}", "\\\\E.+\\\\Q");
        return Pattern.compile(
                text.contains("{") ? filled + "|" + Pattern.quote(texts(locale).getProperty(code + ".title")) : filled);
    }

    private static Properties texts(Locale locale) {
        var texts = new Properties();
        var name = locale == Locale.ENGLISH ? "problems.properties" : "problems_zh.properties";
        try (var in = Problem.class.getResourceAsStream(name);
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            texts.load(reader);
            return texts;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static JsonNode read() {
        try {
            return Json.mapper()
                    .readTree(Files.readString(java.nio.file.Path.of("src/main/resources/META-INF/openapi.json")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
