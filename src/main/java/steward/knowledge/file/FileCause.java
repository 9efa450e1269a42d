package steward.knowledge.file;

import java.util.Locale;
import steward.platform.problem.ProblemType;

/** Why a file cannot become a document. Each has a text with its way out, {@code rule.file_…}, in the problem texts. */
public enum FileCause {
    /** 0 bytes. */
    EMPTY(ProblemType.UNREADABLE_FILE),
    /** Nothing that is known. */
    UNKNOWN(ProblemType.UNSUPPORTED_MEDIA_TYPE),
    /** Known, but not read here: value {@code kind}. */
    NOT_READ(ProblemType.UNSUPPORTED_MEDIA_TYPE),
    /** Word, Excel or PowerPoint from before 2007. */
    OLD_OFFICE(ProblemType.UNSUPPORTED_MEDIA_TYPE),
    /** The name says {@code named}, the bytes say {@code actual}. */
    WRONG_NAME(ProblemType.UNREADABLE_FILE),
    /** Behind a password. */
    ENCRYPTED(ProblemType.UNREADABLE_FILE),
    /** Pictures of pages, no text. */
    SCANNED(ProblemType.UNREADABLE_FILE),
    /** No text at all. */
    NO_TEXT(ProblemType.UNREADABLE_FILE),
    /** Cut off, or not what it claims to be inside. */
    DAMAGED(ProblemType.UNREADABLE_FILE),
    /** Unpacks to more than {@code max_mb} megabytes. */
    UNPACKS_TOO_LARGE(ProblemType.UNREADABLE_FILE),
    /** More than {@code max} {@code what}. */
    TOO_LONG(ProblemType.UNREADABLE_FILE),
    /** Nested too deeply, or more than the memory set aside for one file. */
    TOO_COMPLEX(ProblemType.UNREADABLE_FILE),
    /** Not read within {@code seconds}. */
    TOO_SLOW(ProblemType.UNREADABLE_FILE);

    private final ProblemType type;

    FileCause(ProblemType type) {
        this.type = type;
    }

    ProblemType type() {
        return type;
    }

    /** The rule's name, such as {@code file_encrypted}. */
    public String rule() {
        return "file_" + name().toLowerCase(Locale.ROOT);
    }
}
