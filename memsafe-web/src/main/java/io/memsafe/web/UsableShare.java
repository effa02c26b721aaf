package io.memsafe.web;

/**
 * Which share of the budget requests may use: what the collector can bear.
 *
 * <p>A budget says what fits; a collector that has to work in little room may spend most of the time on it. So the share
 * falls by 15 %, at most every 200 ms, when a collection gets into distress and while they take more than 30 % of the time.
 * It does not fall while requests hold less than 15 % of the heap: then it is not them, and shedding would not help.
 *
 * <p>It rises every 100 ms while collections take less than 18 % of the time and none is in distress. Where a quarter of the
 * requests or more find no room, it feels its way, by a hundredth, for whatever it gives is taken at once. Where fewer do,
 * little more would come in if all did, so it rises faster, by up to a tenth: an overload that is over is not paid for long.
 * And while three quarters of what may be used are in use it rises before anybody is refused, by a fiftieth.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; one thread at a time.
 */
final class UsableShare {
    private static final double LEAST = 0.25;
    private static final double FALL = 0.85;
    private static final double RISE = 0.01;
    private static final double RISE_AHEAD = 0.02;
    private static final double MOST_RISE = 0.1;
    private static final double OVERLOADED = 0.25;
    private static final double MANY = 8;
    private static final double NEARLY_FULL = 0.75;
    private static final long FALL_NANOS = 200_000_000L;
    private static final long RISE_NANOS = 100_000_000L;
    private static final double BUSY = 0.30;
    private static final double CALM = 0.18;
    private static final double HELD_ENOUGH = 0.15;

    private double ratio;
    private long fellNanos;
    private long roseNanos;
    private int distressBefore;
    private Demand before = Demand.NONE;
    private final Lately lately = new Lately(0.7);
    private final Lately longer = new Lately(0.9);

    /**
     * What requests want that are not small.
     *
     * @param asked that have asked for room, since the start
     * @param refused that found none, since the start
     * @param reservedRatio what is in use, as a share of what may be used
     */
    record Demand(long asked, long refused, double reservedRatio) {
        static final Demand NONE = new Demand(0, 0, 0);
    }

    /** How many asked and found no room, where what was each 100 ms ago counts less. */
    private static final class Lately {
        private final double fade;
        private double asked;
        private double refused;

        Lately(double fade) {
            this.fade = fade;
        }

        void add(long askedNow, long refusedNow) {
            asked = fade * asked + askedNow;
            refused = fade * refused + refusedNow;
        }

        boolean isOverload() {
            return refused >= 1 && refused >= OVERLOADED * asked;
        }
    }

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
     * @param demand for room
     * @return the share, above 0.0, at most 1.0
     */
    double step(long nowNanos, double pauseRatio, int distress, double heldRatio, Demand demand) {
        boolean bad = distress > distressBefore || pauseRatio > BUSY;
        distressBefore = distress;
        if (bad && heldRatio > HELD_ENOUGH && nowNanos - fellNanos >= FALL_NANOS) {
            fellNanos = nowNanos;
            ratio = Math.max(LEAST, ratio * FALL);
        }
        if (nowNanos - roseNanos >= RISE_NANOS) {
            roseNanos = nowNanos;
            double rise = rise(demand);
            if (!bad && distress == 0 && pauseRatio < CALM) {
                ratio = Math.min(1, ratio + rise);
            }
        }
        return ratio;
    }

    /** Whether a quarter of the requests find no room, or more, and many, for about a second and still. */
    boolean isOverloaded() {
        return longer.refused >= MANY && longer.isOverload() && lately.isOverload();
    }

    private double rise(Demand demand) {
        long refusedNow = demand.refused - before.refused;
        long askedNow = demand.asked - before.asked;
        lately.add(askedNow, refusedNow);
        longer.add(askedNow, refusedNow);
        before = demand;
        if (refusedNow == 0) {
            return demand.reservedRatio >= NEARLY_FULL ? RISE_AHEAD : 0;
        }
        return Math.max(RISE, Math.min(MOST_RISE, RISE * OVERLOADED * lately.asked / lately.refused));
    }
}
