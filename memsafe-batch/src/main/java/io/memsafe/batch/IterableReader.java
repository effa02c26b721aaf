package io.memsafe.batch;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads an iterable; after a failure it starts a new iterator and moves it to the same position. */
final class IterableReader<I> implements ItemReader<I> {
    private final Iterable<? extends I> items;
    private @Nullable Iterator<? extends I> iterator;
    private long position;

    IterableReader(Iterable<? extends I> items) {
        this.items = items;
    }

    @Override
    public @Nullable I read() {
        Iterator<? extends I> current = iterator;
        iterator = null; // until this call has come through
        if (current == null) {
            current = items.iterator();
            for (long i = 0; i < position; i++) {
                current.next();
            }
        }
        I item = current.hasNext() ? current.next() : null;
        position += item == null ? 0 : 1;
        iterator = current;
        return item;
    }

    @Override
    public String skip() {
        return "item " + position++;
    }

    @Override
    public void close() {
        // An iterator holds nothing that has to be let go.
    }
}
