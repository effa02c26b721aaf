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

    /**
     * Whether the item of this position is kept already. Asked by a job that goes on where an earlier run was killed, so
     * that an item that was set aside, and not yet counted as dealt with, is not kept twice.
     *
     * @param position the item's position in the input, from 0
     * @return {@code false} unless overridden
     * @throws IOException if it cannot be found out; the job then fails
     */
    default boolean contains(long position) throws IOException {
        return false;
    }

    /** Releases what the quarantine holds; called once, at the end of the job. */
    @Override
    default void close() throws IOException {}

    /**
     * A quarantine that appends one JSON object a line (JSON Lines, UTF-8) to a file. The file is created when the
     * first item comes, and forced to disk after each. A last line that was cut short by the death of a process is
     * removed; its item was not dealt with yet. {@link BatchJob#replay} deals with the items of such a file again.
     *
     * @param file where to; its folder must exist
     * @return a quarantine that appends to {@code file}
     */
    static Quarantine file(Path file) {
        return new JsonLinesQuarantine(file);
    }
}
