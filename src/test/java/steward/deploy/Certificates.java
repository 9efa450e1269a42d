package steward.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** An authority of a test's own and what it signs, made by the system's openssl. Without that tests skip aloud. */
public final class Certificates {
    private final Path folder;
    private final String name;

    private Certificates(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** A new authority. */
    public static Certificates authority(Path folder, String name) {
        assumeTrue(RedisServer.program("openssl").isPresent(), "openssl is not installed");
        var made = new Certificates(folder, name);
        openssl(
                List.of("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + name),
                "-keyout",
                made.key().toString(),
                "-out",
                made.certificate().toString());
        return made;
    }

    /**
     * A certificate of this authority.
     *
     * @param names whom it is for, as {@code IP:127.0.0.1} or {@code DNS:redis.internal}
     */
    public Certificates sign(String of, String names) throws IOException {
        var made = new Certificates(folder, of);
        var request = folder.resolve(of + ".csr").toString();
        var extensions = Files.writeString(folder.resolve(of + ".ext"), "subjectAltName=" + names + "\n");
        openssl(
                List.of("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + of),
                "-keyout",
                made.key().toString(),
                "-out",
                request);
        openssl(
                List.of("x509", "-req", "-days", "2", "-CAcreateserial", "-in", request),
                "-CA",
                certificate().toString(),
                "-CAkey",
                key().toString(),
                "-extfile",
                extensions.toString(),
                "-out",
                made.certificate().toString());
        return made;
    }

    public Path certificate() {
        return folder.resolve(name + ".pem");
    }

    public Path key() {
        return folder.resolve(name + ".key");
    }

    /** The certificate as text. */
    public String pem() {
        try {
            return Files.readString(certificate());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void openssl(List<String> what, String... files) {
        var command = new ArrayList<>(
                List.of(RedisServer.program("openssl").orElseThrow().toString()));
        command.addAll(what);
        command.addAll(List.of(files));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes());
            if (process.onExit().join().exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ":\n" + said);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
