package io.memsafe.batch;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns one item into what is written for it.
 *
 * <p>An item may be processed more than once: after an {@link OutOfMemoryError} the chunk is run again, whole or in
 * parts. What the processor returned before is dropped, so it must not have effects of its own.
 *
 * <p>Thread-safety: called by all workers at the same time.
 *
 * @param <I> what is read
 * @param <O> what is written
 */
@FunctionalInterface
public interface ItemProcessor<I, O> {

    /**
     * Processes one item.
     *
     * @param item the item as the reader returned it
     * @return what is to be written, or {@code null} to filter the item out
     * @throws Exception if the item cannot be processed; see {@link BatchJob#skip(Class, long)}
     */
    @Nullable
    O process(I item) throws Exception;

    /**
     * This processor and then another one, for what this one did not filter out.
     *
     * @param next processes the result of this one
     * @param <R> what is written
     * @return both as one
     */
    default <R> ItemProcessor<I, R> andThen(ItemProcessor<? super O, ? extends R> next) {
        Objects.requireNonNull(next, "next");
        if (next instanceof AsyncProcessor<? super O, ? extends R> async) {
            return AsyncProcessor.join(this, async);
        }
        return item -> {
            O result = process(item);
            return result == null ? null : next.process(result);
        };
    }

    /**
     * A processor from a function that does not wait for its result, such as a call of a service. Several items of a chunk
     * are under way at the same time, and their results keep the order of the items.
     *
     * @param function begins with an item
     * @param <I> what is read
     * @param <O> what is written
     * @return a processor to be told more: how many items at once, and how long each may take
     */
    static <I, O> AsyncProcessor<I, O> async(AsyncFunction<? super I, ? extends O> function) {
        return new AsyncProcessor<>(function);
    }
}
