package io.memsafe.web;

import java.util.List;

/**
 * Learns which share of what the requests of each route allocate they hold, from the {@link Envelope} of the live sets.
 *
 * <p>A live set counts for the route that had most of what was allocated, if that was three quarters of it, and for all
 * together. Routes of which nothing is known so have the share of all; if nothing is known of that either, it is 1.0, which
 * errs on the safe side. A share stays between 0.05 and 1.0, and below the bound that the route's live sets give.
 *
 * <p>A live set around which what was allocated has changed much gives only the bound. A line through the least would be too
 * flat where requests have just ended, and through the most where they have just come.
 *
 * <p>Pure. Thread-safety: none; one thread at a time.
 */
final class HeldRatios {
    private static final double LEAST = 0.05;
    private static final double MOST = 0.75;
    private static final double CALM = 1.0 / 16;
    private static final double VARIED_LITTLE = 0.15;

    private final Envelope all = new Envelope();

    /**
     * A live set was found.
     *
     * @param routes all of them
     * @param then what requests in flight had allocated then
     * @param foundBytes the live set
     * @param capacityBytes of the heap
     */
    void found(List<Route> routes, InFlightTrack.Around then, long foundBytes, long capacityBytes) {
        if (capacityBytes <= 0) {
            return;
        }
        add(all, then, foundBytes, capacityBytes);
        Route largest = then.largest();
        if (largest != null && then.largestBytes() >= MOST * then.leastBytes()) {
            add(largest.envelope, then, foundBytes, capacityBytes);
        }
        double ofAll = all.held();
        double usual = Double.isNaN(ofAll) ? 1 : ofAll;
        for (Route route : routes) {
            double own = route.envelope.held();
            double held = Math.min(Double.isNaN(own) ? usual : own, route.envelope.most());
            route.held(Math.max(LEAST, Math.min(1, held)));
        }
    }

    private static void add(Envelope to, InFlightTrack.Around then, long foundBytes, long capacityBytes) {
        double allocatedRatio = then.leastBytes() / capacityBytes;
        double liveRatio = (double) foundBytes / capacityBytes;
        to.bound(allocatedRatio, liveRatio);
        double varied = (then.mostBytes() - then.leastBytes()) / capacityBytes;
        if (varied <= Math.max(CALM, VARIED_LITTLE * allocatedRatio)) {
            to.add(allocatedRatio, liveRatio);
        }
    }
}
