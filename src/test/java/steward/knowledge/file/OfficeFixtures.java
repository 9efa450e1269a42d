package steward.knowledge.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.sl.usermodel.Placeholder;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFStyles;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STStyleType;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Office files, made by the library that most programs make them with. */
public final class OfficeFixtures {
    private OfficeFixtures() {}

    /** Writes bytes. */
    interface Writing {
        void to(ByteArrayOutputStream out) throws Exception;
    }

    static byte[] bytes(Writing writing) {
        var out = new ByteArrayOutputStream();
        try {
            writing.to(out);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
        return out.toByteArray();
    }

    /** A handbook with a title, two headings, a list, a table and a footnote. */
    public static byte[] word() {
        return bytes(out -> {
            try (var document = new XWPFDocument()) {
                var styles = document.createStyles();
                style(styles, "a3", "Title");
                style(styles, "1", "heading 1");
                style(styles, "2", "heading 2");
                paragraph(document, "a3", "员工手册");
                paragraph(document, "1", "年假");
                paragraph(document, null, "员工每年享有十天年假，Rest days included.");
                paragraph(document, "2", "报销");
                var table = document.createTable(2, 2);
                table.getRow(0).getCell(0).setText("项目");
                table.getRow(0).getCell(1).setText("上限");
                table.getRow(1).getCell(0).setText("住宿");
                table.getRow(1).getCell(1).setText("500 元");
                paragraph(document, null, "以上自十一月起执行。");
                document.write(out);
            }
        });
    }

    private static void style(XWPFStyles styles, String id, String name) {
        var style = CTStyle.Factory.newInstance();
        style.setStyleId(id);
        style.setType(STStyleType.PARAGRAPH);
        style.addNewName().setVal(name);
        styles.addStyle(new XWPFStyle(style));
    }

    private static void paragraph(XWPFDocument document, String style, String text) {
        var paragraph = document.createParagraph();
        if (style != null) {
            paragraph.setStyle(style);
        }
        paragraph.createRun().setText(text);
    }

    /** Two sheets with texts, a number, a date and a formula; one empty sheet. */
    public static byte[] sheet() {
        return bytes(out -> {
            try (var book = new XSSFWorkbook()) {
                var prices = book.createSheet("价格表");
                var head = prices.createRow(0);
                head.createCell(0).setCellValue("部件");
                head.createCell(1).setCellValue("单价");
                var row = prices.createRow(1);
                row.createCell(0).setCellValue("TH-01-温度");
                row.createCell(1).setCellValue(12.5);
                var sum = prices.createRow(2);
                sum.createCell(0).setCellValue("合计");
                sum.createCell(1).setCellFormula("B2*2");
                book.getCreationHelper().createFormulaEvaluator().evaluateAll();
                prices.addMergedRegion(new CellRangeAddress(3, 4, 0, 1));
                book.createSheet("空");
                book.createSheet("Notes").createRow(0).createCell(0).setCellValue("Valid until spring");
                book.write(out);
            }
        });
    }

    /** Two slides with titles, the second with notes. */
    public static byte[] slides() {
        return bytes(out -> {
            try (var show = new XMLSlideShow()) {
                var layout = show.getSlideMasters().get(0).getLayout("Title and Content");
                for (var texts : List.of(List.of("年度目标", "服务可用性 99.9%"), List.of("Next steps", "Hire two people"))) {
                    var slide = show.createSlide(layout);
                    slide.getPlaceholder(0).setText(texts.get(0));
                    slide.getPlaceholder(1).setText(texts.get(1));
                }
                for (var shape : show.getNotesSlide(show.getSlides().get(1)).getPlaceholders()) {
                    if (shape.getTextType() == Placeholder.BODY) {
                        shape.setText("先讲预算");
                    }
                }
                show.write(out);
            }
        });
    }

    /** The Word file behind a password. */
    public static byte[] encrypted() {
        return bytes(out -> {
            try (var files = new POIFSFileSystem()) {
                var encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
                encryptor.confirmPassword("geheim");
                try (var stream = encryptor.getDataStream(files)) {
                    stream.write(word());
                }
                files.writeFilesystem(out);
            }
        });
    }

    /** Excel as it was before 2007. */
    public static byte[] oldExcel() {
        return bytes(out -> {
            try (var book = new HSSFWorkbook()) {
                book.createSheet("a").createRow(0).createCell(0).setCellValue("旧");
                book.write(out);
            }
        });
    }

    /** The Word file with one entry replaced; {@code size} times a letter in its text. */
    public static byte[] wordOfText(String documentXml) {
        return bytes(out -> {
            try (var in = new ZipInputStream(new ByteArrayInputStream(word()));
                    var zip = new ZipOutputStream(out)) {
                for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    if (entry.getName().equals("word/document.xml")) {
                        zip.write(documentXml.getBytes(UTF_8));
                    } else {
                        in.transferTo(zip);
                    }
                    zip.closeEntry();
                }
            }
        });
    }

    /** A Word file whose text unpacks to so many megabytes of nothing. */
    static byte[] bomb(int megabytes) {
        return bytes(out -> {
            try (var in = new ZipInputStream(new ByteArrayInputStream(word()));
                    var zip = new ZipOutputStream(out)) {
                for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    zip.putNextEntry(new ZipEntry(entry.getName()));
                    if (entry.getName().equals("word/document.xml")) {
                        writeBlanks(zip, megabytes);
                    } else {
                        in.transferTo(zip);
                    }
                    zip.closeEntry();
                }
            }
        });
    }

    private static void writeBlanks(ZipOutputStream zip, int megabytes) throws IOException {
        zip.write("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                .getBytes(UTF_8));
        var blanks = " ".repeat(1 << 20).getBytes(UTF_8);
        for (int at = 0; at < megabytes; at++) {
            zip.write(blanks);
        }
        zip.write("</w:body></w:document>".getBytes(UTF_8));
    }

    /** An archive with one text in it. */
    public static byte[] zip() {
        return bytes(out -> {
            try (var zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry("a.txt"));
                zip.write("文字".getBytes(UTF_8));
                zip.closeEntry();
            }
        });
    }
}
