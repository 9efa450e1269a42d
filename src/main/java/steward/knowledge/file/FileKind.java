package steward.knowledge.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file's bytes say that it is; its name may say what it likes. */
public enum FileKind {
    WORD("docx", "docm", "dotx", "dotm"),
    SHEET("xlsx", "xlsm", "xltx", "xltm"),
    SLIDES("pptx", "pptm", "ppsx", "ppsm", "potx"),
    PDF("pdf"),
    /** An Office file behind a password. */
    ENCRYPTED_OFFICE,
    /** Word, Excel or PowerPoint from before 2007. */
    OLD_OFFICE("doc", "xls", "ppt", "dot", "wps", "et", "dps"),
    /** OpenDocument, as LibreOffice writes it. */
    OPEN_DOCUMENT("odt", "ods", "odp"),
    RICH_TEXT("rtf"),
    ARCHIVE("zip", "rar", "7z", "gz", "tgz", "tar", "jar"),
    IMAGE("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"),
    /** None of those; perhaps text. */
    OTHER;

    private static final int PDF_HEAD = 1024;
    private static final byte[] ENCRYPTED_PACKAGE = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);

    private final List<String> endings;

    FileKind(String... endings) {
        this.endings = List.of(endings);
    }

    /** Whether its text can be read here. */
    public boolean isRead() {
        return this == WORD || this == SHEET || this == SLIDES || this == PDF;
    }

    /** The ending that files of this kind usually have, such as {@code docx}. */
    public String ending() {
        return endings.isEmpty() ? "?" : endings.get(0);
    }

    /** What a file's name claims; {@link #OTHER} for endings of text and unknown ones. */
    public static FileKind named(String fileName) {
        var ending = fileName == null
                ? ""
                : fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(kind -> kind.endings.contains(ending))
                .findFirst()
                .orElse(OTHER);
    }

    /**
     * What the bytes are.
     *
     * @throws UnreadableFile damaged, for an archive that is not whole
     */
    public static FileKind of(byte[] content) {
        if (begins(content, "PK\u0003\u0004") || begins(content, "PK\u0005\u0006")) {
            return inZip(content);
        }
        if (begins(content, "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1")) {
            return find(content, ENCRYPTED_PACKAGE, content.length) ? ENCRYPTED_OFFICE : OLD_OFFICE;
        }
        return isPdf(content) ? PDF : withOtherBeginning(content);
    }

    /** Mail and web servers leave their lines before the head of a PDF; then its end must be there as well. */
    private static boolean isPdf(byte[] content) {
        if (begins(content, "%PDF-")) {
            return true;
        }
        var end = Arrays.copyOfRange(content, Math.max(0, content.length - 2 * PDF_HEAD), content.length);
        return find(content, ascii("%PDF-"), PDF_HEAD) && find(end, ascii("startxref"), end.length);
    }

    private static FileKind withOtherBeginning(byte[] content) {
        if (begins(content, "{\\rtf")) {
            return RICH_TEXT;
        }
        if (begins(content, "\u001F\u008B", "7z\u00BC\u00AF", "Rar!")) {
            return ARCHIVE;
        }
        return begins(content, "\u0089PNG", "\u00FF\u00D8\u00FF", "GIF8", "II*\0", "MM\0*") ? IMAGE : OTHER;
    }

    private static FileKind inZip(byte[] content) {
        if (find(content, ascii("mimetypeapplication/vnd.oasis.opendocument"), 256)) {
            return OPEN_DOCUMENT;
        }
        return ZipEntries.mainFolder(content).orElse(ARCHIVE);
    }

    static Optional<FileKind> ofFolder(String entry) {
        if (entry.startsWith("word/")) {
            return Optional.of(WORD);
        }
        if (entry.startsWith("xl/")) {
            return Optional.of(SHEET);
        }
        return entry.startsWith("ppt/") ? Optional.of(SLIDES) : Optional.empty();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean begins(byte[] content, String... beginnings) {
        return Arrays.stream(beginnings).map(FileKind::ascii).anyMatch(wanted -> at(content, 0, wanted));
    }

    private static boolean find(byte[] content, byte[] wanted, int within) {
        for (int at = 0; at < within && at + wanted.length <= content.length; at++) {
            if (at(content, at, wanted)) {
                return true;
            }
        }
        return false;
    }

    private static boolean at(byte[] content, int from, byte[] wanted) {
        return from + wanted.length <= content.length
                && Arrays.equals(content, from, from + wanted.length, wanted, 0, wanted.length);
    }
}
