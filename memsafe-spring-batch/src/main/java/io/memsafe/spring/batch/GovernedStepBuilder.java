package io.memsafe.spring.batch;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.BatchProgress;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.ChunkSize;
import io.memsafe.batch.Quarantine;
import io.memsafe.batch.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.listener.StepListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemStream;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Builds a step for Spring Batch whose chunks follow the memory there is, and which lives through an
 * {@link OutOfMemoryError}.
 *
 * <pre>{@code
 * new GovernedStepBuilder<Order, Invoice>("invoices", jobRepository, transactionManager, governor)
 *         .reader(orders)
 *         .processor(Invoices::of)
 *         .writer(invoices)
 *         .build();
 * }</pre>
 *
 * <p>The progress lies in the step's execution context and commits with the chunk's writes. So with a writer and a job
 * repository that share the transaction manager's database, each item is written exactly once, also when the process is
 * killed and the job run again.
 *
 * <p>Thread-safety: none; a step is for one execution at a time, as its reader and writer are.
 *
 * @param <I> what is read
 * @param <O> what is written
 */
public final class GovernedStepBuilder<I, O> {
    private static final int MOST_WORKERS = 1024;

    final String name;
    final JobRepository repository;
    final PlatformTransactionManager transactions;
    final MemoryGovernor governor;
    final Listeners<I, O> listeners = new Listeners<>();
    final List<ItemStream> streams = new ArrayList<>();
    final Map<Class<? extends Exception>, Long> skips = new LinkedHashMap<>();
    ChunkSize chunk = ChunkSize.adaptive();
    int workers = 1;
    Consumer<BatchReport> report = finished -> {};
    final List<Consumer<BatchJob<I, O>>> progress = new ArrayList<>();

    @Nullable
    Function<? super StepExecution, ? extends Quarantine> quarantine;

    @Nullable
    Function<? super I, String> itemKey;

    @Nullable
    Retry retry;

    private final List<StepExecutionListener> ofStep = new ArrayList<>();
    private @Nullable ItemReader<? extends I> reader;
    private @Nullable ItemProcessor<? super I, ? extends O> processor;
    private @Nullable ItemWriter<? super O> writer;
    private boolean repeatable;

    /**
     * A step that still needs a reader and a writer.
     *
     * @param name the step's name; not blank
     * @param repository keeps the progress; in the database of the writer for exactly once
     * @param transactions of that database
     * @param governor tells level and headroom; not closed by the step
     * @throws IllegalArgumentException if the name is blank
     */
    public GovernedStepBuilder(
            String name, JobRepository repository, PlatformTransactionManager transactions, MemoryGovernor governor) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a step needs a name, but it is blank");
        }
        this.name = name;
        this.repository = Objects.requireNonNull(repository, "repository");
        this.transactions = Objects.requireNonNull(transactions, "transactions");
        this.governor = Objects.requireNonNull(governor, "governor");
    }

    /**
     * Where the items come from. Called by one worker at a time, so it need not be thread-safe. An {@link ItemStream} is
     * opened, asked for its state before each chunk, and closed. After an OutOfMemoryError in it, it is closed, opened at its
     * last state and read forward; another reader may have lost the item, so the step fails and can be restarted.
     *
     * @param items the reader; gives the same items in the same order at a restart
     * @return this builder
     */
    public GovernedStepBuilder<I, O> reader(ItemReader<? extends I> items) {
        this.reader = Objects.requireNonNull(items, "items");
        return this;
    }

    /**
     * What is done with each item; nothing by default. It may be called again for the same item after an OutOfMemoryError.
     *
     * @param process thread-safe if there are several workers
     * @return this builder
     */
    public GovernedStepBuilder<I, O> processor(ItemProcessor<? super I, ? extends O> process) {
        this.processor = Objects.requireNonNull(process, "process");
        return this;
    }

    /**
     * Where the results go. Called by one worker at a time, inside a transaction that is rolled back if it throws.
     *
     * @param results the writer; an {@link ItemStream} is opened, updated in the transaction, and closed
     * @return this builder
     */
    public GovernedStepBuilder<I, O> writer(ItemWriter<? super O> results) {
        this.writer = Objects.requireNonNull(results, "results");
        return this;
    }

    /**
     * How many chunks are worked on at the same time; 1 by default. Reads take turns and so do writes, so several help
     * where processing takes the time. Chunks then overtake each other.
     *
     * @param count 1 to 1,024
     * @return this builder
     * @throws IllegalArgumentException if it is out of these bounds
     */
    public GovernedStepBuilder<I, O> workers(int count) {
        if (count < 1 || count > MOST_WORKERS) {
            throw new IllegalArgumentException("workers must be 1 to " + MOST_WORKERS + ", but is " + count);
        }
        this.workers = count;
        return this;
    }

    /**
     * How many items make a chunk; {@link ChunkSize#adaptive()} by default.
     *
     * @param size bounds for the size
     * @return this builder
     */
    public GovernedStepBuilder<I, O> chunk(ChunkSize size) {
        this.chunk = Objects.requireNonNull(size, "size");
        return this;
    }

    /**
     * Sets an item aside, and goes on, when reader or processor throw this kind of exception for it. Rules are asked in the
     * order they were added. An exception that no rule names, or of the writer, ends the step.
     *
     * @param type the kind of exception, its subclasses included
     * @param limit how many items at the most, restarts included; 0 or more
     * @return this builder
     * @throws IllegalArgumentException if the limit is negative
     */
    public GovernedStepBuilder<I, O> skip(Class<? extends Exception> type, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "skip limit of " + type.getName() + " must be 0 or more, but is " + limit);
        }
        skips.put(type, limit);
        return this;
    }

    /**
     * Calls reader, processor or writer again when they throw an exception that the policy names, before the rules of
     * {@link #skip} are asked. The writer is called again in a transaction of its own, after the one before it was rolled
     * back. A reader that is an {@link ItemStream} is closed, opened at the state before the chunk and read forward; any other
     * reader is not called again, since the item may be gone. A stop takes effect after the pause between two attempts.
     *
     * @param policy such as {@link io.memsafe.batch.FailsafeRetry}
     * @return this builder
     */
    public GovernedStepBuilder<I, O> retry(Retry policy) {
        this.retry = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Where items are kept that were skipped or found no room; without one they are logged and counted.
     *
     * @param opens gives the quarantine of an execution, closed at its end. A restart needs the same place again, and
     *     another job instance one of its own, since items are known by their position
     * @return this builder
     */
    public GovernedStepBuilder<I, O> quarantine(Function<? super StepExecution, ? extends Quarantine> opens) {
        this.quarantine = Objects.requireNonNull(opens, "opens");
        return this;
    }

    /**
     * How an item is called in quarantine; its shortened {@code toString()} by default.
     *
     * @param key gives the key of an item; must not need much memory
     * @return this builder
     */
    public GovernedStepBuilder<I, O> itemKey(Function<? super I, String> key) {
        this.itemKey = Objects.requireNonNull(key, "key");
        return this;
    }

    /**
     * Adds a listener, as each of these interfaces that it implements: {@link StepExecutionListener},
     * {@code ItemReadListener}, {@code ItemProcessListener}, {@code ItemWriteListener}, {@code SkipListener} and of
     * {@code ChunkListener} the methods {@code afterChunk(Chunk)} and {@code onChunkError}.
     *
     * @param listener thread-safe if there are several workers
     * @return this builder
     * @throws IllegalArgumentException if it implements none of these
     */
    public GovernedStepBuilder<I, O> listener(StepListener listener) {
        boolean known = listeners.add(listener);
        if (listener instanceof StepExecutionListener steps) {
            ofStep.add(steps);
        } else if (!known) {
            throw new IllegalArgumentException("a governed step calls no method of listener "
                    + listener.getClass().getName()
                    + "; it knows StepExecutionListener, ItemReadListener, ItemProcessListener,"
                    + " ItemWriteListener, SkipListener and ChunkListener");
        }
        return this;
    }

    /**
     * Opens and closes a part that the step cannot see, such as the delegate of a composite reader or writer. Its state is
     * not kept.
     *
     * @param stream the part
     * @return this builder
     */
    public GovernedStepBuilder<I, O> stream(ItemStream stream) {
        streams.add(Objects.requireNonNull(stream, "stream"));
        return this;
    }

    /**
     * Who gets the report of each execution.
     *
     * @param listener called on the step's thread at the end, also when the step failed or was stopped
     * @return this builder
     */
    public GovernedStepBuilder<I, O> report(Consumer<BatchReport> listener) {
        this.report = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Tells a listener where the step stands, now and then and once at its end. There may be several.
     *
     * @param interval time between two calls, 1 ms or more
     * @param listener called on the step's thread; one that throws is not called again
     * @return this builder
     * @throws IllegalArgumentException if the interval is shorter than 1 ms
     */
    public GovernedStepBuilder<I, O> progress(Duration interval, Consumer<BatchProgress> listener) {
        BatchJob.<I, O>named(name).progress(interval, listener); // refuses here what it would refuse in the step
        progress.add(job -> job.progress(interval, listener));
        return this;
    }

    /**
     * Lets the step run again in an execution of the job for which it has completed.
     *
     * @param allow whether it may; {@code false} by default
     * @return this builder
     */
    public GovernedStepBuilder<I, O> allowStartIfComplete(boolean allow) {
        this.repeatable = allow;
        return this;
    }

    /**
     * Builds the step; the builder is used up by it.
     *
     * @return the step, for a job of Spring Batch
     * @throws IllegalStateException if reader or writer is missing
     */
    public Step build() {
        if (reader == null || writer == null) {
            throw new IllegalStateException("step " + name + " has no " + (reader == null ? "reader" : "writer"));
        }
        GovernedStep<I, O> step = new GovernedStep<>(this, reader, processor, writer);
        step.setName(name);
        step.setAllowStartIfComplete(repeatable);
        ofStep.forEach(step::registerStepExecutionListener);
        return step.ready();
    }
}
