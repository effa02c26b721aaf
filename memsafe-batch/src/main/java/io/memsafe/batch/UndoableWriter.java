package io.memsafe.batch;

/**
 * A writer that can take back the last chunk that it wrote.
 *
 * <p>Thread-safety: as of {@link ItemWriter}; {@link #undo()} is called where {@link #write} would be.
 *
 * @param <O> what is written
 */
@SuppressWarnings("try") // close() may throw what the target of the items throws
public interface UndoableWriter<O> extends ItemWriter<O> {

    /**
     * Takes back what the last call of {@link #write} has written. Called at most once after it, before any other.
     *
     * @throws Exception if it is still there, in whole or in part
     */
    void undo() throws Exception;

    /**
     * Says that to write the same items twice does no harm, as with an upsert or a cache: there is nothing to undo.
     *
     * @param writer the writer, closed with this one
     * @param <O> what is written
     * @return the same writer, with an {@link #undo()} that leaves everything as it is
     */
    static <O> UndoableWriter<O> repeatable(ItemWriter<? super O> writer) {
        return new RepeatableWriter<>(writer);
    }
}
