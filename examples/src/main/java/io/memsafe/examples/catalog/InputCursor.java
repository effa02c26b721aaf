package io.memsafe.examples.catalog;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A place in one input.
 *
 * <p>{@link #read} does not move: whatever it throws, the next call tries the same entry again. {@link #advance} moves,
 * and neither throws nor allocates. So an {@link OutOfMemoryError} can fall anywhere and no entry is lost.
 *
 * <p>Thread-safety: none needed, see {@link io.memsafe.batch.ItemReader}.
 */
interface InputCursor extends AutoCloseable {

    /**
     * Reads the entry at this place.
     *
     * @param position the position that it gets
     * @return the entry, {@code null} at the end
     * @throws CorruptInputException if it cannot be read
     */
    @Nullable
    Entry read(long position) throws IOException;

    /** The key of the entry at this place, also if it cannot be read. */
    String key();

    /** Moves to the next entry. */
    void advance();

    /** Releases files; a file that was only read has nothing to lose when that fails. */
    @Override
    void close();
}
