package steward.platform.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class LogsTest {
    private static final Logger LOG = Logger.getLogger("steward.test");
    private static final Logger ACCESS = Logger.getLogger(Logs.ACCESS);

    @TempDir
    Path folder;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void linesGoToTheApplicationsLogAndWarningsToTheErrorLogToo() throws IOException {
        try (var logs = open(PythonLevel.INFO, "json")) {
            assertThat(logs).isNotNull();
            LOG.fine("not this");
            LOG.info("an event");
            LOG.warning("a warning with canary-secret");
        }
        assertThat(lines("app.log")).hasSize(2);
        assertThat(lines("error.log"))
                .singleElement()
                .asString()
                .contains("a warning with ••••••")
                .doesNotContain("canary");
    }

    @Test
    void theLevelIsTheSettings() throws IOException {
        try (var logs = open(PythonLevel.ERROR, "text")) {
            assertThat(logs).isNotNull();
            LOG.warning("not this");
            LOG.severe("this");
        }
        assertThat(lines("app.log")).singleElement().asString().endsWith("ERROR   steward.test this");
    }

    @Test
    void theLevelChangesWhileLinesAreWritten() throws IOException {
        try (var logs = open(PythonLevel.ERROR, "text")) {
            LOG.fine("not this");
            logs.level(PythonLevel.DEBUG);
            LOG.fine("this");
            logs.level(PythonLevel.ERROR);
            LOG.warning("nor this");
        }
        assertThat(lines("app.log")).singleElement().asString().endsWith("steward.test this");
    }

    @Test
    void requestsHaveTheirOwnLogWhichIsWrittenSoon() throws IOException {
        try (var logs = open(PythonLevel.WARNING, "json")) {
            assertThat(logs).isNotNull();
            request(1);
            await().until(() -> lines("access.log").size() == 1);
        }
        assertThat(lines("app.log")).isEmpty();
    }

    @Test
    void noRequestIsLostWhenTheLogsAreClosed() throws IOException {
        try (var logs = open(PythonLevel.INFO, "json")) {
            assertThat(logs).isNotNull();
            request(5_000);
        }
        assertThat(lines("access.log")).hasSize(5_000);
    }

    @Test
    void aBatchThatIsDueAfterTheLogsAreClosedDoesNotOpenTheFileAgain() throws IOException {
        var due = new CopyOnWriteArrayList<Runnable>();
        var handler = new BatchingHandler(
                new RotatingFile(folder.resolve("access.log"), 10_000_000, 1),
                new JsonLines("s", new Redactor(List.of()), false),
                Level.ALL,
                timer,
                due::add);
        publish(handler, 1);
        await().until(() -> !due.isEmpty());
        handler.close();
        Files.delete(folder.resolve("access.log"));
        due.forEach(Runnable::run);
        assertThat(folder.resolve("access.log")).doesNotExist();
    }

    @Test
    void whenMoreComesThanCanBeWrittenTheLossIsTold() throws IOException {
        var handler = new BatchingHandler(
                new RotatingFile(folder.resolve("access.log"), 10_000_000, 1),
                new JsonLines("s", new Redactor(List.of()), false),
                Level.ALL,
                timer,
                neverRun -> {});
        for (var i = 0; i < 10_000; i++) {
            handler.publish(new LogRecord(Level.INFO, "request"));
        }
        handler.close();
        assertThat(lines("access.log")).hasSize(8_193);
        assertThat(lines("access.log").get(8_192)).contains("log.dropped lines=1808");
    }

    @Test
    void linesThatTheDiskHadNoRoomForAreCountedAndTold() {
        var disk = new FullDisk();
        var handler = new LineHandler(disk, new JsonLines("s", new Redactor(List.of()), false), Level.ALL);
        handler.setErrorManager(silent());
        publish(handler, 3);
        disk.full = false;
        publish(handler, 1);
        assertThat(disk.toString()).contains("log.dropped lines=3").contains("\"an event\"");
        assertThat(disk.toString().lines()).hasSize(2);
    }

    @Test
    void requestsThatTheDiskHadNoRoomForAreCountedAndTold() {
        var disk = new FullDisk();
        var handler = new BatchingHandler(
                disk, new JsonLines("s", new Redactor(List.of()), false), Level.ALL, timer, neverRun -> {});
        handler.setErrorManager(silent());
        publish(handler, 3);
        handler.flush();
        publish(handler, 2);
        handler.flush();
        disk.full = false;
        publish(handler, 1);
        handler.flush();
        assertThat(disk.toString()).contains("log.dropped lines=5");
        assertThat(disk.toString().lines()).hasSize(2);
        handler.close();
    }

    private static void publish(Handler handler, int times) {
        for (var i = 0; i < times; i++) {
            handler.publish(new LogRecord(Level.INFO, "an event"));
        }
    }

    private static ErrorManager silent() {
        return new ErrorManager() {
            @Override
            public void error(String message, Exception failure, int code) {
                // expected
            }
        };
    }

    /** As a disk without room, until it is freed. */
    private static final class FullDisk extends ByteArrayOutputStream {
        private boolean full = true;

        @Override
        public void write(byte[] bytes) throws IOException {
            if (full && bytes.length > 0) {
                throw new IOException("No space left on device");
            }
            super.write(bytes);
        }
    }

    @Test
    void afterClosingTheLoggersAreAsTheyWere() throws IOException {
        open(PythonLevel.DEBUG, "json").close();
        var logger = Logger.getLogger("steward");
        assertThat(logger.getHandlers()).isEmpty();
        assertThat(logger.getLevel()).isNull();
        assertThat(logger.getUseParentHandlers()).isTrue();
    }

    @Test
    void aFolderThatCannotBeWrittenToChangesNothing() throws IOException {
        Files.writeString(folder.resolve("file"), "in the way");
        var config = new LogConfig(PythonLevel.INFO, "json", folder.resolve("file/logs"), false, "server-1");
        assertThatThrownBy(() -> new Logs(config, List.of(), timer, Runnable::run))
                .isInstanceOf(IOException.class);
        assertThat(Logger.getLogger("steward").getHandlers()).isEmpty();
    }

    @Test
    void theSecretsToHideAreThoseOfTheSettings() {
        var settings = Settings.of(Map.of(
                "API_KEYS", "first-key-0123456789, second-key-0123456789",
                "LLM_API_KEY", "model-key-0123456789",
                "DATABASE_URL", "postgresql://steward:database-password@db/steward"));
        assertThat(LogStart.secrets(settings))
                .contains("first-key-0123456789", "second-key-0123456789", "model-key-0123456789", "database-password");
    }

    private Logs open(PythonLevel level, String format) throws IOException {
        return new Logs(
                new LogConfig(level, format, folder, false, "server-1"),
                List.of("canary-secret"),
                timer,
                Runnable::run);
    }

    private static void request(int times) {
        for (var i = 0; i < times; i++) {
            ACCESS.info("request");
        }
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }
}
