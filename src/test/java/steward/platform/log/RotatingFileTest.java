package steward.platform.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RotatingFileTest {
    @TempDir
    Path folder;

    @Test
    void aFullFileMakesWayForANewOneAndTheOldestGoes() throws IOException {
        try (var file = file()) {
            for (var line : new String[] {"1111", "2222", "3333", "4444", "5555", "6666", "7777"}) {
                file.write(bytes(line));
            }
        }
        assertThat(content("app.log")).isEqualTo("7777");
        assertThat(content("app.log.1")).isEqualTo("55556666");
        assertThat(content("app.log.2")).isEqualTo("33334444");
        assertThat(folder.resolve("app.log.3")).doesNotExist();
    }

    @Test
    void aFileFoundAtTheStartIsContinued() throws IOException {
        Files.writeString(folder.resolve("app.log"), "before ");
        try (var file = file()) {
            file.write(bytes("abc"));
        }
        assertThat(content("app.log")).isEqualTo("before abc");
    }

    @Test
    void aLineLongerThanTheLimitIsWrittenWhole() throws IOException {
        try (var file = file()) {
            file.write(bytes("x".repeat(50)));
            file.write(bytes("y"));
        }
        assertThat(content("app.log.1")).hasSize(50);
        assertThat(content("app.log")).isEqualTo("y");
    }

    @Test
    void theFolderIsMade() throws IOException {
        try (var file = new RotatingFile(folder.resolve("日志/app.log"), 10, 2)) {
            file.write('x');
        }
        assertThat(content("日志/app.log")).isEqualTo("x");
    }

    @Test
    void aFileThatCouldNotMakeWayIsWrittenToAgainWhenItCan() throws IOException {
        Files.writeString(folder.resolve("app.log.1"), "before");
        var inTheWay = Files.createDirectories(folder.resolve("app.log.2/not-empty"));
        try (var file = file()) {
            file.write(bytes("1234567890"));
            assertThatThrownBy(() -> file.write(bytes("lost"))).isInstanceOf(IOException.class);
            Files.delete(inTheWay);
            Files.delete(inTheWay.getParent());
            file.write(bytes("again"));
        }
        assertThat(content("app.log")).contains("again").doesNotContain("lost");
    }

    private RotatingFile file() throws IOException {
        return new RotatingFile(folder.resolve("app.log"), 10, 2);
    }

    private String content(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
