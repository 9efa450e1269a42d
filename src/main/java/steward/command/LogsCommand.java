package steward.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/** Shows the end of the log, readable, and with {@code -f} what is added to it. */
final class LogsCommand implements Command {
    /** While the application has not started, the server's own log is the only one. */
    private static final List<String> NAMES = List.of("app", "server", "error", "access");

    private static final int USUAL_LINES = 50;
    /** Some file systems announce no change, so the file is looked at as often as this. */
    private static final long LOOK_MILLIS = 500;

    private final Settings settings;
    private final Terminal terminal;

    LogsCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public String usage() {
        return "logs [-f] [-n N] [app|error|access|server]";
    }

    @Override
    public Bilingual help() {
        return new Bilingual(
                "日志的末尾，易读；-f 跟随；不写名字就是 app", "the end of a log, readable; -f follows it; app unless another is named");
    }

    @Override
    public int run(List<String> arguments) {
        var file = file(arguments);
        var lines = Terminal.option(arguments, "-n");
        if (!lines.isEmpty() && !lines.matches("\\d{1,6}")) {
            terminal.error(new Bilingual("-n 后面是行数", "-n takes a number of lines"));
            return Steward.CANNOT_TELL;
        }
        if (!Files.isReadable(file)) {
            terminal.error(new Bilingual("还没有日志：" + file, "There is no log yet: " + file));
            return Steward.CANNOT_TELL;
        }
        try {
            show(file, lines.isEmpty() ? USUAL_LINES : Integer.parseInt(lines), arguments.contains("-f"));
            return Steward.OK;
        } catch (IOException unreadable) {
            terminal.error(new Bilingual("读不了日志：" + file, "The log cannot be read: " + file));
            return Steward.CANNOT_TELL;
        }
    }

    private Path file(List<String> arguments) {
        var folder = settings.path(Setting.LOG_DIR);
        return NAMES.stream()
                .filter(arguments::contains)
                .findFirst()
                .or(() -> NAMES.stream()
                        .filter(name -> Files.exists(folder.resolve(name + ".log")))
                        .findFirst())
                .map(name -> folder.resolve(name + ".log"))
                .orElse(folder.resolve("app.log"));
    }

    private void show(Path file, int lines, boolean follow) throws IOException {
        var readable = new LogLine(terminal);
        var last = new ArrayDeque<String>();
        var end = new Tail(file);
        for (var line : end.more()) {
            last.add(line);
            if (last.size() > lines) {
                last.remove();
            }
        }
        last.forEach(line -> print(line, readable));
        if (follow) {
            follow(file, end, readable);
        }
    }

    private void print(String line, LogLine readable) {
        terminal.line(terminal.json() ? line : readable.readable(line));
    }

    private void follow(Path file, Tail end, LogLine readable) throws IOException {
        try (var watch = FileSystems.getDefault().newWatchService()) {
            file.toAbsolutePath()
                    .getParent()
                    .register(watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            while (true) {
                var key = watch.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
                end.more().forEach(line -> print(line, readable));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lines of a file as they come; begins again when the file was rotated. */
    static final class Tail {
        private final Path file;
        private Object fileKey;
        private long position;

        Tail(Path file) throws IOException {
            this.file = file;
            this.fileKey = key();
        }

        /** The whole lines added since the last call. */
        List<String> more() throws IOException {
            if (!Files.exists(file)) {
                return List.of();
            }
            var key = key();
            if (Files.size(file) < position || key != null && !key.equals(fileKey)) {
                fileKey = key;
                position = 0;
            }
            return new String(added(), StandardCharsets.UTF_8).lines().toList();
        }

        private Object key() throws IOException {
            return Files.exists(file)
                    ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
                    : null;
        }

        private byte[] added() throws IOException {
            try (var reader = new RandomAccessFile(file.toFile(), "r")) {
                var bytes = new byte[(int) Math.min(reader.length() - position, 64 << 20)];
                reader.seek(position);
                reader.readFully(bytes);
                // a character is never cut: only whole lines are taken
                var end = bytes.length;
                while (end > 0 && bytes[end - 1] != '\n') {
                    end--;
                }
                position += end;
                return Arrays.copyOf(bytes, end);
            }
        }
    }
}
