package steward.knowledge;

import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import steward.knowledge.UploadedFile.Read;
import steward.knowledge.file.FileCause;
import steward.knowledge.file.FileLimits;
import steward.knowledge.file.FileReading;
import steward.knowledge.file.OfficeFixtures;
import steward.knowledge.file.PdfFixtures;
import steward.knowledge.file.UnreadableFile;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class UploadedFileTest {
    private static final FileReading OFFICE = new FileReading(FileLimits.STANDARD, System::nanoTime);

    @ParameterizedTest
    @CsvSource({
        "a.md, , MARKDOWN",
        "A.MARKDOWN, application/octet-stream, MARKDOWN",
        "a.html, , HTML",
        "a.txt, text/html, TEXT",
        "a.csv, , CSV",
        "a.json, , JSON",
        "README, text/plain, TEXT",
        "README, text/markdown; charset=utf-8, MARKDOWN",
        "main.py, application/octet-stream, TEXT"
    })
    void theFormatOfATextFollowsFromNameOrType(String name, String type, TextFormat format) {
        assertThat(read(name, type, "text".getBytes(UTF_8)).format()).isEqualTo(format);
    }

    @Test
    void aTextInAnOldChineseEncodingIsRead() {
        var text = "每年十天，可以分次使用，当年未休的可以顺延。";
        assertThat(read("a.txt", null, text.getBytes(Charset.forName("GBK")))
                        .text()
                        .text())
                .isEqualTo(text);
    }

    @Test
    void officeFilesAndPdfsAreReadWithTheirHeadingsWhereTheirOffsetsSay() {
        var word = read("手册.docx", null, OfficeFixtures.word());
        assertThat(word.format()).isEqualTo(TextFormat.DOCX);
        assertThat(word.text().title()).isEqualTo("员工手册");
        assertThat(word.text().text()).isEqualTo("""
                        员工手册

                        年假

                        员工每年享有十天年假，Rest days included.

                        报销

                        项目 | 上限
                        住宿 | 500 元

                        以上自十一月起执行。""");
        assertThat(word.text().headings())
                .hasSize(3)
                .allSatisfy(heading -> assertThat(word.text().text().substring(heading.offset()))
                        .startsWith(heading.text()));
        assertThat(read("a.xlsx", null, OfficeFixtures.sheet()).format()).isEqualTo(TextFormat.XLSX);
        assertThat(read("a.pptx", null, OfficeFixtures.slides()).format()).isEqualTo(TextFormat.PPTX);
        assertThat(read("a.pdf", null, PdfFixtures.report()).format()).isEqualTo(TextFormat.PDF);
    }

    @Test
    void aFileWithoutAnEndingIsWhatItsBytesSay() {
        assertThat(read("手册", "application/octet-stream", OfficeFixtures.word()).format())
                .isEqualTo(TextFormat.DOCX);
        assertThat(read(null, null, PdfFixtures.report()).format()).isEqualTo(TextFormat.PDF);
        assertThat(read("seite", null, "<!DOCTYPE html><p>文字".getBytes(UTF_8)).format())
                .isEqualTo(TextFormat.HTML);
    }

    @Test
    void aTextAboutPdfIsNoPdf() {
        assertThat(read("a.md", null, "A PDF begins with `%PDF-1.7`.".getBytes(UTF_8))
                        .format())
                .isEqualTo(TextFormat.MARKDOWN);
    }

    @Test
    void aWrongEndingIsNamedWithWhatTheFileReallyIs() {
        assertThat(causeOf("a.docx", PdfFixtures.report())).isEqualTo(FileCause.WRONG_NAME);
        assertThat(causeOf("a.pdf", OfficeFixtures.word())).isEqualTo(FileCause.WRONG_NAME);
        assertThat(causeOf("a.txt", PdfFixtures.report())).isEqualTo(FileCause.WRONG_NAME);
        assertThat(causeOf("a.docx", OfficeFixtures.zip())).isEqualTo(FileCause.WRONG_NAME);
        assertThat(causeOf("a.xlsx", "部件,单价".getBytes(UTF_8))).isEqualTo(FileCause.WRONG_NAME);
        assertThat(refused("a.docx", PdfFixtures.report()).errors().get(0).values())
                .containsEntry("named", "docx")
                .containsEntry("actual", "pdf");
    }

    @Test
    void everyBadFileHasItsCause() {
        assertThat(causeOf("a.pdf", new byte[0])).isEqualTo(FileCause.EMPTY);
        assertThat(causeOf("a.docx", OfficeFixtures.encrypted())).isEqualTo(FileCause.ENCRYPTED);
        assertThat(causeOf("a.pdf", PdfFixtures.scanned())).isEqualTo(FileCause.SCANNED);
        assertThat(causeOf("a.xls", OfficeFixtures.oldExcel())).isEqualTo(FileCause.OLD_OFFICE);
        assertThat(causeOf("a.zip", OfficeFixtures.zip())).isEqualTo(FileCause.NOT_READ);
        assertThat(causeOf("a.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10}))
                .isEqualTo(FileCause.NOT_READ);
        assertThat(causeOf("a.exe", new byte[] {'M', 'Z', 0, 1, 2, 3})).isEqualTo(FileCause.UNKNOWN);
        assertThat(causeOf("a.docx", new byte[] {1, 2, 3})).isEqualTo(FileCause.DAMAGED);
        assertThat(causeOf("a.docx", Arrays.copyOf(OfficeFixtures.word(), 300))).isEqualTo(FileCause.DAMAGED);
        assertThat(causeOf("a.txt", "  \n".getBytes(UTF_8))).isEqualTo(FileCause.NO_TEXT);
        assertThat(refused("a.txt", new byte[] {(byte) 0xFF, 0, 1, 2}).type()).isEqualTo(ProblemType.INVALID_ENCODING);
    }

    @Test
    void whatIsNotReadHereIsAnUnsupportedType() {
        assertThat(refused("a.zip", OfficeFixtures.zip()).type()).isEqualTo(ProblemType.UNSUPPORTED_MEDIA_TYPE);
        assertThat(refused("a.pdf", PdfFixtures.scanned()).type()).isEqualTo(ProblemType.UNREADABLE_FILE);
    }

    @ParameterizedTest
    @EnumSource(FileCause.class)
    void everyCauseIsToldInBothLanguagesWithAWayOut(FileCause cause) {
        var values = new HashMap<String, Object>();
        for (var name : new String[] {"kind", "named", "actual", "max_mb", "max", "what", "seconds"}) {
            values.put(name, 7);
        }
        var problem = new UnreadableFile(cause, values).problem("手册.pdf", "pdf");
        for (var locale : new Locale[] {Locale.CHINESE, Locale.ENGLISH}) {
            var told = new String(new Problem(problem, locale, "req_1").asProblemJson(), UTF_8);
            assertThat(told).contains(cause.rule()).doesNotContain("\"detail\":\"" + cause.rule());
        }
    }

    @Test
    void aTableOfValuesIsReadRowByRowWhateverSeparatesThem() {
        assertThat(read("a.csv", null, "部件;单价\n\"TH;01\";\"12,5\"".getBytes(UTF_8))
                        .text()
                        .text())
                .isEqualTo("部件 | 单价\nTH;01 | 12,5");
        assertThat(read("a.tsv", null, "a\tb\n1\t2".getBytes(UTF_8)).text().text())
                .isEqualTo("a | b\n1 | 2");
    }

    @Test
    void jsonBecomesNamesAndValues() {
        var json = "{\"title\":\"手册\",\"faq\":[{\"q\":\"年假?\",\"a\":{\"text\":\"十天\"}},{\"q\":\"Tags\","
                + "\"tags\":[\"a\",2]}]}";
        assertThat(read("a.json", null, json.getBytes(UTF_8)).text().text())
                .isEqualTo("title: 手册\n\nfaq\n\nq: 年假?\na.text: 十天\n\nq: Tags\n\ntags\n\n- a\n- 2");
        assertThat(read("a.jsonl", null, "{\"q\":1}\n{\"q\":2}".getBytes(UTF_8))
                        .text()
                        .text())
                .isEqualTo("q: 1\n\nq: 2");
        assertThat(read("a.json", null, "{broken".getBytes(UTF_8)).text().text())
                .isEqualTo("{broken");
    }

    @Test
    void deeplyNestedJsonIsReadAsText() {
        var deep = "[".repeat(100_000);
        assertThat(read("a.json", null, deep.getBytes(UTF_8)).text().text()).isEqualTo(deep);
    }

    private static Read read(String name, String type, byte[] content) {
        return new UploadedFile(name, type, content).read(null, OFFICE);
    }

    private static ProblemException refused(String name, byte[] content) {
        return catchThrowableOfType(ProblemException.class, () -> read(name, null, content));
    }

    private static FileCause causeOf(String name, byte[] content) {
        return ((UnreadableFile) refused(name, content).getCause()).reason();
    }
}
