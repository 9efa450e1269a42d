package steward.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;

class LogsCommandTest {
    private static final String EVENT = """
            {"timestamp":"2026-11-21T08:29:18.282901Z","level":"WARNING","logger":"steward.model","message":"model.slow",\
            "request_id":"req_1","model":"模型"}""";

    @TempDir
    private Path folder;

    @Test
    void theEndOfTheLogIsReadable() throws IOException {
        log("app.log", "first\n" + EVENT + "\n");
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(settings(), "logs", "-n", "1")).isZero();
        assertThat(screen.text()).isEqualTo("08:29:18.282Z WARNING model.slow  request_id=req_1  model=模型\n");
    }

    @Test
    void anExceptionKeepsItsLines() {
        var line = new LogLine(new Screen(Locale.ENGLISH).terminal());

        assertThat(line.readable("{\"level\":\"ERROR\",\"message\":\"boom\",\"exception\":\"a.B: c\\n\\tat d\"}"))
                .endsWith("ERROR   boom\na.B: c\n\tat d");
    }

    @Test
    void whatIsNoJsonIsShownAsItIs() {
        var line = new LogLine(new Screen(Locale.ENGLISH).terminal());

        assertThat(line.readable("{torn")).isEqualTo("{torn");
        assertThat(line.readable("plain")).isEqualTo("plain");
    }

    @Test
    void theServersLogIsShownWhileTheApplicationHasNone() throws IOException {
        log("server.log", "hello\n");
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(settings(), "logs")).isZero();
        assertThat(screen.text()).isEqualTo("hello\n");
    }

    @Test
    void anotherLogIsShownByItsName() throws IOException {
        log("app.log", "from app\n");
        log("access.log", "{\"level\":\"INFO\",\"message\":\"GET /\",\"server_id\":\"server-1\",\"status\":200}\n");
        var screen = new Screen(Locale.ENGLISH);
        screen.run(settings(), "logs", "access");

        assertThat(screen.text()).isEqualTo(" INFO    GET /  status=200\n");
    }

    @Test
    void noLogIsSaid() {
        var screen = new Screen(Locale.SIMPLIFIED_CHINESE);

        assertThat(screen.run(settings(), "logs")).isEqualTo(2);
        assertThat(screen.errors()).contains("还没有日志");
    }

    @Test
    void aNumberThatIsNoneIsSaid() {
        var screen = new Screen(Locale.ENGLISH);

        assertThat(screen.run(settings(), "logs", "-n", "many")).isEqualTo(2);
    }

    @Test
    void followingHandsOverWholeLinesOnly() throws IOException {
        var file = log("app.log", "one\ntw");
        var tail = new LogsCommand.Tail(file);

        assertThat(tail.more()).containsExactly("one");
        Files.writeString(file, "o 二\nthree", StandardOpenOption.APPEND);
        assertThat(tail.more()).containsExactly("two 二");
        assertThat(tail.more()).isEmpty();
    }

    @Test
    void followingGoesOnAfterARotation() throws IOException {
        var file = log("app.log", "old line\n");
        var tail = new LogsCommand.Tail(file);
        tail.more();

        Files.move(file, folder.resolve("app.log.1"));
        assertThat(tail.more()).isEmpty();
        log("app.log", "new line, longer than before\n");

        assertThat(tail.more()).containsExactly("new line, longer than before");
    }

    private Path log(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Settings settings() {
        return Settings.of(Map.of("LOG_DIR", folder.toString()));
    }
}
