package io.memsafe.batch;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads an iterator. Unless it is repeatable, a failure in it is final. */
class IteratorReader<I> implements ItemReader<I> {
    private final Iterator<? extends I> items;
    private final boolean repeatable;
    private long position;
    private boolean failed;

    IteratorReader(Iterator<? extends I> items, boolean repeatable) {
        this.items = items;
        this.repeatable = repeatable;
    }

    @Override
    public @Nullable I read() {
        if (failed && !repeatable) {
            throw new IllegalStateException("the iterator failed at item " + position
                    + ", and whether it lost that item cannot be known; read from an Iterable, or from an"
                    + " ItemReader that stands still when it throws");
        }
        failed = true; // until this call has come through
        I item = items.hasNext() ? items.next() : null;
        position += item == null ? 0 : 1;
        failed = false;
        return item;
    }

    @Override
    public void close() {
        // An iterator holds nothing that has to be let go.
    }
}
