package io.memsafe.web;

import io.memsafe.admission.BudgetPriority;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where requests that find no room wait for it, a few of them, for a short time, each on its thread.
 *
 * <p>Whoever fits first goes first: a large one does not hold up the small.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class WaitingRoom {
    private static final long SLICE_NANOS = 2_000_000L;

    private final int most;
    private final long longestNanos;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param most requests that wait at the same time; 0 for none
     * @param longestNanos that each waits
     */
    WaitingRoom(int most, long longestNanos) {
        this.most = most;
        this.longestNanos = longestNanos;
    }

    /** Has a request wait that found no room; tells why it was refused after all, or {@code null} if it was let in. */
    @Nullable
    ShedReason await(Gate gate, Flight flight, long bytes, BudgetPriority priority) {
        ShedReason reason = ShedReason.NO_ROOM;
        if (most == 0) {
            return reason;
        }
        try {
            if (waiting.incrementAndGet() <= most) {
                long endNanos = System.nanoTime() + longestNanos;
                while (reason == ShedReason.NO_ROOM
                        && System.nanoTime() - endNanos < 0
                        && !Thread.currentThread().isInterrupted()) {
                    LockSupport.parkNanos(this, SLICE_NANOS);
                    reason = gate.admitAfterAll(flight, bytes, priority);
                }
            }
        } finally {
            waiting.decrementAndGet();
        }
        return reason;
    }
}
