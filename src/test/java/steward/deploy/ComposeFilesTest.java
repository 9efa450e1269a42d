package steward.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** The compose files against the schema that docker-compose itself checks them with, and against what they promise. */
class ComposeFilesTest {
    private static final Path TRY = Path.of("docker-compose.yml");
    private static final Path PRODUCTION = Path.of("docker-compose.prod.yml");

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void theFileIsValid(String file) throws IOException {
        try (var text = ComposeFilesTest.class.getResourceAsStream("/steward/deploy/compose-spec.json")) {
            var schema = Json.mapper().readTree(text);
            // each definition has an "id" as older drafts had it, which a validator of this one refuses
            schema.findParents("id").stream()
                    .filter(parent -> parent.get("id").isTextual())
                    .forEach(parent -> ((ObjectNode) parent).remove("id"));
            var errors = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909)
                    .getSchema(schema)
                    .validate(compose(Path.of(file)));
            assertThat(errors).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void everyServiceStartsAgainAndSaysWhetherItIsWell(String file) throws IOException {
        compose(Path.of(file)).path("services").properties().forEach(service -> {
            var definition = service.getValue();
            assertThat(definition.path("restart").asText()).as(service.getKey()).isIn("always", "unless-stopped");
            var own = definition.path("image").asText().contains("steward");
            // the image brings its own health check
            assertThat(own || definition.has("healthcheck"))
                    .as(service.getKey())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void ourOwnContainersMayDoLittle(String file) throws IOException {
        assertThat(ours(Path.of(file))).isNotEmpty().allSatisfy(service -> {
            assertThat(service.path("read_only").asBoolean()).isTrue();
            assertThat(service.path("cap_drop").path(0).asText()).isEqualTo("ALL");
            assertThat(service.path("stop_grace_period").asText()).isEqualTo("45s");
        });
    }

    @Test
    void inProductionOnlyNginxCanBeReached() throws IOException {
        var compose = compose(PRODUCTION);
        assertThat(compose.at("/networks/backend/internal").asBoolean()).isTrue();
        compose.path("services")
                .properties()
                .forEach(service -> assertThat(service.getValue().has("ports"))
                        .as(service.getKey())
                        .isEqualTo(service.getKey().equals("nginx")));
    }

    @Test
    void inProductionNoPasswordIsWritten() throws IOException {
        assertThat(Files.readString(PRODUCTION))
                .doesNotContain("local-try-only")
                .doesNotContainPattern("PASSWORD: \\S");
        assertThat(ours(PRODUCTION))
                .allSatisfy(service -> assertThat(service.path("secrets")).hasSize(4));
    }

    @Test
    void theFirstTryNeedsNoEditAndIsReachedFromThisMachineOnly() throws IOException {
        var services = compose(TRY).path("services");
        assertThat(Stream.of("api", "server-1", "server-2", "server-3", "postgres", "redis")
                        .map(name -> services.at("/" + name + "/ports/0").asText()))
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        assertThat(services.at("/server-1/profiles/0").asText()).isEqualTo("load-balancer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.prod"})
    void theImageRunsAsNobodyAndStartsInExecForm(String file) throws IOException {
        assertThat(Files.readString(Path.of(file)))
                .contains("--uid 1000", "USER 1000:1000", "ENTRYPOINT [\"", "CMD [\"/app/steward\", \"status\"]")
                .contains("--interval=30s --timeout=10s --start-period=40s --retries=3");
    }

    private static Stream<JsonNode> ours(Path file) throws IOException {
        return compose(file).path("services").properties().stream()
                .map(service -> service.getValue())
                .filter(service -> service.path("image").asText().contains("steward"));
    }

    private static JsonNode compose(Path file) throws IOException {
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return Json.mapper().valueToTree(yaml.load(Files.readString(file)));
    }
}
