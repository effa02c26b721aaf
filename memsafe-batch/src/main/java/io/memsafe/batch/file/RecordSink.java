package io.memsafe.batch.file;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes items, one after the other, and before the first one what a new file begins with. Thread-safety: none needed.
 *
 * @param <O> the item
 */
interface RecordSink<O> {

    /** Writes what stands at the start of a file. */
    default void begin(OutputStream out) throws IOException {
        // most files begin with the first item
    }

    /** Writes an item and its end of line; {@code out} ignores that it is flushed or closed. */
    void write(OutputStream out, O item) throws Exception;
}
