package io.memsafe.batch;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a queue that others fill.
 *
 * <p>{@code take()} may remove an item and then run out of memory before it returns it, as {@code LinkedBlockingQueue}
 * does when it wakes a producer. So an item is moved by {@code drainTo} into a place that exists already: wherever that
 * fails, the item is in the queue or in the place. One item is moved at a time, so that what a stopped job has not read
 * stays in the queue. While the queue is empty it is looked at again after a wait that grows to 5 ms.
 *
 * <p>Thread-safety: none; as of any reader.
 */
final class QueueReader<I> implements ItemReader<I> {
    private static final long FIRST_WAIT_MICROS = 50;
    private static final long LONGEST_WAIT_MICROS = 5_000;

    private final BlockingQueue<? extends I> queue;
    private final Predicate<? super I> end;
    private final BooleanSupplier done;
    private final Place<I> place = new Place<>();
    private boolean ended;

    QueueReader(BlockingQueue<? extends I> queue, Predicate<? super I> end, BooleanSupplier done) {
        this.queue = queue;
        this.end = end;
        this.done = done;
    }

    @Override
    public @Nullable I read() throws InterruptedException {
        long wait = FIRST_WAIT_MICROS;
        while (!ended) {
            boolean last = done.getAsBoolean(); // asked first: what was put before it became true is still read
            if (place.item == null) {
                queue.drainTo(place, 1);
            }
            I item = place.item;
            if (item != null) {
                ended = end.test(item);
                place.item = null;
                return ended ? null : item;
            }
            if (last) {
                ended = true;
            } else {
                TimeUnit.MICROSECONDS.sleep(wait);
                wait = Math.min(LONGEST_WAIT_MICROS, wait * 2);
            }
        }
        return null;
    }

    @Override
    public void close() {
        // The queue belongs to others too.
    }

    /** Room for one item; to add to it allocates nothing. */
    private static final class Place<I> extends AbstractCollection<I> {
        private @Nullable I item;

        @Override
        public boolean add(I moved) {
            item = moved;
            return true;
        }

        @Override
        public Iterator<I> iterator() {
            I held = item;
            return held == null ? List.<I>of().iterator() : List.of(held).iterator();
        }

        @Override
        public int size() {
            return item == null ? 0 : 1;
        }
    }
}
