package io.memsafe.batch.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A pass over an XML file, from one element of a name to the next. It resolves nothing outside of the file, and refuses a
 * document type. Once a method has thrown it is good for nothing but {@link #close()}. Thread-safety: none.
 */
final class XmlCursor implements AutoCloseable {
    private final Path file;
    private final String name;
    private final BoundedInput in;
    private final XMLStreamReader xml;

    XmlCursor(Path file, RecordSource.Content content, @Nullable Charset charset, String name, long longest)
            throws IOException {
        this.file = file;
        this.name = name;
        this.in = new BoundedInput(content.open(), longest);
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            this.xml = charset == null
                    ? factory.createXMLStreamReader(in)
                    : factory.createXMLStreamReader(in, charset.name());
        } catch (XMLStreamException e) {
            in.close();
            throw bad(1, e);
        } catch (Throwable e) {
            in.close();
            throw e;
        }
    }

    /** Line of the place. */
    long line() {
        return xml.getLocation().getLineNumber();
    }

    /** Goes to the next element of the name; {@code false} at the end of the file. */
    boolean find() throws IOException {
        try {
            while (xml.hasNext()) {
                in.begin();
                int event = next();
                if (event == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals(name)) {
                    return true;
                }
            }
            return false;
        } catch (XMLStreamException e) {
            throw bad(line(), e);
        }
    }

    /** Steps over the element at which the cursor stands, whatever its size. */
    void pass() throws IOException {
        try {
            for (int depth = 1; depth > 0; ) {
                in.begin();
                int event = next();
                depth += event == XMLStreamConstants.START_ELEMENT
                        ? 1
                        : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
            }
        } catch (XMLStreamException e) {
            throw bad(line(), e);
        }
    }

    /** Reads the element at which the cursor stands. */
    Element read() throws IOException {
        long begin = line();
        try {
            DocumentBuilderFactory documents = DocumentBuilderFactory.newDefaultInstance();
            Document document = documents.newDocumentBuilder().newDocument();
            Element root = element(document);
            for (Node at = root; at != document; ) {
                switch (next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        Element child = element(document);
                        at.appendChild(child);
                        at = child;
                    }
                    case XMLStreamConstants.END_ELEMENT -> at = at == root ? document : at.getParentNode();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                        at.appendChild(document.createTextNode(xml.getText()));
                    default -> {
                        continue; // comments and instructions are no content
                    }
                }
            }
            root.normalize();
            document.appendChild(root);
            return root;
        } catch (XMLStreamException e) {
            throw bad(begin, e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK makes no XML documents", e);
        }
    }

    private Element element(Document document) {
        Element element =
                document.createElementNS(xml.getNamespaceURI(), qualified(xml.getPrefix(), xml.getLocalName()));
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            element.setAttributeNS(
                    xml.getAttributeNamespace(i),
                    qualified(xml.getAttributePrefix(i), xml.getAttributeLocalName(i)),
                    xml.getAttributeValue(i));
        }
        return element;
    }

    private static String qualified(@Nullable String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
    }

    private int next() throws XMLStreamException {
        int event = xml.next();
        if (event == XMLStreamConstants.DTD) {
            throw new XMLStreamException("it has a document type, which is not allowed");
        }
        return event;
    }

    private IOException bad(long line, XMLStreamException failure) {
        if (in.tooMuch) {
            return new BadRecordException(file, line, "the element is longer than " + in.longest + " bytes", failure);
        }
        return failure.getNestedException() instanceof IOException io
                ? io
                : new BadRecordException(file, line, "the XML is malformed: " + failure.getMessage(), failure);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Counts the bytes that the parser takes in for one element. */
    private static final class BoundedInput extends FilterInputStream {
        private static final int AHEAD_BYTES = 64 << 10;

        private final long longest;
        private long taken;
        private boolean tooMuch;

        BoundedInput(InputStream in, long longest) {
            super(in);
            this.longest = longest;
        }

        /** The next element begins, or the next piece of one that is not kept. */
        void begin() {
            taken = 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            taken += Math.max(0, read);
            tooMuch = taken > longest + AHEAD_BYTES; // the parser reads ahead
            if (tooMuch) {
                throw new IOException("too much at once");
            }
            return read;
        }
    }
}
