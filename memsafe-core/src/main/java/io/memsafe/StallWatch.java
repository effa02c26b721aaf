package io.memsafe;

import io.memsafe.level.StallPolicy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Watches the governor's thread from beside it, and raises the level when that thread stands still.
 *
 * <p>It takes no memory and no lock from its start on, so it runs where nobody else does. While the heap is far from
 * full it has nothing to watch, and is parked.
 *
 * <p>Thread-safety: {@link #stepBegins()}, {@link #stepEnds} and {@link #takeRaised()} belong to the governor's thread,
 * {@link #tick} to the watch's own.
 */
final class StallWatch implements AutoCloseable {
    private static final long TICK_NANOS = 250_000_000L;

    private final StallPolicy policy;
    private final Consumer<PressureLevel> raise;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean parked;

    /** Odd within a step, even between two; a step that is given up goes on as the next one. */
    private volatile long progress;

    private volatile double pressureRatio;
    private final AtomicReference<PressureLevel> raised = new AtomicReference<>(PressureLevel.NORMAL);
    private volatile long stoodNanos;

    /**
     * A watch that has not started.
     *
     * @param raise told what level a stall is evidence of, at each tick of it; must take no memory
     */
    StallWatch(String threadName, StallPolicy policy, Consumer<PressureLevel> raise) {
        this.policy = policy;
        this.raise = raise;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            tick(System.nanoTime());
            rest();
        }
    }

    private void rest() {
        if (pressureRatio >= policy.leastRatio()) {
            LockSupport.parkNanos(this, TICK_NANOS);
            return;
        }
        parked = true;
        if (pressureRatio < policy.leastRatio() && !closed) {
            LockSupport.park(this);
        }
        parked = false;
    }

    /** Looks how far the governor's thread has come. */
    void tick(long nowNanos) {
        long now = progress;
        PressureLevel found = policy.tick(nowNanos, now, (now & 1) == 1, pressureRatio);
        if (found != PressureLevel.NORMAL && !closed) {
            stoodNanos = policy.stoodNanos();
            raised.set(found);
            raise.accept(found);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the governor's thread alone
    void stepBegins() {
        if ((progress & 1) == 0) {
            progress++;
        }
    }

    /**
     * The step has come to its end.
     *
     * @param found the pressure of the heap; 0 if nothing is known
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // written by the governor's thread alone
    void stepEnds(double found) {
        pressureRatio = found;
        progress++;
        if (parked && found >= policy.leastRatio()) {
            LockSupport.unpark(thread);
        }
    }

    /** What the watch has raised since the last call; {@code NORMAL} if nothing. */
    PressureLevel takeRaised() {
        return raised.getAndSet(PressureLevel.NORMAL);
    }

    /** How long the thread stood still, as of what was raised last. */
    long stoodNanos() {
        return stoodNanos;
    }

    @Override
    public void close() {
        closed = true;
        Joined.end(thread);
    }
}
