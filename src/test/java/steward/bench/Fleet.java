package steward.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import steward.deploy.Nginx;
import steward.deploy.RedisServer;
import steward.stub.StubModelServer;

/**
 * An installation as in production, made by its own scripts: instances started by start_production.sh, on a PostgreSQL and a
 * Redis, behind Nginx. What is done with it is the first argument: {@code rolling}, {@code scale} or {@code load}; the
 * second is the port of the first instance. {@code bench/production.sh} calls it. Ends with status 1 where something failed.
 */
public final class Fleet {
    static final String KEY = "sk-fleet-7Qm2xVt9LwRb4NcZ8aKd";
    static final String CACHED = "{\"model\":\"stub\",\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么算？\"}]}";
    private static final int INSTANCES = 3;

    private final Path work;
    private final Path home;
    private final int firstPort;
    private final EmbeddedPostgres database;
    private final RedisServer redis;
    private final StubModelServer model;
    private Nginx nginx;

    private Fleet(Path work, int firstPort) throws IOException {
        this.work = work;
        this.home = work.resolve("home");
        this.firstPort = firstPort;
        database = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .start();
        redis = RedisServer.start();
        model = StubModelServer.start();
    }

    public static void main(String... arguments) throws Exception {
        var work = Path.of(System.getProperty("steward.work")).toAbsolutePath();
        var fleet = new Fleet(work, Integer.parseInt(arguments[1]));
        // also where it is interrupted: the instances are processes of their own
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::end));
        System.exit(fleet.does(arguments[0]) ? 0 : 1);
    }

    private boolean does(String what) throws Exception {
        try {
            install();
            start();
            return switch (what) {
                case "rolling" -> new RollingRestart(this).run();
                case "scale" -> scale();
                case "load" -> load();
                default -> throw new IllegalArgumentException(what);
            };
        } catch (IOException failed) {
            System.err.println(failed.getMessage());
            return false;
        }
    }

    /** A copy of the scripts beside what was built; start.sh takes the folder that it lies in for its home. */
    private void install() throws Exception {
        run(Map.of(), "rm", "-rf", home.toString());
        Files.createDirectories(home.resolve("target"));
        run(
                Map.of(),
                "cp",
                "-r",
                "start.sh",
                "steward",
                "start_production.sh",
                "scripts",
                "server-config",
                home.toString());
        for (var built : List.of("steward.war", "payara-micro.jar", "steward")) {
            var link = home.resolve("target").resolve(built);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of("target", built).toAbsolutePath());
        }
        var file = home.resolve(".env.production");
        Files.writeString(file, String.join("\n", settings()) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private List<String> settings() {
        return List.of(
                "DATABASE_URL=postgresql://postgres@127.0.0.1:" + database.getPort() + "/postgres",
                "DATABASE_PASSWORD=Vb7kQm3xTz9RwL2n",
                "REDIS_URL=" + redis.url(),
                "SECRET_KEY=hT4vN8qLx2ZrW6mKc9PbYd3SgJf7UaEe5RtVn1XwQz",
                "API_KEYS=" + KEY,
                "LLM_BASE_URL=" + model.baseUrl(),
                "LLM_API_KEY=sk-stub",
                "LLM_MODEL=stub,stub-pace-50-tokens-40",
                // all share one processor: what is tried is the restart, not how soon the model listens
                "LLM_CONNECT_TIMEOUT=30",
                "RATE_LIMIT_PER_MINUTE=1000000",
                "MAX_CONCURRENT_REQUESTS=300",
                "REALTIME_MAX_PER_CALLER=1000",
                "DB_POOL_SIZE=20",
                "DB_MAX_OVERFLOW=10",
                "MAX_HEAP_MB=512");
    }

    private void start() throws Exception {
        run(environment(), home + "/start_production.sh", "--instances", Integer.toString(INSTANCES), "--lang", "en");
        nginx = Nginx.start(work.resolve("nginx"), servers(INSTANCES), Map.of());
    }

    private List<String> servers(int instances) {
        return IntStream.range(0, instances)
                .mapToObj(number -> "127.0.0.1:" + (firstPort + number))
                .toList();
    }

    private Map<String, String> environment() {
        return Map.of("BASE_PORT", Integer.toString(firstPort), "API_KEY", KEY);
    }

    String uri(String path) {
        return nginx.uri(path);
    }

    /** Replaces all instances by the script of operators. */
    void restartOneByOne() throws Exception {
        run(
                environment(),
                home + "/scripts/rolling_restart.sh",
                "--nginx",
                nginx.folder().toString(),
                "--lang",
                "en");
    }

    /** The same load on one, two and three of the instances; they share one machine, so that it bounds them. */
    private boolean scale() throws Exception {
        System.out.println("| instances | search req/s | cached /v1 req/s | failed |\n| --- | --- | --- | --- |");
        var failed = 0L;
        for (var instances = 1; instances <= INSTANCES; instances++) {
            try (var front = Nginx.start(work.resolve("nginx-" + instances), servers(instances), Map.of())) {
                var search = Ab.get(front.uri("/api/knowledge/search?q=annual"));
                var cached = Ab.post(work, front.uri("/v1/chat/completions"), CACHED);
                search.run(2_000, 64);
                cached.run(2_000, 64);
                var found = search.run(20_000, 64);
                var answered = cached.run(20_000, 64);
                failed += found.failed() + answered.failed();
                System.out.printf(
                        "| %d | %.0f | %.0f | %d |%n",
                        instances, found.rate(), answered.rate(), found.failed() + answered.failed());
            }
        }
        return failed == 0;
    }

    private boolean load() throws Exception {
        run(environment(), home + "/scripts/loadtest.sh", nginx.uri(""), "--report", work + "/loadtest.md");
        return true;
    }

    static void run(Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        var status = builder.start().onExit().join().exitValue();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status);
        }
    }

    private void end() {
        try (database;
                model;
                redis) {
            if (nginx != null) {
                nginx.close();
            }
            run(Map.of(), home + "/start_production.sh", "stop", "--lang", "en");
        } catch (IOException left) {
            System.err.println(left.getMessage());
        }
    }

    /** ab against one address. */
    record Ab(List<String> target) {
        /**
         * What it says of a run.
         *
         * @param failed cut off, or no 2xx
         * @param rate requests a second
         */
        record Said(long complete, long failed, double rate) {}

        static Ab get(String uri) {
            return new Ab(List.of(uri));
        }

        static Ab post(Path folder, String uri, String body) throws IOException {
            var file = Files.writeString(folder.resolve("body.json"), body);
            return new Ab(List.of("-p", file.toString(), "-T", "application/json", uri));
        }

        Said run(int requests, int connections) throws Exception {
            var command = new ArrayList<>(List.of(
                    "ab",
                    "-q",
                    "-r",
                    "-l",
                    "-k",
                    "-n",
                    "" + requests,
                    "-c",
                    "" + connections,
                    "-H",
                    "Authorization: Bearer " + KEY));
            command.addAll(target);
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var text = new String(process.getInputStream().readAllBytes());
            process.waitFor();
            return new Said(
                    (long) number(text, "Complete requests:"),
                    (long) (number(text, "Failed requests:") + number(text, "Non-2xx responses:")),
                    number(text, "Requests per second:"));
        }

        private static double number(String text, String label) {
            return text.lines()
                    .filter(line -> line.startsWith(label))
                    .mapToDouble(line -> Double.parseDouble(
                            line.substring(label.length()).strip().split(" ")[0]))
                    .findFirst()
                    .orElse(0);
        }
    }
}
