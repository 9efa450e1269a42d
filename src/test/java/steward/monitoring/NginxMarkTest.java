package steward.monitoring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NginxMarkTest {
    @TempDir
    private Path nginx;

    private Path down;

    /** As scripts/nginx_config.sh writes them. */
    @BeforeEach
    void twoInstances() throws IOException {
        down = Files.createDirectories(nginx.resolve("run/down"));
        Files.writeString(
                nginx.resolve("nginx.conf"), "worker_processes 2;\npid " + nginx.resolve("run") + "/nginx.pid;\n");
        Files.writeString(
                nginx.resolve("servers.conf"),
                "# 127.0.0.1:5003\nserver 127.0.0.1:5001 max_fails=3;\nserver 127.0.0.1:5002 max_fails=3;\n");
    }

    private List<String> out() throws IOException {
        try (Stream<Path> marks = Files.list(down)) {
            return marks.map(mark -> mark.getFileName().toString()).toList();
        }
    }

    @Test
    void anInstanceThatIsKnownTakesItselfOutAndSaysWhy() throws IOException {
        assertThat(new NginxMark(nginx, 5002).put()).isTrue();

        assertThat(out()).containsExactly("127.0.0.1:5002");
        assertThat(down.resolve("127.0.0.1:5002")).hasContent("recycling");
    }

    @Test
    void onlyOneIsOutAtATime() throws IOException {
        Files.createFile(down.resolve("127.0.0.1:5001"));
        var second = new NginxMark(nginx, 5002);

        assertThat(second.put()).isFalse();
        assertThat(out()).containsExactly("127.0.0.1:5001");
        Files.delete(down.resolve("127.0.0.1:5001"));
        assertThat(second.put()).isTrue();
    }

    @Test
    void whomSomebodyIsReplacingAlreadyDoesNotEndByItselfAndLeavesTheFileAsItIs() throws IOException {
        Files.createFile(down.resolve("127.0.0.1:5001"));

        assertThat(new NginxMark(nginx, 5001).put()).isFalse();
        assertThat(down.resolve("127.0.0.1:5001")).isEmptyFile();
    }

    @Test
    void aFileOfItsOwnThatAnEarlierEndLeftBehindIsTakenForTheNewOne() throws IOException {
        Files.writeString(down.resolve("127.0.0.1:5001"), NginxMark.RECYCLING);

        assertThat(new NginxMark(nginx, 5001).put()).isTrue();
        assertThat(out()).containsExactly("127.0.0.1:5001");
    }

    @Test
    void whereNginxCannotBeToldTheInstanceEndsAllTheSame() throws IOException {
        assertThat(new NginxMark(null, 5001).put()).isTrue();
        assertThat(new NginxMark(nginx.resolve("elsewhere"), 5001).put()).isTrue();
        assertThat(new NginxMark(nginx, 5003).put()).isTrue();
        assertThat(new NginxMark(nginx, 500).put()).isTrue();
        assertThat(out()).isEmpty();
    }
}
