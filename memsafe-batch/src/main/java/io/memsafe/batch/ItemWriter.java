package io.memsafe.batch;

import io.memsafe.batch.file.OutputFile;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;

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

    /**
     * A writer that puts each chunk into a database, in one transaction.
     *
     * @param source gives a connection for each worker
     * @param sql the statement that writes one item
     * @param binder sets its placeholders
     * @param <O> what is written
     * @return a writer to be told more, above all {@link JdbcWriter#inDoubt}
     */
    static <O> JdbcWriter<O> jdbc(DataSource source, String sql, RowBinder<? super O> binder) {
        return new JdbcWriter<>(source, sql, binder);
    }

    /**
     * A file to be written, chunk by chunk.
     *
     * @param file compressed if its name ends in {@code .gz} or {@code .zst}
     * @return the file; {@link OutputFile#lines} and its neighbours give the writer
     */
    static OutputFile file(Path file) {
        return OutputFile.of(file);
    }

    /**
     * Writes each chunk to several writers, in order. When one fails, those before it undo what they wrote, last one first;
     * so all but the last must be able to. Put the transaction last. Not all or nothing are: a kill of the process between
     * two of them; a commit of the last one that is in doubt ({@link CommitInDoubtException}: the others then keep the
     * chunk); and what others saw of the first ones before they were undone. One chunk is written at a time.
     *
     * @param first writers that can undo their last chunk, as those of files; see also {@link UndoableWriter#repeatable}
     * @param last any writer
     * @param <O> what is written
     * @return the writers as one, which closes them all
     */
    static <O> ItemWriter<O> composite(List<UndoableWriter<? super O>> first, ItemWriter<? super O> last) {
        return new CompositeWriter<>(first, last);
    }
}
