package io.memsafe.examples.catalog;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads all entries of the inputs, one after the other. A file that cannot be read is one failed item, an archive that
 * cannot be opened as well; after {@link #skip()} reading goes on behind it.
 *
 * <p>Thread-safety: one call at a time, see {@link ItemReader}.
 */
final class EntrySource implements ItemReader<Entry> {

    private final List<Input> inputs;
    private final ContentReader contents = new ContentReader();
    private final ClassLibrary library = new ClassLibrary();
    private int input;
    private long position;
    private @Nullable InputCursor cursor;

    EntrySource(List<Input> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    @Override
    public @Nullable Entry read() throws IOException {
        while (true) {
            if (input == inputs.size()) {
                return null;
            }
            InputCursor open = cursor;
            if (open == null) {
                open = open(inputs.get(input));
                cursor = open;
            }
            Entry entry = open.read(position);
            if (entry != null) {
                open.advance();
                position++;
                return entry;
            }
            cursor = null;
            input++;
            open.close();
        }
    }

    @Override
    public String skip() {
        InputCursor open = cursor;
        String key = open == null ? inputs.get(input).label() : open.key();
        if (open == null) {
            input++;
        } else {
            open.advance();
        }
        position++;
        return key;
    }

    /** The position of the next entry. */
    long position() {
        return position;
    }

    private InputCursor open(Input next) throws IOException {
        if (next instanceof Input.SystemModule module) {
            return library.open(module, contents);
        }
        if (next instanceof Input.Archive archive) {
            return new ArchiveCursor(archive.path(), contents);
        }
        Input.Folder folder = (Input.Folder) next;
        return new FolderCursor(folder.label(), folder.path(), true, contents);
    }

    @Override
    public void close() throws IOException {
        if (cursor != null) {
            cursor.close();
        }
        library.close();
    }
}
