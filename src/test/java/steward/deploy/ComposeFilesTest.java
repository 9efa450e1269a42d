package steward.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import steward.platform.config.Setting;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The compose files against what they promise, and against slips that Docker would only tell when it starts them; that they
 * are compose files at all is {@link ScriptsIT}'s, by docker-compose itself.
 */
class ComposeFilesTest {
    private static final Path TRY = Path.of("docker-compose.yml");
    private static final Path PRODUCTION = Path.of("docker-compose.prod.yml");
    private static final Pattern POSTGRES = Pattern.compile("postgres:(\\d+).*");
    private static final Pattern DURATION = Pattern.compile("\\d+s");

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void everyNameIsDeclared(String file) throws IOException {
        var compose = compose(Path.of(file));
        forEachService(compose, (name, service) -> {
            assertThat(texts(service.path("networks"))).as(name).isSubsetOf(names(compose.path("networks")));
            assertThat(texts(service.path("secrets"))).as(name).isSubsetOf(names(compose.path("secrets")));
            assertThat(texts(service.path("volumes")).stream()
                            .map(volume -> volume.split(":")[0])
                            .filter(source -> !source.startsWith(".")))
                    .as(name)
                    .isSubsetOf(names(compose.path("volumes")));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void whoeverWaitsForAServiceFindsItWithAHealthCheck(String file) throws IOException {
        var services = compose(Path.of(file)).path("services");
        forEachService(
                compose(Path.of(file)),
                (name, service) -> service.path("depends_on").properties().forEach(needed -> {
                    assertThat(needed.getValue().path("condition").asText())
                            .as(name)
                            .isEqualTo("service_healthy");
                    assertThat(texts(service.path("profiles")))
                            .as(name + " waits for what is started with it: " + needed.getKey())
                            .containsAll(texts(services.path(needed.getKey()).path("profiles")));
                    assertThat(services.has(needed.getKey()))
                            .as(needed.getKey())
                            .isTrue();
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void whatIsMountedFromHereIsInTheRepositoryOrMadeByTheOperator(String file) throws IOException {
        forEachService(
                compose(Path.of(file)),
                (name, service) -> texts(service.path("volumes")).stream()
                        .filter(volume -> volume.startsWith("."))
                        .forEach(volume -> {
                            var source = volume.split(":")[0];
                            assertThat(source.equals("./ssl") || Files.exists(Path.of(source)))
                                    .as(volume)
                                    .isTrue();
                            assertThat(volume).endsWith(":ro");
                        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void ourContainersAreToldNothingThatNobodyReads(String file) throws IOException {
        assertThat(ours(Path.of(file)).flatMap(service -> names(service.path("environment")).stream()))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(Setting.called(name)).as(name).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void everyServerHasANameOfItsOwn(String file) throws IOException {
        assertThat(ours(Path.of(file))
                        .map(service -> service.at("/environment/SERVER_ID").asText()))
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void noPortOfTheHostIsTakenTwice(String file) throws IOException {
        var ports = new ArrayList<String>();
        forEachService(compose(Path.of(file)), (name, service) -> ports.addAll(texts(service.path("ports"))));
        assertThat(ports).map(port -> port.replaceFirst(":\\d+$", "")).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void everyHealthCheckEndsByItself(String file) throws IOException {
        forEachService(compose(Path.of(file)), (name, service) -> {
            var check = service.path("healthcheck");
            if (!check.isMissingNode()) {
                assertThat(check.at("/test/0").asText()).as(name).isIn("CMD", "CMD-SHELL");
                assertThat(check.path("interval").asText()).as(name).matches(DURATION);
                assertThat(check.path("timeout").asText()).as(name).matches(DURATION);
                assertThat(check.path("retries").asInt()).as(name).isPositive();
            }
        });
    }

    @Test
    void inProductionEveryServiceHasItsShareOfTheMachineAndOfTheDisk() throws IOException {
        forEachService(compose(PRODUCTION), (name, service) -> {
            assertThat(service.at("/deploy/resources/limits/cpus").asText())
                    .as(name)
                    .matches("\\d+\\.\\d+");
            assertThat(service.at("/deploy/resources/limits/memory").asText())
                    .as(name)
                    .matches("\\d+[MG]");
            assertThat(service.at("/logging/options/max-size").asText())
                    .as(name)
                    .isEqualTo("10m");
        });
    }

    @Test
    void inProductionTheTrafficOfTheWorldAndTheRowsShareNoNetwork() throws IOException {
        var services = compose(PRODUCTION).path("services");
        assertThat(texts(services.at("/nginx/networks"))).containsExactly("frontend");
        assertThat(Stream.of("postgres", "postgres-replica", "redis", "redis-replica", "sentinel-1"))
                .allSatisfy(name ->
                        assertThat(texts(services.at("/" + name + "/networks"))).containsExactly("backend"));
    }

    @Test
    void inProductionTheHeapLeavesRoomWithinTheContainersMemory() throws IOException {
        assertThat(ours(PRODUCTION)).allSatisfy(service -> {
            assertThat(service.at("/deploy/resources/limits/memory").asText()).isEqualTo("2G");
            assertThat(service.at("/environment/MAX_HEAP_MB").asInt()).isBetween(256, 1024);
        });
    }

    @Test
    void theProfilesAreThoseOfTheGuides() throws IOException {
        assertThat(profiles(TRY)).containsExactlyInAnyOrder("load-balancer", "workers", "admin");
        assertThat(profiles(PRODUCTION)).containsExactlyInAnyOrder("replica", "sentinel");
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

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void whicheverServerMakesABackupAllFindItInOneVolume(String file) throws IOException {
        assertThat(ours(Path.of(file))).isNotEmpty().allSatisfy(service -> {
            var folder = service.at("/environment/BACKUP_DIR").asText();
            assertThat(folder).isEqualTo("/app/backups");
            assertThat(texts(service.path("volumes"))).contains("backups:" + folder);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.prod"})
    void theImageHasAFolderForBackupsThatItsUserMayWriteTo(String file) throws IOException {
        assertThat(Files.readString(Path.of(file)))
                .containsPattern("install -d -o appuser -g appuser .*/app/backups")
                .containsPattern("VOLUME .*\"/app/backups\"")
                .contains("BACKUP_DIR=/app/backups");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile", "Dockerfile.prod", "Dockerfile.dev"})
    void theImageCanDumpEveryPostgresqlOfTheComposeFiles(String file) throws IOException {
        var client = Pattern.compile("postgresql-client-(\\d+)").matcher(Files.readString(Path.of(file)));
        assertThat(client.find()).isTrue();
        var version = Integer.parseInt(client.group(1));
        for (var compose : List.of(TRY, PRODUCTION)) {
            forEachService(compose(compose), (name, service) -> {
                var server = POSTGRES.matcher(service.path("image").asText());
                if (server.matches()) {
                    assertThat(version)
                            .as(compose + " " + name)
                            .isGreaterThanOrEqualTo(Integer.parseInt(server.group(1)));
                }
            });
        }
        // where only the programs are taken, they are those of that package
        var text = Files.readString(Path.of(file));
        if (!file.endsWith(".dev")) {
            assertThat(text)
                    .contains("/usr/lib/postgresql/" + version + "/bin/pg_dump")
                    .contains("/usr/lib/postgresql/" + version + "/bin/pg_restore")
                    .contains("pg_dump --version && pg_restore --version");
        }
    }

    private static Stream<JsonNode> ours(Path file) throws IOException {
        return compose(file).path("services").properties().stream()
                .map(service -> service.getValue())
                .filter(service -> service.path("image").asText().contains("steward"));
    }

    private static Set<String> profiles(Path file) throws IOException {
        return compose(file).path("services").properties().stream()
                .flatMap(service -> texts(service.getValue().path("profiles")).stream())
                .collect(Collectors.toSet());
    }

    private static void forEachService(JsonNode compose, BiConsumer<String, JsonNode> check) {
        compose.path("services").properties().forEach(service -> check.accept(service.getKey(), service.getValue()));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static JsonNode compose(Path file) throws IOException {
        var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        // not our own mapper, which leaves out what is null: a volume that is only declared
        return new ObjectMapper().valueToTree(yaml.load(Files.readString(file)));
    }
}
