package io.memsafe.batch;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Takes the items that a job sets aside.
 *
 * <p>Thread-safety: the job calls {@link #add} from one thread at a time.
 */
@FunctionalInterface
public interface Quarantine extends AutoCloseable {

    /**
     * Keeps one item. When it returns, the item counts as dealt with, so it must be safe by then.
     *
     * @param item the item and its evidence
     * @throws IOException if it could not be kept; the job then fails rather than lose the item
     */
    void add(QuarantinedItem item) throws IOException;

    /** Releases what the quarantine holds; called once, at the end of the job. */
    @Override
    default void close() throws IOException {}

    /**
     * A quarantine that appends one JSON object a line (JSON Lines, UTF-8) to a file. The file is created when the
     * first item comes, and forced to disk after each.
     *
     * @param file where to; its folder must exist
     * @return a quarantine that appends to {@code file}
     */
    static Quarantine file(Path file) {
        return new JsonLinesQuarantine(file);
    }
}
