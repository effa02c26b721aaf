package io.memsafe.response;

/**
 * The share of its normal size that a part of the program keeps at each level; all of it at {@code NORMAL}.
 *
 * @param warning share at {@code WARNING}, 0.0 to 1.0
 * @param critical share at {@code CRITICAL}, at most {@code warning}
 * @param emergency share at {@code EMERGENCY}, at most {@code critical}
 */
public record Shares(double warning, double critical, double emergency) {
    /** Three quarters, a half, a quarter. */
    public static final Shares DEFAULT = new Shares(0.75, 0.5, 0.25);

    /**
     * Checks the order.
     *
     * @param warning share at {@code WARNING}, 0.0 to 1.0
     * @param critical share at {@code CRITICAL}, at most {@code warning}
     * @param emergency share at {@code EMERGENCY}, at most {@code critical}
     * @throws IllegalArgumentException if the order is wrong
     */
    public Shares {
        if (!(emergency >= 0 && emergency <= critical && critical <= warning && warning <= 1)) {
            throw new IllegalArgumentException("shares must be 0 <= emergency <= critical <= warning <= 1, but are "
                    + emergency + ", " + critical + ", " + warning);
        }
    }

    /**
     * The share for a demand: that of its depth, in a straight line between two levels.
     *
     * @param demand what is asked
     * @return 1.0 for {@link Demand#NONE}, down to {@code emergency}
     */
    public double of(Demand demand) {
        double depth = demand.depth();
        if (depth <= 1) {
            return between(1, warning, depth);
        }
        return depth <= 2 ? between(warning, critical, depth - 1) : between(critical, emergency, depth - 2);
    }

    /**
     * The share of a whole number.
     *
     * @param demand what is asked
     * @param normal the number for {@link Demand#NONE}
     * @param least never below this
     * @return its share, rounded
     */
    public int of(Demand demand, int normal, int least) {
        return Math.max(least, (int) Math.round(of(demand) * normal));
    }

    private static double between(double from, double to, double part) {
        return from + (to - from) * part;
    }
}
