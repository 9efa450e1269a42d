package steward.knowledge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * JSON, also one document a line, as lines of {@code name: value}: names of lists become headings, entries of lists stand
 * apart. Read piece by piece, without a tree. For one thread.
 */
final class JsonTree {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(200).build())
            .build();

    /** Where the values stand: the names since the last list. */
    private final Deque<String> names = new ArrayDeque<>();

    private final TextBuilder out = new TextBuilder();
    private int lists;

    private JsonTree() {}

    /** What is not proper JSON is read as the plain text that it is as well. */
    static DocumentText read(String text) {
        try (var parser = FACTORY.createParser(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
            var tree = new JsonTree();
            while (parser.nextToken() != null) {
                tree.value(parser, null);
                tree.out.endBlock();
            }
            return tree.out.build(null);
        } catch (IOException noJson) {
            return DocumentText.plain(text);
        }
    }

    private void value(JsonParser parser, String name) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, name);
            case START_ARRAY -> list(parser, name);
            case VALUE_NULL -> {}
            default -> scalar(parser.getText(), name);
        }
    }

    private void object(JsonParser parser, String name) throws IOException {
        if (name != null) {
            names.push(name);
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var field = parser.currentName();
            parser.nextToken();
            value(parser, field);
        }
        if (name != null) {
            names.pop();
        }
    }

    private void list(JsonParser parser, String name) throws IOException {
        lists++;
        var above = List.copyOf(names);
        boolean first = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (first && name != null) {
                out.endBlock();
                out.append(path(name));
                out.endHeading(Math.min(lists + 1, 6));
            }
            first = false;
            names.clear();
            boolean scalar = parser.currentToken().isScalarValue();
            value(parser, scalar ? "-" : null);
            if (!scalar) {
                out.endBlock();
            }
        }
        names.addAll(above);
        lists--;
    }

    private void scalar(String value, String name) {
        if (!value.isBlank()) {
            out.append(name == null ? value : name.equals("-") ? "- " + value : path(name) + ": " + value);
            out.endLine();
        }
    }

    private String path(String name) {
        var path = new ArrayList<>(names);
        Collections.reverse(path);
        path.add(name);
        return String.join(".", path);
    }
}
