package io.memsafe.batch;

import io.memsafe.MemoryGovernor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A batch: a reader, a processor and a writer, run in chunks whose size follows the memory there is.
 *
 * <pre>{@code
 * BatchReport report = BatchJob.<Path, Row>named("catalog")
 *         .reader(ItemReader.of(files))
 *         .processor(Catalog::describe)
 *         .writer(rows -> store.insert(rows))
 *         .workers(2)
 *         .quarantine(Quarantine.file(Path.of("catalog.quarantine")))
 *         .run(governor);
 * }</pre>
 *
 * <p>Each worker reads a chunk, processes and writes it. Items keep their order within a chunk; chunks of several
 * workers overtake each other.
 *
 * <p>An {@link OutOfMemoryError} in reader, processor or writer is contained: the chunk's results are dropped, the
 * other workers finish theirs and wait, the chunk runs again alone, then in halves, and an item that fails alone goes
 * to quarantine with the evidence. Everything else goes on.
 *
 * <p>Thread-safety: a job is set up by one thread and run once; {@link #stop()} may be called from any thread.
 *
 * @param <I> what is read
 * @param <O> what is written
 */
public final class BatchJob<I, O> {
    private static final int MOST_WORKERS = 1024;
    private static final int LONGEST_KEY = 200;

    final String name;
    final SkipPolicy skips = new SkipPolicy();
    final AtomicBoolean stop = new AtomicBoolean();
    ChunkSize chunk = ChunkSize.adaptive();
    int workers = Runtime.getRuntime().availableProcessors();
    Function<? super I, String> itemKey = item -> shorten(String.valueOf(item));
    Duration progressInterval = Duration.ofSeconds(1);

    @Nullable
    Quarantine quarantine;

    @Nullable
    Consumer<BatchProgress> progress;

    private @Nullable ItemReader<I> reader;
    private @Nullable ItemProcessor<? super I, ? extends O> processor;
    private @Nullable ItemWriter<? super O> writer;
    private boolean started;

    private BatchJob(String name) {
        this.name = name;
    }

    /**
     * A job with this name.
     *
     * @param name for logs, thread names and reports; not blank
     * @param <I> what is read
     * @param <O> what is written
     * @return a job that still needs a reader, a processor and a writer
     * @throws IllegalArgumentException if the name is blank
     */
    public static <I, O> BatchJob<I, O> named(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a job needs a name, but it is blank");
        }
        return new BatchJob<>(name);
    }

    /**
     * Where the items come from.
     *
     * @param reader closed at the end of the run
     * @return this job
     */
    public BatchJob<I, O> reader(ItemReader<I> reader) {
        this.reader = Objects.requireNonNull(reader, "reader");
        return this;
    }

    /**
     * What is done with each item.
     *
     * @param processor called by all workers at the same time
     * @return this job
     */
    public BatchJob<I, O> processor(ItemProcessor<? super I, ? extends O> processor) {
        this.processor = Objects.requireNonNull(processor, "processor");
        return this;
    }

    /**
     * Where the results go.
     *
     * @param writer closed at the end of the run
     * @return this job
     */
    public BatchJob<I, O> writer(ItemWriter<? super O> writer) {
        this.writer = Objects.requireNonNull(writer, "writer");
        return this;
    }

    /**
     * How many items make a chunk; {@link ChunkSize#adaptive()} by default.
     *
     * @param size bounds for the size
     * @return this job
     */
    public BatchJob<I, O> chunk(ChunkSize size) {
        this.chunk = Objects.requireNonNull(size, "size");
        return this;
    }

    /**
     * How many chunks are worked on at the same time; the number of processors by default.
     *
     * @param count 1 to 1,024
     * @return this job
     * @throws IllegalArgumentException if it is out of these bounds
     */
    public BatchJob<I, O> workers(int count) {
        if (count < 1 || count > MOST_WORKERS) {
            throw new IllegalArgumentException("workers must be 1 to " + MOST_WORKERS + ", but is " + count);
        }
        this.workers = count;
        return this;
    }

    /**
     * How an item is called in quarantine; its {@code toString()}, shortened to 200 characters, by default.
     *
     * @param key gives the key of an item; must not need much memory
     * @return this job
     */
    public BatchJob<I, O> itemKey(Function<? super I, String> key) {
        this.itemKey = Objects.requireNonNull(key, "key");
        return this;
    }

    /**
     * Where items go that cannot be dealt with. Without a quarantine they are logged and counted.
     *
     * @param quarantine closed at the end of the run
     * @return this job
     */
    public BatchJob<I, O> quarantine(Quarantine quarantine) {
        this.quarantine = Objects.requireNonNull(quarantine, "quarantine");
        return this;
    }

    /**
     * Sends an item to quarantine, and goes on, when reader or processor throw this kind of exception for it. Rules are
     * asked in the order they were added. An exception that no rule names ends the job.
     *
     * @param type the kind of exception, its subclasses included
     * @param limit how many items at the most; one more ends the job with a {@link SkipLimitExceededException}
     * @return this job
     * @throws IllegalArgumentException if the limit is negative
     */
    public BatchJob<I, O> skip(Class<? extends Exception> type, long limit) {
        skips.add(Objects.requireNonNull(type, "type"), limit);
        return this;
    }

    /**
     * Tells a listener where the job stands, now and then and once at the end.
     *
     * @param interval time between two calls, 1 ms or more
     * @param listener called on the thread that called {@link #run}; one that throws is not called again
     * @return this job
     * @throws IllegalArgumentException if the interval is shorter than 1 ms
     */
    public BatchJob<I, O> progress(Duration interval, Consumer<BatchProgress> listener) {
        if (interval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("progress interval must be 1 ms or more, but is " + interval);
        }
        this.progressInterval = interval;
        this.progress = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Runs the job to its end, with the calling thread waiting. Interrupting that thread stops the job as
     * {@link #stop()} does; the thread's interrupt status is set again on return.
     *
     * @param governor tells the level and the headroom
     * @return what was done; also when the job failed, with the reason in it
     * @throws IllegalStateException if reader, processor or writer is missing, or the job ran already
     */
    public BatchReport run(MemoryGovernor governor) {
        Objects.requireNonNull(governor, "governor");
        ItemReader<I> from = present(reader, "reader");
        ItemProcessor<? super I, ? extends O> through = present(processor, "processor");
        ItemWriter<? super O> to = present(writer, "writer");
        if (started) {
            throw new IllegalStateException("job " + name + " ran already; make a new one for each run");
        }
        started = true;
        return new BatchRun<I, O>(this, from, through, to, governor).run();
    }

    private <T> T present(@Nullable T part, String what) {
        if (part == null) {
            throw new IllegalStateException("job " + name + " has no " + what);
        }
        return part;
    }

    /** Asks the job to stop: workers finish the chunks they have read, and read no more. */
    public void stop() {
        stop.set(true);
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "...";
    }
}
