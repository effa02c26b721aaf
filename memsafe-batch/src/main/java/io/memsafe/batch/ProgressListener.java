package io.memsafe.batch;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody who is told of the progress now and then, until he throws.
 *
 * <p>Thread-safety: none; used by the thread that waits for the workers.
 */
final class ProgressListener {
    private static final Logger LOG = LoggerFactory.getLogger(BatchJob.class);

    private final long intervalNanos;
    private final Consumer<BatchProgress> listener;
    private long nextNanos;
    private boolean failed;

    ProgressListener(Duration interval, Consumer<BatchProgress> listener) {
        this.intervalNanos = interval.toNanos();
        this.nextNanos = intervalNanos;
        this.listener = listener;
    }

    /** Time until it is to be told; far off once it has failed. */
    long dueInNanos(long nowNanos) {
        return failed ? Long.MAX_VALUE : nextNanos - nowNanos;
    }

    /** Tells it if it is time, or if this is the last time. */
    void tell(long nowNanos, boolean last, BatchRun<?, ?> run) {
        if (failed || (!last && nowNanos < nextNanos)) {
            return;
        }
        nextNanos = nowNanos + intervalNanos;
        try {
            listener.accept(run.progress());
        } catch (OutOfMemoryError e) {
            LOG.trace("there will be another one", e);
        } catch (RuntimeException e) {
            failed = true;
            LOG.warn("a progress listener failed and is not called again", e);
        }
    }
}
