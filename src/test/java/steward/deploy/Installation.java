package steward.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import steward.platform.config.Settings;
import steward.platform.database.Migrations;

/**
 * What is installed on a server, in a folder of its own whose name is hard on scripts, with a folder for backups beside it.
 *
 * @param home where it is installed
 * @param backups where its backups go; not there before the first
 */
public record Installation(Path home, Path backups) {
    private static final Path REPOSITORY = Path.of("").toAbsolutePath();

    /** What a script came to; {@code output} has both streams. */
    public record Ran(int exit, String output) {}

    public static Installation in(Path folder) {
        var installation = new Installation(folder.resolve("安装 目录"), folder.resolve("备份"));
        for (var part : List.of(
                "steward", "scripts", "target/steward.war", "target/payara-micro.jar", "target/steward/WEB-INF")) {
            installation.link(part);
        }
        return installation;
    }

    /** The environment for scripts that are to work on this PostgreSQL. */
    public Map<String, String> on(PostgresServer server, String database) {
        return Map.of(
                "STEWARD_ENV",
                "dev",
                "DATABASE_URL",
                server.url("backend", database),
                "PATH",
                server.programsFolder() + ":" + System.getenv("PATH"));
    }

    /** Makes the tables of the embedded database where they are missing and changes rows; returns how many. */
    public int embedded(String statement) throws SQLException {
        var data = home.resolve("data");
        Migrations.migrated(Settings.of(Map.of("DATA_DIR", data.toString())));
        try (var connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + data.resolve("steward") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                        "sa",
                        "");
                var change = connection.createStatement()) {
            return change.executeUpdate(statement);
        }
    }

    /** A backup of this kind: {@code .dump} or {@code .zip}. */
    public Path backup(String ending) throws IOException {
        try (Stream<Path> files = Files.list(backups)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Runs a script, whose input is empty, to its end. */
    public Ran run(Map<String, String> environment, String script, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(home.resolve(script).toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        return new Ran(process.waitFor(), output);
    }

    /** Links the files where the file system allows it: the server is 100 MB. */
    private void link(String part) {
        try (var files = Files.walk(REPOSITORY.resolve(part))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = home.resolve(REPOSITORY.relativize(file).toString());
                Files.createDirectories(target.getParent());
                try {
                    Files.createLink(target, file);
                } catch (IOException | UnsupportedOperationException otherFileSystem) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
