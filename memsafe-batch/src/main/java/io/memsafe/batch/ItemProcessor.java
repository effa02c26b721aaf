package io.memsafe.batch;

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
}
