package steward.knowledge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.FieldError;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class UploadTest {
    private static final String TYPE = "multipart/form-data; boundary=xYz";
    private static final String CHINESE = "# 年假\r\n\r\n每年十天，可以分次使用，当年未休的可以顺延。";

    @Test
    void aFileBecomesADocumentWithTheFieldsBesideIt() {
        var upload = Upload.of(
                TYPE,
                form(
                        field("title", "手册"),
                        field("collection", "人事"),
                        field("tags", "甲,乙"),
                        field("tag", "丙"),
                        field("metadata", "{\"page\":3}"),
                        file("年假.md", "text/markdown", CHINESE.getBytes(StandardCharsets.UTF_8))));
        assertThat(upload.document().title()).isEqualTo("手册");
        assertThat(upload.document().collection()).isEqualTo("人事");
        assertThat(upload.document().tags()).containsExactly("甲", "乙", "丙");
        assertThat(upload.document().metadata().get("page").asInt()).isEqualTo(3);
        assertThat(upload.document().source()).isEqualTo("年假.md");
        assertThat(upload.format()).isNull();
        assertThat(upload.file().content()).isEqualTo(CHINESE.getBytes(StandardCharsets.UTF_8));
        assertThat(upload.file().title()).isEqualTo("年假");
    }

    @Test
    void theFormatMayBeNamed() {
        var one = file("a.txt", null, new byte[] {'x'});
        assertThat(Upload.of(TYPE, form(one, field("format", "markdown"))).format())
                .isEqualTo(TextFormat.MARKDOWN);
        assertThat(refused(ProblemType.INVALID_REQUEST, form(one, field("format", "pdf")))
                        .errors())
                .extracting(FieldError::rule)
                .containsExactly("one_of");
    }

    @Test
    void foldersInAFileNameAreDropped() {
        var windows = Upload.of(TYPE, form(file("C:\\\\Users\\\\me\\\\a.txt", null, new byte[] {'x'})));
        var other = Upload.of(TYPE, form(file("../../etc/passwd.txt", null, new byte[] {'x'})));
        assertThat(windows.document().source()).isEqualTo("a.txt");
        assertThat(other.document().source()).isEqualTo("passwd.txt");
    }

    @Test
    void aFileMayHoldAnyBytesAlsoOnesThatLookLikeABoundary() {
        var text = "a\r\n--xY\r\n--xYzz\r\n --xYz\r\nb\r\n\r\n";
        var upload = Upload.of(TYPE, form(file("a.txt", null, text.getBytes(StandardCharsets.UTF_8))));
        assertThat(upload.file().content()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMissingFileAndSeveralFilesAreNamed() {
        var one = file("a.txt", null, new byte[] {'x'});
        assertThat(refused(ProblemType.INVALID_REQUEST, form(field("title", "x")))
                        .errors())
                .extracting(FieldError::field, FieldError::rule)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("file", "required"));
        assertThat(refused(ProblemType.INVALID_REQUEST, form(one, one)).errors())
                .extracting(FieldError::rule)
                .containsExactly("only_one");
        assertThat(refused(ProblemType.INVALID_REQUEST, form(field("title", "x"), field("title", "y"), one))
                        .errors())
                .extracting(FieldError::field)
                .containsExactly("title");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--xYz",
                "--xYz\r\n",
                "--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc",
                "--xYz\r\n\r\nabc\r\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--xYz--",
                "--xYz\r\nContent-Disposition: form-data; name=\"file\"\r\nabc\r\n--xYz--",
                "--other\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc\r\n--other--"
            })
    void aBrokenFormIsRefused(String body) {
        refused(ProblemType.INVALID_REQUEST, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFormOfTooManyPartsIsRefused() {
        var parts = new byte[200][];
        java.util.Arrays.fill(parts, field("tags", "x"));
        refused(ProblemType.INVALID_REQUEST, form(parts));
    }

    @Test
    void aBoundaryMayBeMissingOrQuoted() {
        var body = form(file("a.txt", null, new byte[] {'x'}));
        assertThat(Upload.of("multipart/form-data; charset=utf-8; boundary=\"xYz\"", body)
                        .file()
                        .content())
                .containsExactly('x');
        assertThat(catchThrowableOfType(ProblemException.class, () -> Upload.of("multipart/form-data", body))
                        .type())
                .isEqualTo(ProblemType.INVALID_REQUEST);
    }

    @Test
    void metadataMustBeAnObject() {
        var one = file("a.txt", null, new byte[] {'x'});
        refused(ProblemType.INVALID_REQUEST, form(field("metadata", "[1]"), one));
        refused(ProblemType.MALFORMED_JSON, form(field("metadata", "{"), one));
    }

    private static byte[] field(String name, String value) {
        return ("Content-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] file(String name, String type, byte[] content) {
        var head = "Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n"
                + (type == null ? "" : "Content-Type: " + type + "\r\n")
                + "\r\n";
        return joined(List.of(head.getBytes(StandardCharsets.UTF_8), content));
    }

    private static byte[] form(byte[]... parts) {
        var form = new ByteArrayOutputStream();
        for (var part : parts) {
            form.writeBytes("--xYz\r\n".getBytes(StandardCharsets.US_ASCII));
            form.writeBytes(part);
            form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        form.writeBytes("--xYz--\r\n".getBytes(StandardCharsets.US_ASCII));
        return form.toByteArray();
    }

    private static byte[] joined(List<byte[]> pieces) {
        var joined = new ByteArrayOutputStream();
        pieces.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static ProblemException refused(ProblemType type, byte[] body) {
        var problem = catchThrowableOfType(ProblemException.class, () -> Upload.of(TYPE, body));
        assertThat(problem.type()).isEqualTo(type);
        return problem;
    }
}
