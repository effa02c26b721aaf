package io.memsafe.batch;

import java.util.List;

/**
 * Writes the results of a chunk.
 *
 * <p><b>All or nothing.</b> When {@link #write} throws, nothing of the list may remain written, as after a rolled-back
 * transaction. The job then calls it again with the same results, or with a part of them; that is how an
 * {@link OutOfMemoryError} in the writer is contained without losing or doubling an item. A writer whose commit can
 * fail in doubt (a connection lost while committing) has to find out for itself whether it took effect.
 *
 * <p>Thread-safety: calls come one at a time, from changing threads, unless {@link #concurrent()} says otherwise.
 *
 * @param <O> what is written
 */
@FunctionalInterface
@SuppressWarnings("try") // close() may throw what the target of the items throws
public interface ItemWriter<O> extends AutoCloseable {

    /**
     * Writes all results of a chunk, or none.
     *
     * @param items the results in reading order; never empty; valid during the call only
     * @throws Exception if nothing was written
     */
    void write(List<? extends O> items) throws Exception;

    /**
     * Whether several workers may write at the same time.
     *
     * @return {@code false} unless overridden
     */
    default boolean concurrent() {
        return false;
    }

    /** Releases what the writer holds; called once, after the last chunk, also when the job failed. */
    @Override
    default void close() throws Exception {}
}
