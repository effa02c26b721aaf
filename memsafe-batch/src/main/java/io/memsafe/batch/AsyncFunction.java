package io.memsafe.batch;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Begins to turn one item into what is written for it, and does not wait for the result.
 *
 * <p>As of an {@link ItemProcessor}, what it begins must not have effects of its own: an item may be begun more than once.
 *
 * <p>Thread-safety: called by all workers at the same time.
 *
 * @param <I> what is read
 * @param <O> what is written
 */
@FunctionalInterface
public interface AsyncFunction<I, O> {

    /**
     * Begins with one item.
     *
     * @param item the item as the reader returned it
     * @return completes with what is to be written, or with {@code null} to filter the item out; if it is a
     *     {@link java.util.concurrent.Future Future} too, it is cancelled when nobody waits for it any more
     * @throws Exception if the item cannot be processed; the same as a stage that completes with this exception
     */
    CompletionStage<? extends @Nullable O> begin(I item) throws Exception;
}
