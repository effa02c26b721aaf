package io.memsafe.web;

import java.util.Arrays;

/**
 * The lower edge of the live sets that were found beside what requests in flight had allocated.
 *
 * <p>A live set is {@code base + held * allocated}, and what was found errs upwards: by what has died since the marking began,
 * or was not looked at. So it is the lower edge of the points that is the line. There are 16 stretches of what is
 * allocated, each a sixteenth of the heap; each remembers a low live set, which falls by half of the way to a lower one and
 * rises by a seventh of the way to a higher one. A line is fitted through those. Since stretches are remembered, a
 * server that is always at its limit still knows what it was like before.
 *
 * <p>While only stretches next to each other are known, nothing can be told: base and share explain the same points in many ways.
 * Nor while little was found in the lower or in the upper half: what was not looked at in the only live set beside few
 * bytes would make the line flat, and requests that hold all they allocate would look as if they held nothing.
 *
 * <p>What can be told from one live set on is a bound: what lives is at least what is held, so the share is at most
 * {@code live / allocated}. The bound falls to each lower one, and rises by a seventh of the way.
 *
 * <p>Pure. Thread-safety: none; one thread at a time.
 */
final class Envelope {
    private static final int STRETCHES = 16;
    private static final double FALL = 0.5;
    private static final double RISE = 0.15;
    private static final double APART = 1.5 / STRETCHES;
    private static final int ENOUGH = 8;

    private final int[] found = new int[STRETCHES];
    private final double[] live = new double[STRETCHES];
    private final double[] allocated = new double[STRETCHES];
    private double most = 1;

    Envelope() {
        Arrays.fill(live, Double.NaN);
    }

    /**
     * A live set was found.
     *
     * @param allocatedRatio what requests in flight had allocated, as a share of the heap
     * @param liveRatio the live set, as a share of the heap
     */
    void add(double allocatedRatio, double liveRatio) {
        int i = (int) Math.max(0, Math.min(STRETCHES - 1, allocatedRatio * STRETCHES));
        found[i] = Math.min(ENOUGH, found[i] + 1);
        if (Double.isNaN(live[i])) {
            live[i] = liveRatio;
            allocated[i] = allocatedRatio;
        } else {
            double from = liveRatio - live[i];
            live[i] += (from < 0 ? FALL : RISE) * from;
            allocated[i] += RISE * (allocatedRatio - allocated[i]);
        }
    }

    /**
     * A live set was found that bounds what is held.
     *
     * @param allocatedRatio what requests in flight had allocated, or less, as a share of the heap
     * @param liveRatio the live set, as a share of the heap
     */
    void bound(double allocatedRatio, double liveRatio) {
        if (allocatedRatio >= APART) {
            double bound = Math.min(1, liveRatio / allocatedRatio);
            most = bound < most ? bound : most + RISE * (bound - most);
        }
    }

    /** The share that is held is not larger, 0.0 to 1.0. */
    double most() {
        return most;
    }

    /** The slope of the line, which is the share that is held; {@code NaN} while it cannot be told. */
    double held() {
        int known = 0;
        double meanAllocated = 0;
        double meanLive = 0;
        double least = Double.POSITIVE_INFINITY;
        double furthest = 0;
        for (int i = 0; i < STRETCHES; i++) {
            if (!Double.isNaN(live[i])) {
                known++;
                meanAllocated += allocated[i];
                meanLive += live[i];
                least = Math.min(least, allocated[i]);
                furthest = Math.max(furthest, allocated[i]);
            }
        }
        if (known < 2 || furthest - least < APART || !isFoundOnBothSidesOf((least + furthest) / 2)) {
            return Double.NaN;
        }
        meanAllocated /= known;
        meanLive /= known;
        double together = 0;
        double squares = 0;
        for (int i = 0; i < STRETCHES; i++) {
            if (!Double.isNaN(live[i])) {
                together += (allocated[i] - meanAllocated) * (live[i] - meanLive);
                squares += (allocated[i] - meanAllocated) * (allocated[i] - meanAllocated);
            }
        }
        return together / squares;
    }

    private boolean isFoundOnBothSidesOf(double middle) {
        int below = 0;
        int above = 0;
        for (int i = 0; i < STRETCHES; i++) {
            if (!Double.isNaN(live[i])) {
                below += allocated[i] <= middle ? found[i] : 0;
                above += allocated[i] > middle ? found[i] : 0;
            }
        }
        return below >= ENOUGH && above >= ENOUGH;
    }
}
