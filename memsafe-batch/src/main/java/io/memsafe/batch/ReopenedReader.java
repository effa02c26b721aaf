package io.memsafe.batch;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads items that can be iterated again; after a failure it goes on with a new iterator at the same position. */
abstract class ReopenedReader<I> implements ItemReader<I> {
    private @Nullable Iterator<? extends I> iterator;
    private long position;

    /** A new iterator whose next item is the one at this position; asked again after each failure. */
    protected abstract Iterator<? extends I> from(long start);

    @Override
    public final @Nullable I read() {
        Iterator<? extends I> current = iterator;
        iterator = null; // until this call has come through
        if (current == null) {
            current = from(position);
        }
        I item = current.hasNext() ? current.next() : null;
        position += item == null ? 0 : 1;
        iterator = current;
        return item;
    }

    @Override
    public final String skip() {
        return "item " + position++;
    }

    @Override
    public void close() {
        // An iterator holds nothing that has to be let go.
    }
}
