package steward.knowledge.file;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * The text of a PDF, line by line in reading order. Pictures are not looked at; a file that has nothing else is told from
 * one that is empty. For one thread.
 */
final class PdfFile extends PDFTextStripper {
    /** A scanner's stamp or a page number is not a text layer. */
    private static final int FEWEST_LETTERS = 12;

    private final Budget budget;
    private final List<PdfLine> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private double size;

    private PdfFile(Budget budget) {
        this.budget = budget;
        setSortByPosition(true);
    }

    static void read(byte[] content, Blocks out, Budget budget) throws IOException {
        try (var document = Loader.loadPDF(content)) {
            var file = new PdfFile(budget);
            file.writeText(document, Writer.nullWriter());
            refusePictures(document, file.lines);
            new PdfLayout(file.lines).write(out);
        } catch (InvalidPasswordException locked) {
            throw new UnreadableFile(FileCause.ENCRYPTED, locked);
        }
    }

    private static void refusePictures(PDDocument document, List<PdfLine> lines) {
        long letters = lines.stream()
                .flatMapToInt(line -> line.text().codePoints())
                .filter(Character::isLetterOrDigit)
                .count();
        int pages = document.getNumberOfPages();
        if (letters < (long) FEWEST_LETTERS * pages && pagesWithPictures(document) * 2 > pages) {
            throw new UnreadableFile(FileCause.SCANNED);
        }
    }

    private static int pagesWithPictures(PDDocument document) {
        int found = 0;
        for (var page : document.getPages()) {
            found += hasPicture(page) ? 1 : 0;
        }
        return found;
    }

    private static boolean hasPicture(PDPage page) {
        var resources = page.getResources();
        if (resources != null) {
            for (var name : resources.getXObjectNames()) {
                if (resources.isImageXObject(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    protected void startPage(PDPage page) {
        budget.page();
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
        budget.checkTime();
        super.processOperator(operator, operands);
    }

    @Override
    protected void writeString(String text, List<TextPosition> positions) {
        budget.wrote(text.length());
        line.append(text);
        for (var position : positions) {
            size = Math.max(size, position.getFontSizeInPt());
        }
    }

    @Override
    protected void writeWordSeparator() {
        line.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
        endLine(false);
    }

    @Override
    protected void writeParagraphStart() {
        // told by its end
    }

    @Override
    protected void writeParagraphEnd() {
        endLine(true);
    }

    @Override
    protected void writePageStart() {
        // told by the number of its lines
    }

    @Override
    protected void writePageEnd() {
        endLine(false);
    }

    private void endLine(boolean endsParagraph) {
        var text = line.toString().strip();
        if (!text.isEmpty()) {
            lines.add(new PdfLine(getCurrentPageNo(), text, Math.round(size * 2) / 2.0, endsParagraph));
        } else if (endsParagraph && !lines.isEmpty()) {
            var last = lines.remove(lines.size() - 1);
            lines.add(new PdfLine(last.page(), last.text(), last.size(), true));
        }
        line.setLength(0);
        size = 0;
    }
}
