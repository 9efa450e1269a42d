package steward.knowledge.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JException;
import org.apache.poi.util.XMLHelper;
import org.apache.poi.xssf.eventusermodel.XSSFReader;
import org.apache.poi.xssf.eventusermodel.XSSFReader.SheetIterator;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler;
import org.apache.poi.xssf.eventusermodel.XSSFSheetXMLHandler.SheetContentsHandler;
import org.apache.poi.xssf.usermodel.XSSFComment;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The text of an Excel file: each sheet under its name, row by row, numbers and dates as Excel shows them, results instead
 * of formulas. Rows are read as they come; a sheet is never in memory as a whole. For one thread.
 */
final class SheetFile implements SheetContentsHandler {
    private final Blocks out;
    private final List<String> row = new ArrayList<>();

    private SheetFile(Blocks out) {
        this.out = out;
    }

    static void read(OfficePackage file, Blocks out)
            throws IOException, OpenXML4JException, SAXException, ParserConfigurationException {
        var reader = new XSSFReader(file.parts(), true);
        reader.setUseReadOnlySharedStringsTable(true);
        var styles = reader.getStylesTable();
        var strings = reader.getSharedStringsTable();
        var sheets = (SheetIterator) reader.getSheetsData();
        while (sheets.hasNext()) {
            try (var sheet = sheets.next()) {
                out.sheet(sheets.getSheetName());
                var xml = XMLHelper.newXMLReader();
                xml.setContentHandler(new XSSFSheetXMLHandler(styles, strings, new SheetFile(out), false));
                xml.parse(new InputSource(sheet));
            }
        }
    }

    @Override
    public void startRow(int number) {
        row.clear();
    }

    @Override
    public void cell(String reference, String value, XSSFComment comment) {
        if (value != null) {
            row.add(value);
        }
    }

    @Override
    public void endRow(int number) {
        out.row(row);
    }
}
