package io.memsafe.examples.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A place in a jar or zip, which stays open until {@link #close()}.
 *
 * <p>The iterator of {@link ZipFile} moves on before it makes the entry, so it loses one when memory runs out there. The
 * place is therefore kept as a number, and the iterator made anew after any failure.
 */
final class ArchiveCursor implements InputCursor {

    private final String container;
    private final ZipFile zip;
    private final ContentReader contents;
    private int index;
    private @Nullable Enumeration<? extends ZipEntry> entries;
    private @Nullable ZipEntry entry;

    /**
     * Opens an archive.
     *
     * @throws CorruptInputException if it is none
     */
    ArchiveCursor(Path file, ContentReader contents) throws IOException {
        this.container = file.toString();
        this.contents = contents;
        try {
            this.zip = new ZipFile(file.toFile());
        } catch (IOException | RuntimeException e) {
            throw new CorruptInputException(container, "the archive cannot be opened", e);
        }
    }

    @Override
    public @Nullable Entry read(long position) throws IOException {
        ZipEntry here = here();
        while (here != null && here.isDirectory()) {
            advance();
            here = here();
        }
        if (here == null) {
            return null;
        }
        try (InputStream in = zip.getInputStream(here)) {
            if (in == null) {
                throw new IOException("the archive has lost it");
            }
            return contents.read(position, container, here.getName(), here.getSize(), here.getCrc(), in);
        } catch (IOException | RuntimeException e) {
            throw new CorruptInputException(key(), "the archive's entry cannot be read", e);
        }
    }

    private @Nullable ZipEntry here() {
        if (entry != null) {
            return entry;
        }
        Enumeration<? extends ZipEntry> rest = entries;
        entries = null;
        if (rest == null) {
            rest = zip.entries();
            for (int i = 0; i < index; i++) {
                rest.nextElement();
            }
        }
        if (rest.hasMoreElements()) {
            entry = rest.nextElement();
            entries = rest;
        }
        return entry;
    }

    @Override
    public String key() {
        ZipEntry here = entry;
        return Entry.key(container, here == null ? "entry " + index : here.getName());
    }

    @Override
    public void advance() {
        entry = null;
        index++;
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            // It was only read, and every entry of it is out by now.
            return;
        }
    }
}
