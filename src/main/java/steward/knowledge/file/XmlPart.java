package steward.knowledge.file;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.poi.openxml4j.opc.PackagePart;
import org.apache.poi.util.XMLHelper;

/**
 * Reads one XML part of an Office file event by event: nothing is kept, so a part's size costs no memory. Names are given
 * without their namespace, because the strict and the usual flavour of the format differ in nothing else that matters here.
 * External entities and document types are not followed. For one thread.
 */
final class XmlPart {
    /** Deeper than any program writes. */
    private static final int DEEPEST = 512;

    /** Hears the events. */
    interface Listener {
        /** Returns whether to go on into this element; false skips it with all that it holds. */
        boolean start(String name, XMLStreamReader at);

        void end(String name);

        default void text(String text) {}
    }

    private XmlPart() {}

    static void read(PackagePart part, Listener listener) throws IOException, XMLStreamException {
        try (var in = part.getInputStream()) {
            read(in, listener);
        }
    }

    private static void read(InputStream in, Listener listener) throws XMLStreamException {
        var reader = XMLHelper.newXMLInputFactory().createXMLStreamReader(in);
        int depth = 0;
        int skipping = 0;
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamReader.START_ELEMENT) {
                refuseDepth(++depth);
                if (skipping > 0 || !listener.start(reader.getLocalName(), reader)) {
                    skipping++;
                }
            } else if (event == XMLStreamReader.END_ELEMENT) {
                depth--;
                if (skipping > 0) {
                    skipping--;
                } else {
                    listener.end(reader.getLocalName());
                }
            } else if (skipping == 0 && reader.isCharacters()) {
                listener.text(reader.getText());
            }
        }
        reader.close();
    }

    private static void refuseDepth(int depth) {
        if (depth > DEEPEST) {
            throw new UnreadableFile(FileCause.TOO_COMPLEX);
        }
    }

    /** An attribute by its local name, or null. */
    static String attribute(XMLStreamReader at, String name) {
        for (int index = 0; index < at.getAttributeCount(); index++) {
            if (at.getAttributeLocalName(index).equals(name)) {
                return at.getAttributeValue(index);
            }
        }
        return null;
    }
}
