package io.memsafe.batch.spill;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Entries in order, one at a time. Thread-safety: none. */
interface Source<T> extends AutoCloseable {

    /**
     * Goes to the next entry, or, when it throws, stays where it is.
     *
     * @return whether there is one
     */
    boolean advance() throws IOException;

    /** Where {@link #advance()} has gone; {@code null} before and behind the entries. */
    @Nullable
    T head();

    /** Releases what the source holds. */
    @Override
    default void close() {}
}
