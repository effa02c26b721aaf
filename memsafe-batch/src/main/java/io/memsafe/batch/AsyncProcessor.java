package io.memsafe.batch;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Processes items with a function that does not wait, several of a chunk at the same time.
 *
 * <pre>{@code
 * .processor(ItemProcessor.async(client::lookup).atMost(8).timeout(Duration.ofSeconds(10)))
 * }</pre>
 *
 * <p>Each worker begins items of its chunk while what they are foretold to hold fits into its share of the heap, and takes
 * the results in reading order. A stage that fails is the same as a processor that throws: retry, skip, quarantine and the
 * containment of an OutOfMemoryError apply to that item. After an OutOfMemoryError the worker lets what has begun come
 * to its end before it tries again; when the job stops or fails, that is cancelled.
 *
 * <p>What is allocated on the threads of the function is not told by the JVM for each item. So items are measured by the growth
 * of the whole heap, as with virtual worker threads: they look dearer than they are, and chunks get smaller.
 *
 * <p>Thread-safety: set up by one thread; then called by all workers at the same time.
 *
 * @param <I> what is read
 * @param <O> what is written
 */
public final class AsyncProcessor<I, O> implements ItemProcessor<I, O> {
    private static final int DEFAULT_MOST = 16;
    private static final int LARGEST_MOST = 10_000;
    private static final Duration DEFAULT_LONGEST = Duration.ofMinutes(1);

    private final AsyncFunction<? super I, ? extends O> function;
    private int most = DEFAULT_MOST;
    private Duration longest = DEFAULT_LONGEST;

    AsyncProcessor(AsyncFunction<? super I, ? extends O> function) {
        this.function = Objects.requireNonNull(function, "function");
    }

    /**
     * How many items each worker has begun and not taken the result of, at the most; 16 by default.
     *
     * @param items 1 to 10,000
     * @return this processor
     * @throws IllegalArgumentException if it is out of these bounds
     */
    public AsyncProcessor<I, O> atMost(int items) {
        if (items < 1 || items > LARGEST_MOST) {
            throw new IllegalArgumentException("atMost must be 1 to " + LARGEST_MOST + " items, but is " + items);
        }
        this.most = items;
        return this;
    }

    /**
     * How long an item may take; 1 minute by default. One that takes longer is cancelled and fails with a
     * {@link java.util.concurrent.TimeoutException}, which can be retried and skipped as any other exception.
     *
     * @param limit from the call of the function on, 1 ms or more
     * @return this processor
     * @throws IllegalArgumentException if it is shorter than 1 ms
     */
    public AsyncProcessor<I, O> timeout(Duration limit) {
        this.longest = BatchJob.atLeastOneMilli("timeout of an asynchronous item", limit);
        return this;
    }

    int most() {
        return most;
    }

    /** Calls the function; one that throws gives a call that has failed. */
    AsyncCall<O> begin(I item) {
        return AsyncCall.of(function, item, longest);
    }

    /** Processes one item and waits for its result. */
    @Override
    public @Nullable O process(I item) throws Exception {
        AsyncCall<O> call = begin(item);
        try {
            call.await(() -> false);
        } catch (InterruptedException e) {
            call.cancel();
            throw e;
        }
        return call.result();
    }

    /**
     * This processor and then another one, for what this one did not filter out. The other one is called on the thread
     * that completes the stage.
     */
    @Override
    public <R> AsyncProcessor<I, R> andThen(ItemProcessor<? super O, ? extends R> next) {
        Objects.requireNonNull(next, "next");
        return with(item -> chain(function.begin(item), next));
    }

    /** A processor that has its result at once, and then one that has not. */
    static <I, M, O> AsyncProcessor<I, O> join(
            ItemProcessor<? super I, ? extends M> first, AsyncProcessor<? super M, ? extends O> next) {
        return next.<I, O>with(item -> {
            M result = first.process(item);
            return result == null ? CompletableFuture.<O>completedFuture(null) : next.function.begin(result);
        });
    }

    private <F, R> AsyncProcessor<F, R> with(AsyncFunction<F, R> other) {
        return new AsyncProcessor<>(other).atMost(most).timeout(longest);
    }

    private static <M, R> CompletionStage<R> chain(
            CompletionStage<? extends @Nullable M> stage, ItemProcessor<? super M, ? extends R> next) {
        Chained<R> whole = new Chained<>(stage);
        stage.whenComplete((result, error) -> {
            try {
                if (error != null) {
                    whole.completeExceptionally(error);
                } else {
                    whole.complete(result == null ? null : next.process(result));
                }
            } catch (Throwable e) {
                whole.completeExceptionally(e);
            }
        });
        return whole;
    }

    /** To cancel it cancels the stage before it. */
    private static final class Chained<R> extends CompletableFuture<R> {
        private final CompletionStage<?> stage;

        Chained(CompletionStage<?> stage) {
            this.stage = stage;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            boolean cancelled = super.cancel(interrupt);
            AsyncCall.cancel(stage);
            return cancelled;
        }
    }
}
