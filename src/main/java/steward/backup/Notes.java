package steward.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import steward.backup.Backup.Verified;
import steward.platform.json.Json;

/** What stands in small files beside a backup: its checksum, as sha256sum writes it, and what the latest reading found. */
final class Notes {
    private static final Pattern CHECKSUM = Pattern.compile("([0-9a-f]{64}) [ *].*\\s*");
    private static final String SHA256 = ".sha256";
    private static final String VERIFIED = ".verified";

    private Notes() {}

    /** Empty where there is none, or none that can be read. */
    static Optional<String> checksum(Path backup) throws IOException {
        return text(backup, SHA256)
                .map(CHECKSUM::matcher)
                .filter(line -> line.matches())
                .map(line -> line.group(1));
    }

    static Optional<Verified> verified(Path backup) throws IOException {
        var text = text(backup, VERIFIED);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Json.mapper().readValue(text.get(), Verified.class));
        } catch (JsonProcessingException notOurs) {
            return Optional.empty();
        }
    }

    static void write(Path backup, String sha256) throws IOException {
        put(beside(backup, SHA256), sha256 + "  " + backup.getFileName() + "\n");
    }

    static void write(Path backup, Verified verified) throws IOException {
        put(beside(backup, VERIFIED), Json.mapper().writeValueAsString(verified) + "\n");
    }

    /** Whole or not at all, whoever reads meanwhile. */
    private static void put(Path note, String text) throws IOException {
        var part = Files.writeString(beside(note, ".part"), text);
        Files.move(part, note, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    static void delete(Path backup) throws IOException {
        Files.deleteIfExists(beside(backup, SHA256));
        Files.deleteIfExists(beside(backup, VERIFIED));
    }

    static String sha256(Path file) throws IOException {
        try (var digest =
                new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            Files.copy(file, digest);
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    private static Optional<String> text(Path backup, String ending) throws IOException {
        try {
            return Optional.of(Files.readString(beside(backup, ending)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
