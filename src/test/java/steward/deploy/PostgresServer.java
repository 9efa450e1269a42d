package steward.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The system's PostgreSQL with a cluster of its own, as pg_dump must be of the server's version. Skips aloud without one. */
public final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path data;
    private final int port;

    private PostgresServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Starts it, asking for no password, with the superuser {@code backend}. */
    public static PostgresServer start() {
        try {
            return start(Files.createTempDirectory("steward-postgres"), null);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * As {@link #start()}, with its files where a test wants them.
     *
     * @param data a new folder for its rows
     * @param log a new folder for its log of changes, or null for one within {@code data}
     */
    public static PostgresServer start(Path data, Path log) {
        var programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed");
        assumeTrue(
                !isRoot() || RedisServer.program("runuser").isPresent(),
                "PostgreSQL does not run as root, and there is no runuser");
        try {
            var server = new PostgresServer(programs.get(), data, RedisServer.freePort());
            var options = new ArrayList<>(List.of("-D", data.toString(), "-U", "backend", "-A", "trust", "-E", "UTF8"));
            if (log != null) {
                // in small files, so that a small disk holds many
                options.addAll(List.of("--waldir=" + log, "--wal-segsize=1"));
            }
            for (var folder : log == null ? List.of(data) : List.of(data, log)) {
                Files.createDirectories(folder);
                if (isRoot()) {
                    run("chown", "postgres", folder.toString());
                }
            }
            server.tool("initdb", options.toArray(String[]::new));
            server.startAgain();
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts another that follows this one and can be read only. */
    public PostgresServer replica() {
        try {
            var folder = Files.createTempDirectory("steward-postgres-replica");
            var replica = new PostgresServer(programs, folder, RedisServer.freePort());
            if (isRoot()) {
                run("chown", "postgres", folder.toString());
            }
            replica.tool(
                    "pg_basebackup", "-d", url("backend", "postgres"), "-D", folder.toString(), "-R", "-X", "stream");
            run("chmod", "700", folder.toString());
            replica.startAgain();
            return replica;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Starts it on the rows that it left behind, at the same port. */
    public void startAgain() {
        control(
                "-w",
                "-l",
                data.resolve("log").toString(),
                "-o",
                "-p " + port + " -k " + data + " -c listen_addresses=127.0.0.1 -c max_connections=120",
                "start");
    }

    /** After it may have ended by itself: whatever is left of it ends, and it starts again. */
    public void endAndStartAgain() {
        try {
            crash();
        } catch (UncheckedIOException alreadyEnded) {
            // as it should be
        }
        startAgain();
    }

    /** Ends it as a power cut would: it recovers from its log at the next start. */
    public void crash() {
        control("-m", "immediate", "-w", "stop");
    }

    private void control(String... arguments) {
        var all = new ArrayList<>(List.of("-D", data.toString()));
        all.addAll(List.of(arguments));
        try {
            tool("pg_ctl", all.toArray(String[]::new));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("pg_dump")))
                    .max(Comparator.naturalOrder());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** Where its pg_dump is. */
    public Path programsFolder() {
        return programs;
    }

    public int port() {
        return port;
    }

    public String url(String user, String database) {
        return "postgresql://" + user + "@127.0.0.1:" + port + "/" + database;
    }

    public Connection connect(String user, String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user, "");
    }

    public void execute(String database, String... statements) throws SQLException {
        try (var connection = connect("backend", database);
                var statement = connection.createStatement()) {
            for (var each : statements) {
                statement.execute(each);
            }
        }
    }

    public long count(String database, String table) throws SQLException {
        try (var connection = connect("backend", database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void tool(String program, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException {
        var output = Files.createTempFile("steward-postgres", ".out");
        var process = new ProcessBuilder(command)
                .directory(output.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + Files.readString(output));
        }
    }

    @Override
    public void close() {
        crash();
    }
}
