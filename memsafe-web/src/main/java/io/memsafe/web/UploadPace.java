package io.memsafe.web;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who reads the body of a request while memory is short, and with that who sends it.
 *
 * <p>Each read waits while requests hold what there is no room for, or at {@code CRITICAL} and above. A request waits five
 * seconds altogether; then it is cancelled.
 *
 * <p>Thread-safety: none; used by who reads the body.
 */
final class UploadPace {
    static final UploadPace NONE = new UploadPace(null);

    private static final long SLICE_NANOS = 5_000_000L;
    private static final long LONGEST_NANOS = 5_000_000_000L;

    private final @Nullable Gate gate;
    private long waitedNanos;

    UploadPace(@Nullable Gate gate) {
        this.gate = gate;
    }

    /**
     * Waits until the next bytes may be read.
     *
     * @throws RequestCancelledException if it has waited for too long
     */
    void await() {
        Gate by = gate;
        while (by != null && by.isShort()) {
            if (waitedNanos >= LONGEST_NANOS || Thread.currentThread().isInterrupted()) {
                throw new RequestCancelledException("the server is short of memory for the rest of its body");
            }
            LockSupport.parkNanos(this, SLICE_NANOS);
            waitedNanos += SLICE_NANOS;
        }
    }
}
