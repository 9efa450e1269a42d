package steward.knowledge;

import java.util.Map;
import java.util.Objects;
import steward.knowledge.Multipart.Part;
import steward.knowledge.file.FileCause;
import steward.knowledge.file.FileKind;
import steward.knowledge.file.OfficeFiles;
import steward.knowledge.file.UnreadableFile;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * A file as it arrived. What it is follows from its bytes; a name that says something else is refused, because either the
 * name or the file is not what its owner believes.
 *
 * @param name without folders, or null
 * @param mediaType as the sender stated it, or null
 */
record UploadedFile(String name, String mediaType, byte[] content) {
    /** Bytes of one text at most: more would be more passages than a document may have. */
    private static final long LARGEST_TEXT = 24L << 20;
    /** Markup is read into a tree, which takes many times its size. */
    private static final long LARGEST_MARKUP = 8L << 20;

    private static final String READ_HERE = "txt, md, html, csv, json, docx, xlsx, pptx, pdf";

    /**
     * A file's text and what it was made of.
     *
     * @param format what the file was
     */
    record Read(TextFormat format, DocumentText text) {}

    static UploadedFile of(Part part) {
        return new UploadedFile(plainName(part.fileName()), part.mediaType(), part.content());
    }

    /** The name without folders, which some browsers send along. */
    static String plainName(String fileName) {
        return fileName == null
                ? null
                : NormalText.optionalLine(
                        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1));
    }

    /** The name without its ending, for want of a title; null without a name. */
    String title() {
        return name == null ? null : name.replaceFirst("(?<=.)\\.[^.]{1,10}$", "");
    }

    /**
     * Reads the text.
     *
     * @param wanted how its owner wants a text to be read, or null to find out
     * @throws ProblemException unreadable_file (422), unsupported_media_type (415), invalid_encoding (400),
     *     document_too_large (413)
     */
    Read read(TextFormat wanted, OfficeFiles office) {
        try {
            if (content.length == 0) {
                throw new UnreadableFile(FileCause.EMPTY);
            }
            var kind = FileKind.of(content);
            return kind == FileKind.OTHER ? readText(wanted) : readOffice(kind, office);
        } catch (UnreadableFile unreadable) {
            throw unreadable.problem(Objects.requireNonNullElse(name, "?"), READ_HERE);
        }
    }

    private Read readOffice(FileKind kind, OfficeFiles office) {
        var named = FileKind.named(name);
        if (kind == FileKind.ENCRYPTED_OFFICE) {
            throw new UnreadableFile(FileCause.ENCRYPTED);
        }
        if (kind == FileKind.OLD_OFFICE) {
            throw new UnreadableFile(FileCause.OLD_OFFICE);
        }
        boolean claimsOther = named != kind && (named != FileKind.OTHER || hasTextEnding());
        if (claimsOther && (kind.isRead() || named.isRead())) {
            throw wrongName(kind.ending());
        }
        if (!kind.isRead()) {
            throw new UnreadableFile(FileCause.NOT_READ, Map.of("kind", kind.ending()));
        }
        return new Read(TextFormat.of(kind), DocumentText.of(office.read(kind, content)));
    }

    private Read readText(TextFormat wanted) {
        var text = decoded();
        if (FileKind.named(name) != FileKind.OTHER) {
            throw isClean(text) ? wrongName("txt") : new UnreadableFile(FileCause.DAMAGED);
        }
        var format =
                wanted != null ? wanted : TextFormat.ofFile(name, mediaType).orElseGet(() -> guessed(text));
        refuseTooLarge(format);
        if (text.isBlank()) {
            throw new UnreadableFile(FileCause.NO_TEXT);
        }
        return new Read(format, DocumentText.of(format, text));
    }

    private String decoded() {
        try {
            return Charsets.decode(content);
        } catch (ProblemException notText) {
            if (FileKind.named(name) != FileKind.OTHER) {
                throw new UnreadableFile(FileCause.DAMAGED);
            }
            throw hasTextEnding() ? notText : new UnreadableFile(FileCause.UNKNOWN);
        }
    }

    private boolean hasTextEnding() {
        return TextFormat.ofFile(name, null).isPresent();
    }

    private static TextFormat guessed(String text) {
        if (!isClean(text)) {
            throw new UnreadableFile(FileCause.UNKNOWN);
        }
        var beginning = text.substring(0, Math.min(text.length(), 200)).stripLeading();
        return beginning.regionMatches(true, 0, "<!doctype html", 0, 14) || beginning.startsWith("<html")
                ? TextFormat.HTML
                : TextFormat.TEXT;
    }

    /** Without control characters that nobody types. */
    private static boolean isClean(String text) {
        return text.chars().noneMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f');
    }

    private UnreadableFile wrongName(String actual) {
        return new UnreadableFile(
                FileCause.WRONG_NAME, Map.of("named", name.substring(name.lastIndexOf('.') + 1), "actual", actual));
    }

    private void refuseTooLarge(TextFormat format) {
        long max = format == TextFormat.MARKDOWN || format == TextFormat.HTML ? LARGEST_MARKUP : LARGEST_TEXT;
        if (content.length > max) {
            throw new ProblemException(ProblemType.DOCUMENT_TOO_LARGE)
                    .with("actual", content.length)
                    .with("max", max);
        }
    }
}
