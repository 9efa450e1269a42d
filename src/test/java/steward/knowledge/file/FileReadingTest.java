package steward.knowledge.file;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import steward.knowledge.file.FileText.Block;
import steward.knowledge.file.PdfFixtures.Line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static steward.knowledge.file.FileText.Block.LINE;
import static steward.knowledge.file.FileText.Block.PARAGRAPH;

class FileReadingTest {
    private static final String WORD_HEAD =
            "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
    private static final String WORD_END = "</w:body></w:document>";

    @Test
    void aWordFileKeepsItsHeadingsParagraphsAndTables() {
        var text = read(OfficeFixtures.word());
        assertThat(text.title()).isEqualTo("员工手册");
        assertThat(text.blocks())
                .containsExactly(
                        new Block(1, "员工手册"),
                        new Block(1, "年假"),
                        new Block(PARAGRAPH, "员工每年享有十天年假，Rest days included."),
                        new Block(2, "报销"),
                        new Block(LINE, "项目 | 上限"),
                        new Block(LINE, "住宿 | 500 元"),
                        new Block(PARAGRAPH, "以上自十一月起执行。"));
    }

    @Test
    void whatWasDeletedInAWordFileIsNotRead() {
        var xml = WORD_HEAD + "<w:p><w:r><w:t>留下</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
                + WORD_END;
        assertThat(read(OfficeFixtures.wordOfText(xml)).blocks()).containsExactly(new Block(PARAGRAPH, "留下"));
    }

    @Test
    void aSheetIsReadRowByRowUnderItsName() {
        assertThat(read(OfficeFixtures.sheet()).blocks())
                .containsExactly(
                        new Block(2, "价格表"),
                        new Block(LINE, "部件 | 单价"),
                        new Block(LINE, "TH-01-温度 | 12.5"),
                        new Block(LINE, "合计 | 25"),
                        new Block(2, "Notes"),
                        new Block(LINE, "Valid until spring"));
    }

    @Test
    void slidesAreReadInTheirOrderWithTheirNotes() {
        var text = read(OfficeFixtures.slides());
        assertThat(text.title()).isEqualTo("年度目标");
        assertThat(text.blocks())
                .containsExactly(
                        new Block(2, "年度目标"),
                        new Block(PARAGRAPH, "服务可用性 99.9%"),
                        new Block(2, "Next steps"),
                        new Block(PARAGRAPH, "Hire two people"),
                        new Block(PARAGRAPH, "先讲预算"));
    }

    @Test
    void theLinesOfAPdfBecomeParagraphsAndLargeOnesHeadings() {
        assertThat(read(PdfFixtures.report()).blocks())
                .extracting(Block::text)
                .containsExactly(
                        "Annual leave",
                        "Every employee has ten days of leave in each year, which may be taken in several parts.",
                        "Unused days lapse in March.");
        assertThat(read(PdfFixtures.report()).blocks().get(0).level()).isEqualTo(1);
    }

    @Test
    void whatStandsOnEveryPageOfAPdfIsNotItsText() {
        var pages = IntStream.rangeClosed(1, 5)
                .mapToObj(page -> List.of(
                        new Line(11, "Confidential handbook"),
                        new Line(11, "Content number " + "abcde".charAt(page - 1) + "."),
                        new Line(11, "Page " + page + " of 5")))
                .toList();
        assertThat(read(PdfFixtures.pages(pages)).blocks())
                .extracting(Block::text)
                .containsExactly(
                        "Content number a.",
                        "Content number b.",
                        "Content number c.",
                        "Content number d.",
                        "Content number e.");
    }

    @Test
    void aPdfThatOnlyForbidsCopyingIsRead() {
        assertThat(read(PdfFixtures.encrypted("")).blocks()).isNotEmpty();
    }

    @Test
    void aPasswordIsNamedAsTheCause() {
        assertThat(causeOf(PdfFixtures.encrypted("geheim"))).isEqualTo(FileCause.ENCRYPTED);
        assertThat(FileKind.of(OfficeFixtures.encrypted())).isEqualTo(FileKind.ENCRYPTED_OFFICE);
    }

    @Test
    void aScannedPdfIsToldFromAnEmptyOne() {
        assertThat(causeOf(PdfFixtures.scanned())).isEqualTo(FileCause.SCANNED);
        assertThat(causeOf(PdfFixtures.empty())).isEqualTo(FileCause.NO_TEXT);
    }

    @Test
    void aFileThatWasCutOffIsDamaged() {
        for (var whole : List.of(OfficeFixtures.word(), OfficeFixtures.sheet(), OfficeFixtures.slides())) {
            var half = Arrays.copyOf(whole, whole.length / 2);
            assertThat(catchThrowableOfType(UnreadableFile.class, () -> read(half))
                            .reason())
                    .isEqualTo(FileCause.DAMAGED);
        }
        assertThat(causeOf(Arrays.copyOf(PdfFixtures.report(), 200))).isEqualTo(FileCause.DAMAGED);
    }

    @Test
    void anArchiveBombIsNotUnpacked() {
        assertThat(causeOf(OfficeFixtures.bomb(40))).isEqualTo(FileCause.UNPACKS_TOO_LARGE);
    }

    @Test
    void whatUnpacksToMoreThanTheLimitEndsThere() {
        var small = new FileLimits(1000, 1 << 10, 1000, 10, Duration.ofSeconds(60));
        assertThat(causeOf(OfficeFixtures.word(), small)).isEqualTo(FileCause.UNPACKS_TOO_LARGE);
    }

    @Test
    void entitiesThatMultiplyAreNotFollowed() {
        var bomb = "<!DOCTYPE w [<!ENTITY a \"哈哈哈哈哈哈哈哈哈哈\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
                + "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" + WORD_HEAD + "<w:p><w:r><w:t>&c;</w:t></w:r></w:p>"
                + WORD_END;
        assertThat(causeOf(OfficeFixtures.wordOfText(bomb))).isIn(FileCause.DAMAGED, FileCause.NO_TEXT);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        var deep = WORD_HEAD + "<w:sdt>".repeat(5_000) + "</w:sdt>".repeat(5_000) + WORD_END;
        assertThat(causeOf(OfficeFixtures.wordOfText(deep))).isEqualTo(FileCause.TOO_COMPLEX);
    }

    @Test
    void tooManyPagesAndTooMuchTextAreNamed() {
        var onePage = new FileLimits(1_000_000, 1 << 20, 1000, 1, Duration.ofSeconds(60));
        var pages = List.of(List.of(new Line(11, "one")), List.of(new Line(11, "two")));
        assertThat(causeOf(PdfFixtures.pages(pages), onePage)).isEqualTo(FileCause.TOO_LONG);
        var fewLetters = new FileLimits(5, 1 << 20, 1000, 10, Duration.ofSeconds(60));
        assertThat(causeOf(OfficeFixtures.word(), fewLetters)).isEqualTo(FileCause.TOO_LONG);
    }

    @Test
    void readingEndsWithItsTime() {
        var time = new AtomicLong();
        var reading = new FileReading(
                FileLimits.STANDARD, () -> time.addAndGet(Duration.ofSeconds(25).toNanos()));
        for (var content : List.of(OfficeFixtures.word(), PdfFixtures.report())) {
            assertThat(catchThrowableOfType(UnreadableFile.class, () -> reading.read(FileKind.of(content), content))
                            .reason())
                    .isEqualTo(FileCause.TOO_SLOW);
        }
    }

    private static FileText read(byte[] content) {
        return new FileReading(FileLimits.STANDARD, System::nanoTime).read(FileKind.of(content), content);
    }

    private static FileCause causeOf(byte[] content) {
        return causeOf(content, FileLimits.STANDARD);
    }

    private static FileCause causeOf(byte[] content, FileLimits limits) {
        return catchThrowableOfType(
                        UnreadableFile.class,
                        () -> new FileReading(limits, System::nanoTime).read(FileKind.of(content), content))
                .reason();
    }
}
