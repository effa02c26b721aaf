package io.memsafe.benchmarks.signals.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.child.CooperateChild.Tally;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A program that takes direct buffers as long as it may. At {@code CRITICAL} a listener lets half of them go, and no
 * more are taken until that is over.
 *
 * <p>Thread-safety: run by one thread; the listener is another.
 */
final class BufferProgram {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long EVERY_NANOS = 40_000_000;
    private static final double NANOS = 1e9;

    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private final long nanos;

    BufferProgram(double seconds) {
        this.nanos = (long) (seconds * NANOS);
    }

    Tally run(@Nullable MemoryGovernor governor) {
        if (governor != null) {
            governor.onLevelChange("buffers", change -> {
                if (change.to().atLeast(PressureLevel.CRITICAL)) {
                    release();
                }
            });
        }
        long taken = 0;
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            if (governor == null || !governor.level().atLeast(PressureLevel.CRITICAL)) {
                take();
                taken++;
            }
            LockSupport.parkNanos(EVERY_NANOS);
        }
        return new Tally(taken, 0);
    }

    private synchronized void take() {
        buffers.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
    }

    /** A buffer goes back to the system when a collection has found that nobody has it any more. */
    private void release() {
        synchronized (this) {
            for (int i = buffers.size() / 2; i > 0; i--) {
                buffers.remove();
            }
        }
        System.gc();
    }
}
