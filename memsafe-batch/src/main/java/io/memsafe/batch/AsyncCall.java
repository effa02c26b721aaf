package io.memsafe.batch;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous function that was called for one item.
 *
 * <p>It waits on a monitor, which takes no memory from the heap, and to hear of the end allocates nothing. The stage is let go at its end.
 *
 * <p>Thread-safety: safe.
 */
final class AsyncCall<O> {
    private static final long RECHECK_MILLIS = 20;
    private static final long NANOS_IN_MILLI = 1_000_000L;

    private final Duration longest;
    private final long startNanos = System.nanoTime();
    private @Nullable CompletionStage<?> stage;
    private @Nullable O result;
    private @Nullable Throwable error;
    private boolean done;
    private boolean dropped;

    private AsyncCall(Duration longest) {
        this.longest = longest;
    }

    static <I, O> AsyncCall<O> of(AsyncFunction<? super I, ? extends O> function, I item, Duration longest) {
        AsyncCall<O> call = new AsyncCall<>(longest);
        CompletionStage<? extends @Nullable O> begun = null;
        try {
            begun = function.begin(item);
            if (begun == null) {
                throw new NullPointerException("the asynchronous function gave null in place of a stage");
            }
            call.begun(begun);
            begun.whenComplete(call::ended);
        } catch (Throwable e) {
            call.ended(null, e);
            cancel(begun);
        }
        return call;
    }

    private synchronized void begun(CompletionStage<?> begun) {
        stage = begun;
    }

    private synchronized void ended(@Nullable O value, @Nullable Throwable failure) {
        if (!done) {
            done = true;
            stage = null;
            result = dropped ? null : value;
            error = failure;
            notifyAll();
        }
    }

    /**
     * Waits for the end. One that does not come in time is a failure of its own.
     *
     * @return {@code false} if it has not come, and the job stops
     */
    boolean await(BooleanSupplier stopping) throws InterruptedException {
        while (!waitedFor(stopping)) {
            if (stopping.getAsBoolean()) {
                return false;
            }
            end(new TimeoutException("its result did not come within " + longest + ", the timeout of the processor"));
        }
        return true;
    }

    /** Waits until the end, the time is over, or the job stops; whether it is the end. */
    private synchronized boolean waitedFor(BooleanSupplier stopping) throws InterruptedException {
        while (!done && !stopping.getAsBoolean()) {
            long leftMillis = (longest.toNanos() - (System.nanoTime() - startNanos)) / NANOS_IN_MILLI;
            if (leftMillis <= 0) {
                return false;
            }
            wait(Math.min(RECHECK_MILLIS, leftMillis));
        }
        return done;
    }

    /** What it has ended with. */
    @Nullable
    O result() throws Exception {
        Throwable failure;
        synchronized (this) {
            if (error == null) {
                return result;
            }
            failure = error;
        }
        while ((failure instanceof CompletionException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        throw failure instanceof Exception || failure instanceof Error
                ? Shortage.thrown(failure)
                : new ExecutionException(failure);
    }

    /** Nobody wants the result any more: it is let go as soon as it comes. */
    synchronized void drop() {
        dropped = true;
        result = null;
    }

    /** Nobody waits any more. */
    void cancel() {
        end(new CancellationException("the job has stopped"));
    }

    private void end(Throwable failure) {
        CompletionStage<?> open;
        synchronized (this) {
            open = stage;
        }
        ended(null, failure);
        cancel(open); // not under the monitor: it calls what others have put behind it
    }

    static void cancel(@Nullable CompletionStage<?> stage) {
        if (stage instanceof Future<?> future) {
            future.cancel(true);
        }
    }
}
