package io.memsafe.doctor.size;

/** Sizes that flags can have. */
final class Rounding {
    /** More than any machine has; sums of a few still fit into 64 bits. */
    private static final double MOST = Long.MAX_VALUE / 64.0;

    private Rounding() {}

    static long up(double bytes, long step) {
        return (long) Math.ceil(Math.min(bytes, MOST) / step) * step;
    }
}
