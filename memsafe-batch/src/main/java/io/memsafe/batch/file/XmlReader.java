package io.memsafe.batch.file;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Reads the elements of a name. After any failure the file is opened again, and as many elements are passed as were read;
 * a checkpoint has their number. Thread-safety: as of any reader.
 */
final class XmlReader implements ItemReader<Element> {
    private final Path file;
    private final FilePosition position;
    private final RecordSource.Content content;
    private final @Nullable Charset charset;
    private final String name;
    private final long longest;
    private @Nullable XmlCursor cursor;

    XmlReader(Path file, RecordSource.Content content, @Nullable Charset charset, String name, long longest) {
        this.file = file;
        this.position = new FilePosition(file);
        this.content = content;
        this.charset = charset;
        this.name = name;
        this.longest = longest;
    }

    /** What is done with the element at which a cursor stands. */
    private interface Step<T> {
        T take(XmlCursor at) throws IOException;
    }

    @Override
    public @Nullable Element read() throws IOException {
        return step(XmlCursor::read);
    }

    @Override
    public String skip() throws IOException {
        String key = step(at -> {
            String where = file + ":" + at.line();
            at.pass();
            return where;
        });
        if (key == null) {
            throw new IllegalStateException("there is no element " + position.count() + " in " + file);
        }
        return key;
    }

    private <T> @Nullable T step(Step<T> step) throws IOException {
        XmlCursor open = cursor;
        cursor = null; // until this call has come through
        try {
            if (open == null) {
                open = new XmlCursor(file, content, charset, name, longest);
                for (long i = 0; i < position.count(); i++) {
                    if (!open.find()) {
                        throw new IOException(file + " has only " + i + " elements " + name + " now, but "
                                + position.count()
                                + " were read of it");
                    }
                    open.pass();
                }
            }
            T taken = open.find() ? step.take(open) : null;
            if (taken != null) {
                position.advance();
            }
            cursor = open;
            return taken;
        } catch (Throwable e) {
            if (open != null) {
                try {
                    open.close();
                } catch (IOException | OutOfMemoryError more) {
                    e.addSuppressed(more);
                }
            }
            throw e;
        }
    }

    @Override
    public String checkpointInfo() throws IOException {
        return position.checkpointInfo();
    }

    @Override
    public void open(String checkpointInfo) throws IOException {
        position.open(checkpointInfo);
    }

    @Override
    public void close() throws IOException {
        XmlCursor open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }
}
