package steward.knowledge.file;

import java.awt.image.BufferedImage;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;

/** PDF files, made by PDFBox. Its built-in fonts have Latin letters only. */
public final class PdfFixtures {
    private static final PDFont FONT = new PDType1Font(FontName.HELVETICA);

    private PdfFixtures() {}

    /** A line and its size in points. */
    record Line(float size, String text) {}

    /** One page for each list of lines. */
    static byte[] pages(List<List<Line>> pages) {
        return OfficeFixtures.bytes(out -> {
            try (var document = new PDDocument()) {
                for (var lines : pages) {
                    write(document, lines);
                }
                document.save(out);
            }
        });
    }

    private static void write(PDDocument document, List<Line> lines) throws Exception {
        var page = new PDPage();
        document.addPage(page);
        try (var content = new PDPageContentStream(document, page)) {
            float y = 740;
            for (var line : lines) {
                content.beginText();
                content.setFont(FONT, line.size());
                content.newLineAtOffset(50, y);
                content.showText(line.text());
                content.endText();
                y -= line.size() * 1.3f;
            }
        }
    }

    /** A report with a heading and a paragraph over two lines. */
    public static byte[] report() {
        return pages(List.of(List.of(
                new Line(18, "Annual leave"),
                new Line(11, "Every employee has ten days of leave in each year, which may be taken in"),
                new Line(11, "several parts."),
                new Line(11, "Unused days lapse in March."))));
    }

    /** A page that is a picture. */
    public static byte[] scanned() {
        return OfficeFixtures.bytes(out -> {
            try (var document = new PDDocument()) {
                var page = new PDPage();
                document.addPage(page);
                var picture = LosslessFactory.createFromImage(
                        document, new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB));
                try (var content = new PDPageContentStream(document, page)) {
                    content.drawImage(picture, 0, 0, 600, 780);
                }
                document.save(out);
            }
        });
    }

    /** An empty page. */
    static byte[] empty() {
        return pages(List.of(List.of()));
    }

    /** The report behind a password; a blank one still forbids copying and printing. */
    static byte[] encrypted(String userPassword) {
        return OfficeFixtures.bytes(out -> {
            try (var document = Loader.loadPDF(report())) {
                var policy = new StandardProtectionPolicy("owner", userPassword, new AccessPermission());
                policy.setEncryptionKeyLength(256);
                document.protect(policy);
                document.save(out);
            }
        });
    }
}
