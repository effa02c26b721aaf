package io.memsafe.web;

/**
 * Which share of the budget requests may use: what the collector can bear.
 *
 * <p>A budget says what fits; a collector that has to work in little room may spend most of the time on it. So the share
 * falls by 15 %, at most every 200 ms, when a collection gets into distress and while they take more than 30 % of the time. It
 * rises by a hundredth every 100 ms while room is wanted, they take less than 18 %, and none is in distress. It does not fall while requests hold less
 * than 15 % of the heap: then it is not them, and shedding would not help.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; one thread at a time.
 */
final class UsableShare {
    private static final double LEAST = 0.25;
    private static final double FALL = 0.85;
    private static final double RISE = 0.01;
    private static final long FALL_NANOS = 200_000_000L;
    private static final long RISE_NANOS = 100_000_000L;
    private static final double BUSY = 0.30;
    private static final double CALM = 0.18;
    private static final double HELD_ENOUGH = 0.15;

    private double ratio;
    private long fellNanos;
    private long roseNanos;
    private int distressBefore;

    /** What may be used at first. */
    UsableShare(double startRatio) {
        ratio = startRatio;
    }

    /**
     * Takes in how things stand.
     *
     * @param nowNanos never goes back
     * @param pauseRatio share of the time that goes to collections that stop the program
     * @param distress collections that were in distress lately
     * @param heldRatio share of the heap that requests in flight hold
     * @param wanted whether a request was refused for want of room lately
     * @return the share, above 0.0, at most 1.0
     */
    double step(long nowNanos, double pauseRatio, int distress, double heldRatio, boolean wanted) {
        boolean bad = distress > distressBefore || pauseRatio > BUSY;
        distressBefore = distress;
        if (bad) {
            if (heldRatio > HELD_ENOUGH && nowNanos - fellNanos >= FALL_NANOS) {
                fellNanos = nowNanos;
                ratio = Math.max(LEAST, ratio * FALL);
            }
        } else if (wanted && distress == 0 && pauseRatio < CALM && nowNanos - roseNanos >= RISE_NANOS) {
            roseNanos = nowNanos;
            ratio = Math.min(1, ratio + RISE);
        }
        return ratio;
    }
}
