package io.memsafe.batch;

import io.memsafe.MemoryGovernor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
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
    long mostBytes = Long.MAX_VALUE;
    Duration longestWait = Duration.ofMinutes(30);
    int workers = Runtime.getRuntime().availableProcessors();
    Function<? super I, String> itemKey = item -> shorten(String.valueOf(item));
    final List<ProgressListener> progress = new ArrayList<>();

    Duration checkpointInterval = Duration.ofSeconds(1);

    @Nullable
    Quarantine quarantine;

    @Nullable
    Checkpoint checkpoint;

    @Nullable
    String inputId;

    @Nullable
    Retry retry;

    @Nullable
    Path replay;

    private ChunkSize chunk = ChunkSize.adaptive();
    private @Nullable ChunkSizer sizer;
    private @Nullable ThreadFactory threads;
    private @Nullable ItemReader<I> reader;
    private @Nullable ItemProcessor<? super I, ? extends O> processor;
    private @Nullable Target<O> target;
    private @Nullable Duration shutdownWait;
    private boolean started;
    private volatile @Nullable BatchRun<?, ?> running;

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
        this.target = new Target.Plain<>(Objects.requireNonNull(writer, "writer"));
        return this;
    }

    /**
     * Where the results go, with a checkpoint that commits together with them: each item is written exactly once, also
     * when the job is killed at any moment and run again. In place of {@link #writer}.
     *
     * @param writer called with a connection to the database of the {@link Checkpoint#jdbc checkpoint}, which the job needs
     *     then
     * @return this job
     */
    public BatchJob<I, O> transactionalWriter(TransactionalWriter<? super O> writer) {
        this.target = new Target.Transactional<>(Objects.requireNonNull(writer, "writer"));
        return this;
    }

    /**
     * Where results and progress go when another framework has the transactions. In place of {@link #writer} and
     * {@link #checkpoint}.
     *
     * @param host writes each chunk together with the progress
     * @return this job
     */
    public BatchJob<I, O> host(TransactionHost<? super O> host) {
        HostedCheckpoint<O> hosted = new HostedCheckpoint<>(host);
        this.checkpoint = hosted;
        this.target = new Target.Hosted<>(hosted);
        return this;
    }

    /**
     * Keeps how far the job is, every second and at its end. Run again under the same name, the job goes on from there.
     *
     * @param checkpoint where
     * @return this job
     */
    public BatchJob<I, O> checkpoint(Checkpoint checkpoint) {
        return checkpoint(checkpoint, checkpointInterval);
    }

    /**
     * Keeps how far the job is.
     *
     * @param checkpoint where
     * @param interval time between two saves, 1 ms or more; that much work is done again after a kill, if the writer is
     *     not transactional
     * @return this job
     * @throws IllegalArgumentException if the interval is shorter than 1 ms
     */
    public BatchJob<I, O> checkpoint(Checkpoint checkpoint, Duration interval) {
        this.checkpointInterval = atLeastOneMilli("checkpoint interval", interval);
        this.checkpoint = Objects.requireNonNull(checkpoint, "checkpoint");
        return this;
    }

    /**
     * Tells one input from another. A run on another input than that of the checkpoint is refused while that one is not
     * done, and begins anew when it is; a run on an input that is done does nothing.
     *
     * @param id such as a file name with its date; not blank
     * @return this job
     * @throws IllegalArgumentException if it is blank
     */
    public BatchJob<I, O> inputId(String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("the inputId of job " + name + " is blank");
        }
        this.inputId = id;
        return this;
    }

    /**
     * Calls reader, processor or writer again when they throw an exception that the policy names. When it gives up, the
     * rules of {@link #skip} are asked. A stop of the job takes effect after the pause between two attempts.
     *
     * @param policy such as {@link FailsafeRetry}
     * @return this job
     */
    public BatchJob<I, O> retry(Retry policy) {
        this.retry = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Runs the job over the items of a quarantine file alone. The reader must give the same items in the same order as
     * in the run that quarantined them. At the end, items that succeeded are gone from the file, and those that failed
     * again have new evidence in it; {@link #quarantine} is not used.
     *
     * @param quarantine what {@link Quarantine#file} wrote
     * @return this job
     */
    public BatchJob<I, O> replay(Path quarantine) {
        this.replay = Objects.requireNonNull(quarantine, "quarantine");
        return this;
    }

    /**
     * Stops the job in good order, as {@link #stop()} does, when the JVM is told to end (SIGTERM, Ctrl-C,
     * {@link System#exit}), and holds the JVM back until it has stopped.
     *
     * @param atMost how long the JVM waits, 1 ms or more
     * @return this job
     * @throws IllegalArgumentException if that is shorter than 1 ms
     */
    public BatchJob<I, O> stopOnShutdown(Duration atMost) {
        this.shutdownWait = atLeastOneMilli("wait for the stop on shutdown", atMost);
        return this;
    }

    static Duration atLeastOneMilli(String what, Duration value) {
        if (value.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(what + " must be 1 ms or more, but is " + value);
        }
        return value;
    }

    /**
     * How many items make a chunk; {@link ChunkSize#adaptive()} by default.
     *
     * @param size bounds for the size
     * @return this job
     */
    public BatchJob<I, O> chunk(ChunkSize size) {
        this.chunk = Objects.requireNonNull(size, "size");
        this.sizer = null;
        return this;
    }

    /**
     * Decides how large each chunk may be, in place of bounds for the size.
     *
     * @param chunkSizer for this job alone, if it remembers anything
     * @return this job
     */
    public BatchJob<I, O> chunk(ChunkSizer chunkSizer) {
        this.sizer = Objects.requireNonNull(chunkSizer, "chunkSizer");
        return this;
    }

    /**
     * Bounds the bytes in flight: what is read and not yet written, with what is made of it, over all workers. The job
     * bounds them by itself, to half of what the heap has left; this is for a share that is smaller than that. An item
     * that is larger than the bound goes by itself.
     *
     * @param bytes 1 or more
     * @return this job
     * @throws IllegalArgumentException if it is less than 1
     */
    public BatchJob<I, O> maxInFlightBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes in flight must be 1 or more, but are " + bytes);
        }
        this.mostBytes = bytes;
        return this;
    }

    /**
     * How long workers may wait for memory while no chunk comes to an end anywhere in the job; 30 minutes by default. A
     * job that waits longer ends as {@link BatchStatus#FAILED} with a {@link MemoryWaitTimeoutException} that says what
     * it waited for, and its workers are interrupted. Set it longer than your longest chunk takes.
     *
     * @param limit more than zero
     * @return this job
     * @throws IllegalArgumentException if it is zero or negative
     */
    public BatchJob<I, O> waitAtMost(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("the longest wait must be more than zero, but is " + limit);
        }
        this.longestWait = limit;
        return this;
    }

    /**
     * Makes the threads of the workers; daemon threads named after the job by default. On JDK 21 and newer,
     * {@code Thread.ofVirtual().factory()} gives virtual ones. What these allocate is not told by the JVM, so their
     * items' cost is then learned from the growth of the whole heap, which takes what others allocate for theirs.
     *
     * @param factory asked once for each worker
     * @return this job
     */
    public BatchJob<I, O> workerThreads(ThreadFactory factory) {
        this.threads = Objects.requireNonNull(factory, "factory");
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
     * Tells a listener where the job stands, now and then and once at the end. There may be several.
     *
     * @param interval time between two calls, 1 ms or more
     * @param listener called on the thread that called {@link #run}; one that throws is not called again
     * @return this job
     * @throws IllegalArgumentException if the interval is shorter than 1 ms
     */
    public BatchJob<I, O> progress(Duration interval, Consumer<BatchProgress> listener) {
        progress.add(new ProgressListener(
                atLeastOneMilli("progress interval", interval), Objects.requireNonNull(listener, "listener")));
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
        Target<O> to = present(target, "writer");
        to.check(this);
        if (started) {
            throw new IllegalStateException("job " + name + " ran already; make a new one for each run");
        }
        started = true;
        if (shutdownWait == null) {
            return run(from, through, to, governor);
        }
        ShutdownStop hook = ShutdownStop.of(this, shutdownWait);
        try {
            return run(from, through, to, governor);
        } finally {
            hook.ended();
        }
    }

    private BatchReport run(
            ItemReader<I> from, ItemProcessor<? super I, ? extends O> through, Target<O> to, MemoryGovernor governor) {
        Restart restart = Restart.of(this, from, to);
        BatchRun<I, O> run;
        try {
            run = new BatchRun<>(this, from, through, to.pieces(this, restart.store()), restart, governor);
        } catch (Throwable e) {
            restart.abandon(e);
            throw e;
        }
        running = run;
        return run.run();
    }

    Guarantee guarantee() {
        return checkpoint == null || target == null ? Guarantee.ONE_RUN : target.guarantee();
    }

    ChunkSizer sizer() {
        if (sizer != null) {
            return sizer;
        }
        return chunk.isFixed() ? ChunkSizer.fixed(chunk.max()) : ChunkSizer.adaptive(chunk);
    }

    Thread thread(Runnable lane, int number) {
        if (threads != null) {
            Thread made = threads.newThread(lane);
            if (made == null) {
                throw new IllegalStateException("the factory of worker threads of job " + name + " made none");
            }
            return made;
        }
        Thread thread = new Thread(lane, "memsafe-batch-" + name + "-" + number);
        thread.setDaemon(true);
        return thread;
    }

    private <T> T present(@Nullable T part, String what) {
        if (part == null) {
            throw new IllegalStateException("job " + name + " has no " + what);
        }
        return part;
    }

    /**
     * Asks the job to stop: workers finish the chunks they have read, and read no more. A reader that
     * goes on waiting for an item is interrupted, see {@link ItemReader#interruptible()}. What an {@link AsyncProcessor} has
     * begun is cancelled, and left to a later run.
     */
    public void stop() {
        stop.set(true);
        BatchRun<?, ?> run = running;
        if (run != null) {
            run.wake();
        }
    }

    private static String shorten(String text) {
        return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "...";
    }
}
