package io.memsafe.web;

import java.util.List;

/**
 * Learns which share of what the requests of each route allocate they hold, from the {@link Envelope} of the live sets.
 *
 * <p>A live set counts for the route that has most of what was allocated, if that is three quarters of it, and for all
 * together. Routes of which nothing is known so have the share of all; if nothing is known of that either, it is 1.0, which
 * errs on the safe side. A share stays between 0.05 and 1.0.
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
     * @param routes with what those in flight had allocated at that time
     * @param foundBytes the live set
     * @param capacityBytes of the heap
     */
    void found(List<Route> routes, long foundBytes, long capacityBytes) {
        double allocated = 0;
        Route largest = null;
        for (Route route : routes) {
            allocated += route.inFlightBytes;
            if (largest == null || route.inFlightBytes > largest.inFlightBytes) {
                largest = route;
            }
        }
        if (largest == null || capacityBytes <= 0) {
            return;
        }
        double liveRatio = (double) foundBytes / capacityBytes;
        all.add(allocated / capacityBytes, liveRatio);
        if (largest.inFlightBytes >= MOST * allocated) {
            largest.envelope.add(allocated / capacityBytes, liveRatio);
        }
        double ofAll = all.held();
        for (Route route : routes) {
            double own = route.envelope.held();
            double held = Double.isNaN(own) ? ofAll : own;
            if (!Double.isNaN(held)) {
                route.held(Math.max(LEAST, Math.min(1, held)));
            }
        }
    }
}
