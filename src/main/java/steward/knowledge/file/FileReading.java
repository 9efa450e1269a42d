package steward.knowledge.file;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Reads the text out of Word, Excel, PowerPoint and PDF files, on the thread that asks. The limits hold while a file is
 * read; what a library takes at once, such as one page of a PDF, is not interrupted. Thread-safe.
 */
public final class FileReading implements OfficeFiles {
    private final FileLimits limits;
    private final LongSupplier nanoTime;

    public FileReading(FileLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    @Override
    public FileText read(FileKind kind, byte[] content) {
        try {
            return readWithin(kind, content);
        } catch (UnreadableFile known) {
            throw known;
        } catch (StackOverflowError | OutOfMemoryError tooMuch) {
            throw new UnreadableFile(FileCause.TOO_COMPLEX, tooMuch);
        } catch (Exception failure) {
            throw UnreadableFile.behind(failure).orElseGet(() -> new UnreadableFile(FileCause.DAMAGED, failure));
        }
    }

    private FileText readWithin(FileKind kind, byte[] content) throws Exception {
        var budget = new Budget(limits, nanoTime);
        var blocks = new Blocks(budget);
        if (kind == FileKind.PDF) {
            PdfFile.read(content, blocks, budget);
        } else {
            readOffice(kind, content, blocks, budget);
        }
        if (blocks.isEmpty()) {
            throw new UnreadableFile(FileCause.NO_TEXT);
        }
        return blocks.text();
    }

    private static void readOffice(FileKind kind, byte[] content, Blocks blocks, Budget budget) throws Exception {
        try (var file = new OfficePackage(content, budget)) {
            switch (kind) {
                case WORD -> WordFile.read(file, blocks);
                case SHEET -> SheetFile.read(file, blocks);
                case SLIDES -> SlidesFile.read(file, blocks, budget);
                default -> throw new UnreadableFile(FileCause.NOT_READ, Map.of("kind", kind.ending()));
            }
        }
    }
}
