package steward.knowledge;

import java.util.Locale;
import java.util.Optional;
import steward.knowledge.file.FileKind;

/** In which form a document's text was handed in. */
enum TextFormat {
    TEXT,
    MARKDOWN,
    HTML,
    CSV,
    JSON,
    DOCX,
    XLSX,
    PPTX,
    PDF;

    /** What a caller may name. */
    static final String NAMES = "text, markdown, html, csv, json";

    /** By its name in the API, one of {@link #NAMES}: those that are text as they stand. */
    static Optional<TextFormat> named(String name) {
        return switch (name) {
            case "text", "txt", "plain" -> Optional.of(TEXT);
            case "markdown", "md" -> Optional.of(MARKDOWN);
            case "html" -> Optional.of(HTML);
            case "csv" -> Optional.of(CSV);
            case "json" -> Optional.of(JSON);
            default -> Optional.empty();
        };
    }

    /** By the ending of a file's name, else by its media type; empty for what is not text. */
    static Optional<TextFormat> ofFile(String name, String mediaType) {
        var ending =
                name == null ? "" : name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return switch (ending) {
            case "md", "markdown", "mdown", "mkd" -> Optional.of(MARKDOWN);
            case "html", "htm", "xhtml" -> Optional.of(HTML);
            case "csv", "tsv" -> Optional.of(CSV);
            case "json", "jsonl", "ndjson", "geojson" -> Optional.of(JSON);
            case "txt", "text", "log", "yaml", "yml", "ini", "conf", "properties", "rst", "adoc" -> Optional.of(TEXT);
            default -> ofMediaType(mediaType);
        };
    }

    private static Optional<TextFormat> ofMediaType(String mediaType) {
        var type = mediaType == null
                ? ""
                : mediaType.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        return switch (type) {
            case "text/markdown", "text/x-markdown" -> Optional.of(MARKDOWN);
            case "text/html", "application/xhtml+xml" -> Optional.of(HTML);
            case "text/csv", "text/tab-separated-values" -> Optional.of(CSV);
            case "application/json", "application/x-ndjson" -> Optional.of(JSON);
            default -> type.startsWith("text/") ? Optional.of(TEXT) : Optional.empty();
        };
    }

    static TextFormat of(FileKind kind) {
        return switch (kind) {
            case WORD -> DOCX;
            case SHEET -> XLSX;
            case SLIDES -> PPTX;
            case PDF -> PDF;
            default -> throw new IllegalArgumentException(kind.name());
        };
    }

    String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
