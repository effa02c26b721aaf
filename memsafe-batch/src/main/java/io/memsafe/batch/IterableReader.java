package io.memsafe.batch;

import java.util.Iterator;

/** Reads an iterable. */
final class IterableReader<I> extends ReopenedReader<I> {
    private final Iterable<? extends I> items;

    IterableReader(Iterable<? extends I> items) {
        this.items = items;
    }

    @Override
    protected Iterator<? extends I> from(long start) {
        Iterator<? extends I> iterator = items.iterator();
        for (long i = 0; i < start; i++) {
            iterator.next();
        }
        return iterator;
    }
}
