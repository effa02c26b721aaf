package io.memsafe.batch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A framework that runs the transactions of a job and keeps its progress, in place of a writer and a checkpoint: see
 * {@link BatchJob#host}. An item is written exactly once if progress and results commit together.
 *
 * <p>The host sees to it that a job is not run twice at the same time.
 *
 * <p>Thread-safety: {@link #save} and {@link #write} are called one at a time, from changing threads, with a
 * happens-before edge between the calls.
 *
 * @param <O> what is written
 */
public interface TransactionHost<O> {

    /**
     * What the last transaction that took effect has kept.
     *
     * @return the {@link Progress#text()} of it, {@code null} for a job that begins anew
     * @throws Exception if that cannot be found out; the job then does not start
     */
    @Nullable
    String load() throws Exception;

    /**
     * Keeps the progress in place of what was kept before. Called at the start, now and then, and at the end.
     *
     * @param progress how far the job is
     * @throws Exception if what was kept before stays; it is tried again later
     */
    void save(Progress progress) throws Exception;

    /**
     * Writes the results of a chunk and keeps the progress, in one transaction.
     *
     * @param items the results in reading order; never empty; valid during the call only
     * @param progress how far the job is with them
     * @throws Exception if the transaction did not take effect. After an {@link OutOfMemoryError}, also one among the causes,
     *     the job writes the items again. So a host that cannot find out whether it took effect must throw something else,
     *     which ends the job
     */
    void write(List<? extends O> items, Progress progress) throws Exception;

    /** Called by each worker on its thread before it reads. */
    default void workerStarts() {}

    /** Called by each worker on its thread at its end. */
    default void workerEnds() {}

    /**
     * How far a job is. The counts are those of the whole job, earlier runs included.
     *
     * @param text for {@link #load()} of a later run; some hundred characters
     * @param items items dealt with
     * @param written items written
     * @param filtered items for which the processor returned {@code null}
     * @param quarantined items set aside
     */
    record Progress(String text, long items, long written, long filtered, long quarantined) {}
}
