package io.memsafe.web;

import java.util.List;

/**
 * Learns which share of what the requests of each route allocate they hold, from the {@link Envelope} of the live sets.
 *
 * <p>A live set counts for the route that had most of what was allocated, if that was three quarters of it, and for all
 * together. Routes of which nothing is known so have the share of all; if nothing is known of that either, it is 1.0, which
 * errs on the safe side. A share stays between 0.05 and 1.0, and below the bound that the route's live sets give.
 *
 * <p>Pure. Thread-safety: none; one thread at a time.
 */
final class HeldRatios {
    private static final double LEAST = 0.05;
    private static final double MOST = 0.75;

    private final Envelope all = new Envelope();

    /**
     * A live set was found.
     *
     * @param routes all of them
     * @param then what requests in flight had allocated when it was
     * @param foundBytes the live set
     * @param capacityBytes of the heap
     */
    void found(List<Route> routes, InFlightTrack.Entry then, long foundBytes, long capacityBytes) {
        if (capacityBytes <= 0) {
            return;
        }
        double allocatedRatio = then.allocatedBytes() / capacityBytes;
        double liveRatio = (double) foundBytes / capacityBytes;
        all.add(allocatedRatio, liveRatio);
        Route largest = then.largest();
        if (largest != null && then.largestBytes() >= MOST * then.allocatedBytes()) {
            largest.envelope.add(allocatedRatio, liveRatio);
        }
        double ofAll = all.held();
        double usual = Double.isNaN(ofAll) ? 1 : ofAll;
        for (Route route : routes) {
            double own = route.envelope.held();
            double held = Math.min(Double.isNaN(own) ? usual : own, route.envelope.most());
            route.held(Math.max(LEAST, Math.min(1, held)));
        }
    }
}
