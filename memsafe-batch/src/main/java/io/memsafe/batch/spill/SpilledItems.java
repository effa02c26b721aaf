package io.memsafe.batch.spill;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A pass over an accumulation, as an iterator and as a reader of a batch. After an error both hand out what they would
 * have handed out. Thread-safety: none.
 */
final class SpilledItems<T> implements Iterator<T>, ItemReader<T> {
    private final Accumulation<T> accumulation;
    private @Nullable Merge<T> pass;
    private @Nullable T next;
    private boolean ended;

    SpilledItems(Accumulation<T> accumulation) {
        this.accumulation = accumulation;
    }

    @Override
    public @Nullable T read() throws IOException {
        T item = next;
        if (item == null && !ended) {
            item = accumulation.next(pass());
            ended = item == null;
        }
        next = null;
        return item;
    }

    private Merge<T> pass() throws IOException {
        Merge<T> begun = pass == null ? accumulation.begin() : pass;
        pass = begun;
        return begun;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            try {
                next = read();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return next != null;
    }

    /** The accumulation keeps what a pass holds until the next one, or until it is closed itself. */
    @Override
    public void close() {
        ended = true;
        next = null;
    }

    @Override
    public T next() {
        T item = hasNext() ? next : null;
        if (item == null) {
            throw new NoSuchElementException();
        }
        next = null;
        return item;
    }
}
