package io.memsafe.batch;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the items of a batch, one after the other.
 *
 * <p><b>A reader that throws stands still.</b> After {@link #read()} has thrown, the item it failed on is still the
 * next one: the job calls {@code read()} again to retry it, or {@link #skip()} to give it up. That is what makes an
 * {@link OutOfMemoryError} in the reader harmless: nothing is lost between two calls. A reader that cannot promise it
 * must throw from every later call, so that the job ends with an error instead of losing an item silently.
 *
 * <p>Thread-safety: none needed. The job calls one method at a time, from changing threads, with a happens-before edge
 * between the calls.
 *
 * @param <I> what is read
 */
@FunctionalInterface
@SuppressWarnings("try") // close() may throw what the source of the items throws
public interface ItemReader<I> extends AutoCloseable {

    /**
     * Returns the next item, or {@code null} at the end of the input.
     *
     * @return the next item; {@code null} means that the input is exhausted, now and on every later call
     * @throws Exception if the item cannot be read; the reader stays before it
     */
    @Nullable
    I read() throws Exception;

    /**
     * Steps over the item on which {@link #read()} has just thrown.
     *
     * @return a key by which a person finds that item again, such as a file name or a row number
     * @throws Exception if the reader cannot step over it; the job then ends as {@link BatchStatus#FAILED}
     */
    default String skip() throws Exception {
        throw new UnsupportedOperationException(
                "reader " + getClass().getName() + " cannot step over an item: it does not implement skip()");
    }

    /** Releases what the reader holds; called once, after the last item, also when the job failed. */
    @Override
    default void close() throws Exception {}

    /**
     * A reader over {@code items}. When an iterator fails in the middle, a new one is asked for and moved to the same
     * position, so the iterable must yield the same items in the same order each time.
     *
     * @param items the input; iterated once, and again from the start after a failure
     * @param <I> what is read
     * @return a reader that can retry and skip
     */
    static <I> ItemReader<I> of(Iterable<? extends I> items) {
        return new IterableReader<>(items);
    }

    /**
     * A reader over a one-shot iterator. An iterator that threw may have lost its item and says nothing about it, so
     * a failure in it ends the job: written items stay written, and the report says at which position it stopped.
     *
     * @param items the input; consumed
     * @param <I> what is read
     * @return a reader that can neither retry nor skip
     */
    static <I> ItemReader<I> of(Iterator<? extends I> items) {
        return new IteratorReader<>(items, false);
    }

    /**
     * A reader over an iterator whose {@code next()} hands out the same item again after it has thrown.
     *
     * @param items the input; consumed
     * @param <I> what is read
     * @return a reader that can retry, but not skip
     */
    static <I> ItemReader<I> ofRepeatable(Iterator<? extends I> items) {
        return new IteratorReader<>(items, true);
    }
}
