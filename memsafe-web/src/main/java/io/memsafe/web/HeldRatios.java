package io.memsafe.web;

import java.util.List;

/**
 * Learns which share of what the requests of each route allocate they hold.
 *
 * <p>Nobody tells that. But from one live set that was found to the next, the live set changes by
 * {@code sum over routes of held * change of what those in flight have allocated}, and by what happens beside, which is
 * no part of a slope. So each difference corrects the shares, each in proportion to how much of the change was its
 * route's (normalised least mean squares, Widrow and Hoff 1960). A change that is small beside the heap teaches nothing:
 * it would be noise.
 *
 * <p>A share starts at 1.0, which errs on the safe side, and stays between 0.02 and 1.0.
 *
 * <p>Pure. Thread-safety: none; one thread at a time.
 */
final class HeldRatios {
    private static final double STEP = 0.2;
    private static final double LEAST = 0.02;
    private static final double ENOUGH = 0.02;

    private long liveBytes = -1;

    /**
     * A live set was found.
     *
     * @param routes with what those in flight had allocated at that time
     * @param foundBytes the live set
     * @param capacityBytes of the heap
     */
    void found(List<Route> routes, long foundBytes, long capacityBytes) {
        double error = foundBytes - (double) liveBytes;
        double squares = 0;
        double moved = 0;
        for (Route route : routes) {
            double change = route.inFlightBytes - route.inFlightBytesThen;
            error -= route.heldRatio() * change;
            squares += change * change;
            moved += Math.abs(change);
        }
        if (liveBytes >= 0 && moved > ENOUGH * capacityBytes) {
            for (Route route : routes) {
                double change = route.inFlightBytes - route.inFlightBytesThen;
                if (change != 0) {
                    double ratio = route.heldRatio() + STEP * error * change / squares;
                    route.held(Math.max(LEAST, Math.min(1, ratio)));
                }
            }
        }
        liveBytes = foundBytes;
        for (Route route : routes) {
            route.inFlightBytesThen = route.inFlightBytes;
        }
    }
}
