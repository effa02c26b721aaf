package io.memsafe.response.internal;

import io.memsafe.response.Demand;
import java.util.function.LongSupplier;

/**
 * A part of the program that responds, with the depth it has taken on.
 *
 * <p>Thread-safety: what is volatile may be written by a call that returns late; the rest belongs to the thread that
 * calls now.
 */
abstract class Responder extends Callee {
    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final int MOST_DOUBLINGS = 8;

    final LongSupplier clock;

    /** Taken back: recovers, and is forgotten. */
    volatile boolean leaving;

    /** The depth of the last demand that succeeded. */
    volatile double applied;

    Demand demand = Demand.NONE;

    private volatile long notBeforeNanos;
    private volatile int failures;

    Responder(String kind, String name, LongSupplier clock) {
        super(kind, name);
        this.clock = clock;
    }

    /** Nanoseconds that something is left alone after so many times without success: 2 s, 4 s ... 256 s. */
    static long pauseNanos(int times) {
        return FIRST_PAUSE_NANOS << Math.min(MOST_DOUBLINGS, times);
    }

    /** Whether it can be called now: it neither hangs nor has just failed. */
    final boolean callable(long nowNanos) {
        return !hangs() && (failures == 0 || nowNanos - notBeforeNanos >= 0);
    }

    /** The demand was taken on. */
    final void applied(Demand now) {
        applied = now.depth();
        failures = 0;
    }

    @Override
    protected void failed() {
        int times = failures + 1;
        notBeforeNanos = clock.getAsLong() + pauseNanos(times);
        failures = times;
    }
}
