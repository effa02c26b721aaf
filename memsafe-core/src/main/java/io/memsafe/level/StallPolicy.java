package io.memsafe.level;

import io.memsafe.PressureLevel;

/**
 * Decides what it means that the governor's own thread does not come to the end of its step.
 *
 * <p>A step needs a few hundred bytes. A JVM that has none to give holds the governor's thread up like any other: in an
 * allocation stall or between full collections back to back it stands for seconds, and its level stands with it, just
 * when it should rise. But that is evidence in itself. A heap that was nearly full when it was last seen, and that has
 * no few hundred bytes for a whole second since, is {@code CRITICAL}; after two seconds it is in a death spiral, which is
 * an {@code EMERGENCY}. A heap that was not nearly full says nothing: one collection of a large heap may take that long.
 *
 * <p>Somebody else has to notice it, in ticks. A pause of the whole JVM, or a machine that was suspended, is no such
 * evidence: the one who ticks stood still as well. So a tick counts for half a second at the most, however long it was
 * ago that the last one came.
 *
 * <p>Takes no memory. Pure: time is only what the ticks carry. Thread-safety: none; used by one thread.
 */
public final class StallPolicy {
    private static final long CRITICAL_NANOS = 1_000_000_000L;
    private static final long EMERGENCY_NANOS = 2_000_000_000L;
    private static final long MOST_PER_TICK_NANOS = 500_000_000L;

    private final double leastRatio;
    private long seenProgress;
    private long tickNanos;
    private long stoodNanos;

    /**
     * A policy that has seen nothing.
     *
     * @param thresholds from {@code WARNING} on a stall means something
     */
    public StallPolicy(LevelThresholds thresholds) {
        leastRatio = thresholds.warningRatio();
    }

    /** The share of the capacity below which a stall says nothing. */
    public double leastRatio() {
        return leastRatio;
    }

    /**
     * Takes in how far the governor's thread has come.
     *
     * @param nowNanos when, in order of time, on any clock
     * @param progress changes whenever a step begins or ends
     * @param inStep whether a step has begun and has not come to its end
     * @param pressureRatio what the last step has found of the heap; 0 if nothing is known
     * @return the level that this is evidence of; {@code NORMAL} if it is none
     */
    public PressureLevel tick(long nowNanos, long progress, boolean inStep, double pressureRatio) {
        if (!inStep || progress != seenProgress) {
            seenProgress = progress;
            stoodNanos = 0;
        } else {
            stoodNanos += Math.min(MOST_PER_TICK_NANOS, nowNanos - tickNanos);
        }
        tickNanos = nowNanos;
        if (stoodNanos < CRITICAL_NANOS || pressureRatio < leastRatio) {
            return PressureLevel.NORMAL;
        }
        return stoodNanos >= EMERGENCY_NANOS ? PressureLevel.EMERGENCY : PressureLevel.CRITICAL;
    }

    /** How long the thread has stood in the same step by now; whole ticks count. */
    public long stoodNanos() {
        return stoodNanos;
    }
}
