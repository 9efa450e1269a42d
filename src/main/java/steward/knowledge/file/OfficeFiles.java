package steward.knowledge.file;

/** Reads the text out of Word, Excel, PowerPoint and PDF files. Thread-safe; waits until the file is read. */
public interface OfficeFiles {
    /**
     * Reads a whole file.
     *
     * @param kind what {@link FileKind#of} says of the bytes; one that {@link FileKind#isRead is read}
     * @throws UnreadableFile with its cause
     */
    FileText read(FileKind kind, byte[] content);
}
