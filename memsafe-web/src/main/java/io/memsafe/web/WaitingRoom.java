package io.memsafe.web;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where requests that find no room wait for it, a few of them, for a short time, each on its thread.
 *
 * <p>Whoever fits first goes first: a large one does not hold up the small. Nobody waits in an overload: where many find no
 * room, whoever waited would only have its answer later, and hold a thread until then.
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

    /**
     * Has a request wait that found no room.
     *
     * @param gate that tells whether to wait is in vain
     * @param ask tells why it is not let in; {@code null} if it is
     * @return why it was refused after all; {@code null} if it was let in
     */
    @Nullable
    ShedReason await(Gate gate, Supplier<@Nullable ShedReason> ask) {
        ShedReason reason = ShedReason.NO_ROOM;
        if (most == 0 || gate.isOverloaded()) {
            return reason;
        }
        try {
            if (waiting.incrementAndGet() <= most) {
                long endNanos = System.nanoTime() + longestNanos;
                while (reason == ShedReason.NO_ROOM
                        && !gate.isOverloaded()
                        && System.nanoTime() - endNanos < 0
                        && !Thread.currentThread().isInterrupted()) {
                    LockSupport.parkNanos(this, SLICE_NANOS);
                    reason = ask.get();
                }
            }
        } finally {
            waiting.decrementAndGet();
        }
        return reason;
    }
}
