package io.memsafe.batch;

import io.memsafe.batch.file.ArchiveReader;
import io.memsafe.batch.file.FolderReader;
import io.memsafe.batch.file.InputFile;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
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

    /**
     * Where the reader stands, before the item that the next {@link #read()} returns; kept in a checkpoint, so that a
     * job that is run again can {@link #open} another reader of the same input there. Called before each chunk.
     *
     * @return short, such as a number of bytes or the last key read; {@code null} from a reader that cannot say: the job
     *     that is run again then reads what comes before and drops it, so the input must come in the same order again
     * @throws Exception if that cannot be found out; the job then ends as {@link BatchStatus#FAILED}
     */
    default @Nullable String checkpointInfo() throws Exception {
        return null;
    }

    /**
     * Moves a reader from which nothing has been read to where another one stood.
     *
     * @param checkpointInfo what {@link #checkpointInfo()} said there
     * @throws Exception if there is no such place, for example because the file has become shorter; the job does not
     *     start then
     */
    default void open(String checkpointInfo) throws Exception {
        throw new UnsupportedOperationException("reader " + getClass().getName() + " cannot go to '" + checkpointInfo
                + "': it implements checkpointInfo(), but not open()");
    }

    /**
     * Whether a {@link #read()} that goes on waiting for an item when the job is to stop may be interrupted. However it ends
     * then, by an exception or by {@code null}, the job takes it for the stop; an item that it returns is still dealt with.
     *
     * @return {@code false} from a reader to which an interrupt does harm, as it does to a database in this JVM; the job then
     *     stops when the next item comes
     */
    default boolean interruptible() {
        return true;
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

    /**
     * A reader over a stream, which it closes. As of a one-shot iterator, a failure in it ends the job; {@link #ofStreams}
     * reads on.
     *
     * @param items the input; consumed
     * @param <I> what is read
     * @return a reader that can neither retry nor skip
     */
    static <I> ItemReader<I> of(Stream<? extends I> items) {
        return new IteratorReader<I>(items.iterator(), false) {
            @Override
            public void close() {
                items.close();
            }
        };
    }

    /**
     * A reader over a stream that can be made again: after a failure the stream is closed, and a new one moved to the same
     * position. So each must yield the same items in the same order.
     *
     * @param streams gives a new stream at each call
     * @param <I> what is read
     * @return a reader that can retry and skip
     */
    static <I> ItemReader<I> ofStreams(Supplier<? extends Stream<? extends I>> streams) {
        return new StreamReader<>(streams);
    }

    /**
     * A reader over a publisher, subscribed at the first {@link #read()} and cancelled by {@link #close()}. It waits for
     * items; {@link BatchJob#stop()} ends the wait.
     *
     * @param publisher the input; when it fails, what it sent before is read and then the job ends
     * @param most how many items it may owe or have sent that were not read, 1 to 1,000,000
     * @param <I> what is read
     * @return a reader that loses no item when memory runs out; it cannot skip
     * @throws IllegalArgumentException if {@code most} is out of these bounds
     */
    static <I> ItemReader<I> of(Flow.Publisher<? extends I> publisher, int most) {
        return new PublisherReader<>(publisher, most);
    }

    /**
     * A reader over a queue that ends at an item of its kind. It waits for items, looking every 5 ms at the latest;
     * {@link BatchJob#stop()} ends the wait. What was not read stays in the queue.
     *
     * @param queue the input; others may take items from it too
     * @param isEnd whether an item is the one that ends the input; it is taken from the queue
     * @param <I> what is read
     * @return a reader that loses no item when memory runs out; it cannot skip
     */
    static <I> ItemReader<I> of(BlockingQueue<? extends I> queue, Predicate<? super I> isEnd) {
        return new QueueReader<>(queue, isEnd, () -> false);
    }

    /**
     * A reader over a queue that ends when it is empty and nothing more will be put into it. It waits as
     * {@link #of(BlockingQueue, Predicate)} does.
     *
     * @param queue the input; others may take items from it too
     * @param done whether all items have been put into the queue
     * @param <I> what is read
     * @return a reader that loses no item when memory runs out; it cannot skip
     */
    static <I> ItemReader<I> of(BlockingQueue<? extends I> queue, BooleanSupplier done) {
        return new QueueReader<>(queue, item -> false, done);
    }

    /**
     * A file to be read: its lines, its CSV or JSON records, its XML elements.
     *
     * @param file a file, compressed if its name ends in {@code .gz} or {@code .zst}
     * @return the file; {@link InputFile#lines()} and its neighbours give the reader
     */
    static InputFile file(Path file) {
        return InputFile.of(file);
    }

    /**
     * A reader over the files below a folder, those of the folders in it included, in the order of their names.
     *
     * @param folder a folder
     * @return a reader to be told more, as {@link FolderReader#matching}; it can retry and skip, and go on after a restart
     */
    static FolderReader folder(Path folder) {
        return new FolderReader(folder);
    }

    /**
     * A reader over the entries of an archive.
     *
     * @param file an archive in the format zip or jar
     * @return a reader to be told more, as {@link ArchiveReader#matching}; it can retry and skip, and go on after a restart
     */
    static ArchiveReader archive(Path file) {
        return new ArchiveReader(file);
    }

    /**
     * A reader over the rows of a query, which are read while they arrive.
     *
     * @param source gives one connection, which is held until the job ends
     * @param sql the query
     * @param mapper makes an item of a row
     * @param <I> what is read
     * @return a reader to be told more, above all {@link JdbcReader#orderedBy}
     */
    static <I> JdbcReader<I> jdbc(DataSource source, String sql, RowMapper<? extends I> mapper) {
        return new JdbcReader<>(source, sql, mapper);
    }
}
