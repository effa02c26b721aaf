package io.memsafe.level;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;

/**
 * Decides how long the governor rests between two steps.
 *
 * <p>Usually for its interval. A collection wakes it before when the live set grows, or when somebody waits at
 * {@code CRITICAL} for what a step brings, but not more often than every ten milliseconds: collectors in need run by the
 * hundred, and nothing is gained by looking at each.
 *
 * <p>When all is calm it rests longer. Calm is a {@code NORMAL} level with a live set that neither grows nor makes
 * collections in distress, for two seconds without a break. Then only collections bring news, and these wake the
 * governor, one interval after its last step at the soonest. For the case that one is not heard of, and to notice in time
 * that allocation has become faster, the rest is a quarter of the time in which the heap is full at the present rate:
 * at the most two seconds where the live set is below 60 % of the capacity, four intervals where it is not.
 *
 * <p>Pure: time is only what the assessments carry. Thread-safety: none; used by one thread.
 */
public final class StepPace {
    private static final double LOW_RATIO = 0.60;
    private static final long MOST_INTERVALS = 4;
    private static final long CALM_NANOS = 2_000_000_000L;
    private static final double FILL_SHARE = 0.25;
    private static final double NANOS = 1e9;
    private static final long LONGEST_NANOS = 2_000_000_000L;
    private static final long LEAST_NANOS = 10_000_000L;

    private final long intervalNanos;
    private long busyNanos;
    private long restNanos;
    private long leastNanos;

    /**
     * The pace of a governor that has not made a step.
     *
     * @param intervalNanos how often the heap is read when it is not calm
     */
    public StepPace(long intervalNanos) {
        this.intervalNanos = intervalNanos;
        this.restNanos = intervalNanos;
        this.leastNanos = intervalNanos;
    }

    /**
     * Takes in the next assessment.
     *
     * @param now in order of time
     * @param level decided on it
     * @param waited whether somebody waits for what the next step brings, or collections are not heard of
     */
    public void assessed(MemoryAssessment now, PressureLevel level, boolean waited) {
        long nanos = now.uptime().toNanos();
        HeapAssessment heap = now.heap();
        if (waited || level != PressureLevel.NORMAL || heap.growthBytesPerSecond() > 0 || heap.distress() > 0) {
            busyNanos = nanos;
        }
        boolean urgent = heap.growthBytesPerSecond() > 0 || (waited && level.atLeast(PressureLevel.CRITICAL));
        leastNanos = urgent ? Math.min(intervalNanos, LEAST_NANOS) : intervalNanos;
        boolean calm = nanos - busyNanos >= CALM_NANOS;
        restNanos = calm ? Math.max(intervalNanos, calmNanos(heap)) : intervalNanos;
    }

    /** The step came to no end: the next one is due as usual. */
    public void failed() {
        restNanos = intervalNanos;
    }

    private long calmNanos(HeapAssessment heap) {
        long rate = heap.allocationBytesPerSecond();
        if (rate < 0) {
            return 0;
        }
        double seconds = FILL_SHARE * Math.max(0, heap.maxBytes() - heap.usedBytes()) / Math.max(1, rate);
        boolean low = !heap.verified() || heap.pressureRatio() < LOW_RATIO;
        return Math.min(low ? LONGEST_NANOS : MOST_INTERVALS * intervalNanos, (long) (NANOS * seconds));
    }

    /** From the begin of the last step to that of the next one. */
    public long restNanos() {
        return restNanos;
    }

    /** The same, when there is news of a collection. */
    public long leastNanos() {
        return leastNanos;
    }
}
