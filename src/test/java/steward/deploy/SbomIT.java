package steward.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** The list of components that the build makes beside the WAR (CycloneDX). */
class SbomIT {
    private static final Pattern MAVEN = Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)(?:\\?(.*))?");
    private static final Pattern CLASSIFIER = Pattern.compile("(?:^|&)classifier=([^&]+)");
    private static final Pattern LIBRARY = Pattern.compile("WEB-INF/(?:lib|reader)/([^/]+\\.jar)");
    private static final Path WAR = Path.of(System.getProperty("steward.war"));

    @Test
    void itNamesExactlyWhatIsInTheWar() throws IOException {
        assertThat(named()).isEqualTo(packed()).isNotEmpty();
    }

    @Test
    void everyComponentHasAnAddressAHashAndALicence() throws IOException {
        assertThat(sbom().path("components")).isNotEmpty().allSatisfy(component -> {
            assertThat(component.path("purl").asText()).startsWith("pkg:maven/");
            assertThat(component.path("hashes").findValuesAsText("alg")).contains("SHA-256");
            assertThat(component.path("licenses"))
                    .as(component.path("purl").asText())
                    .isNotEmpty();
        });
    }

    @Test
    void itSaysWhatItIsTheListOf() throws IOException {
        assertThat(sbom().path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom().at("/metadata/component/name").asText()).isEqualTo("steward");
        assertThat(sbom().toString()).doesNotContain(System.getProperty("user.home"));
    }

    private static Set<String> named() throws IOException {
        return StreamSupport.stream(sbom().path("components").spliterator(), false)
                .map(component -> file(component.path("purl").asText()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String file(String purl) {
        var parts = MAVEN.matcher(purl);
        assertThat(parts.matches()).as(purl).isTrue();
        var classifier = CLASSIFIER.matcher(parts.group(3) == null ? "" : parts.group(3));
        return parts.group(1) + "-" + parts.group(2) + (classifier.find() ? "-" + classifier.group(1) : "") + ".jar";
    }

    private static Set<String> packed() throws IOException {
        try (var war = new ZipFile(WAR.toFile())) {
            return war.stream()
                    .map(entry -> entry.getName())
                    .map(LIBRARY::matcher)
                    .filter(Matcher::matches)
                    .map(library -> library.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static JsonNode sbom() throws IOException {
        return Json.mapper().readTree(Files.readString(WAR.resolveSibling("steward-sbom.json")));
    }
}
