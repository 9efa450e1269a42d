package steward.knowledge.file;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ForkedReadingTest {
    private static final int MEMORY_MB = 64;

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor();
    private static final FileReading HERE = new FileReading(FileLimits.STANDARD, System::nanoTime);
    /** Of all tests, as starting a process is what takes time. */
    private static final ForkedReading FORKED =
            new ForkedReading(FileLimits.STANDARD, TIMER, ForkedReading.command(MEMORY_MB));

    @AfterAll
    static void end() {
        FORKED.close();
        TIMER.shutdownNow();
    }

    @Test
    void filesAreReadInAnotherProcessWithTheSameTextAndTheSameCauses() {
        assertThat(FORKED.read(FileKind.WORD, OfficeFixtures.word()))
                .isEqualTo(HERE.read(FileKind.WORD, OfficeFixtures.word()));
        assertThat(causeOf(FORKED, PdfFixtures.encrypted("geheim"))).isEqualTo(FileCause.ENCRYPTED);
        assertThat(FORKED.read(FileKind.PDF, PdfFixtures.report()).blocks()).hasSize(3);
    }

    @Test
    void aFileThatTakesAllMemoryEndsItsProcessOnlyAndTheNextIsRead() {
        assertThat(causeOf(FORKED, bomb())).isEqualTo(FileCause.TOO_COMPLEX);
        assertThat(FORKED.read(FileKind.PDF, PdfFixtures.report()).blocks()).hasSize(3);
    }

    @Test
    void aProcessThatCannotBeStartedIsSaid() {
        try (var forked = new ForkedReading(FileLimits.STANDARD, TIMER, List.of("/nowhere/java"))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> forked.read(FileKind.PDF, PdfFixtures.report()))
                    .withMessage("the process that reads files cannot be started");
        }
    }

    private static FileCause causeOf(OfficeFiles files, byte[] pdf) {
        return catchThrowableOfType(UnreadableFile.class, () -> files.read(FileKind.PDF, pdf))
                .reason();
    }

    /** Objects that unpack to more than the process has, which is what a PDF must be read into before anything is known of it. */
    private static byte[] bomb() {
        var packed = packed(2 * MEMORY_MB);
        var out = new ByteArrayOutputStream();
        out.writeBytes(("%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                        + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                        + "4 0 obj<</Type/ObjStm/N 1/First 4/Length " + packed.length + "/Filter/FlateDecode>>stream\n")
                .getBytes(ISO_8859_1));
        out.writeBytes(packed);
        out.writeBytes("\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF".getBytes(ISO_8859_1));
        return out.toByteArray();
    }

    private static byte[] packed(int megabytes) {
        return OfficeFixtures.bytes(out -> {
            try (var packing = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_SPEED))) {
                var blanks = " ".repeat(1 << 20).getBytes(ISO_8859_1);
                packing.write("3 0 ".getBytes(ISO_8859_1));
                for (int at = 0; at < megabytes; at++) {
                    packing.write(blanks);
                }
            }
        });
    }
}
