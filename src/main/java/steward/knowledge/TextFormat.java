package steward.knowledge;

import java.util.Locale;
import java.util.Optional;

/** In which form a document's text was handed in. */
enum TextFormat {
    TEXT,
    MARKDOWN,
    HTML;

    /** By its name in the API: {@code text}, {@code markdown} or {@code html}. */
    static Optional<TextFormat> named(String name) {
        return switch (name) {
            case "text", "txt", "plain" -> Optional.of(TEXT);
            case "markdown", "md" -> Optional.of(MARKDOWN);
            case "html" -> Optional.of(HTML);
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
            case "txt",
                    "text",
                    "log",
                    "csv",
                    "tsv",
                    "json",
                    "yaml",
                    "yml",
                    "ini",
                    "conf",
                    "properties",
                    "rst",
                    "adoc" -> Optional.of(TEXT);
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
            default -> type.startsWith("text/") ? Optional.of(TEXT) : Optional.empty();
        };
    }

    String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
