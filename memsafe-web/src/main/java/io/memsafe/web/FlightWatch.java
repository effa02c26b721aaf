package io.memsafe.web;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Looks after the requests in flight: charges each what it turns out to hold, and tells the gate how things stand.
 *
 * <p>It steps every 5 ms while requests that count are in flight, and more rarely otherwise. A step reads one figure of the
 * JVM for each request, and allocates next to nothing. A step that fails for want of memory is given up; the next one
 * begins anew.
 *
 * <p>Thread-safety: none; one thread steps.
 */
final class FlightWatch {
    static final long FAST_NANOS = 5_000_000L;
    static final long SLOW_NANOS = 50_000_000L;
    private static final long SWEEP_NANOS = 60_000_000_000L;
    private static final double WARNING_RATIO = 0.85;
    private static final double CRITICAL_RATIO = 0.95;
    private static final double LEAST_SEVERITY = 0.1;
    private static final double MOST_OF_WARNING = 0.9;
    private static final long LEAST_PRIOR_BYTES = 64 << 10;
    private static final int PRIOR = 200;
    private static final double LONGEST_STEP_SECONDS = 0.1;
    private static final long MARKING_NANOS = 500_000_000L;
    private static final double START_WHERE_ALLOCATIONS_FAIL = 0.5;

    private final Flights flights;
    private final RouteTree routes;
    private final Gate gate;
    private final Crowd crowd;
    private final MemoryBudget budget;
    private final Supplier<MemoryAssessment> assessments;
    private final Supplier<PressureLevel> level;
    private final InFlightTrack track = new InFlightTrack();
    private final HeldRatios heldRatios = new HeldRatios();
    private final UsableShare usable;
    private final AtomicLong abandoned = new AtomicLong();
    private List<Route> watched = List.of();
    private int watchedVersion = -1;
    private int inFlight;
    private boolean hasUntold;
    private boolean isShareExact;
    private long allocatedByAll = AllocatedBytes.UNKNOWN;
    private long steppedNanos = Long.MIN_VALUE;
    private long foundNanos = Long.MIN_VALUE;
    private long sweptNanos;
    private volatile long priorBytes = LEAST_PRIOR_BYTES;
    private volatile long filledBytes;
    private volatile long leftBytes;

    FlightWatch(
            Flights flights,
            RouteTree routes,
            Gate gate,
            Crowd crowd,
            MemoryBudget budget,
            Supplier<MemoryAssessment> assessments,
            Supplier<PressureLevel> level) {
        this.flights = flights;
        this.routes = routes;
        this.gate = gate;
        this.crowd = crowd;
        this.budget = budget;
        this.assessments = assessments;
        this.level = level;
        this.usable =
                new UsableShare(assessments.get().heap().collectsConcurrently() ? START_WHERE_ALLOCATIONS_FAIL : 1);
    }

    /** What a request of a route is taken to allocate of which none has ended yet. */
    long priorBytes() {
        return priorBytes;
    }

    /** What requests in flight hold of what they are charged. */
    long filledBytes() {
        return filledBytes;
    }

    /** What requests held that have ended, all together. */
    long leftBytes() {
        return leftBytes;
    }

    /** Requests whose thread ended without ending them. */
    long abandoned() {
        return abandoned.get();
    }

    /**
     * Looks once.
     *
     * @param nowNanos never goes back
     * @return how long to wait until the next look
     */
    long step(long nowNanos) {
        gate.looks();
        watchAllRoutes();
        MemoryAssessment now = assessments.get();
        long elapsed = steppedNanos == Long.MIN_VALUE ? 0 : nowNanos - steppedNanos;
        steppedNanos = nowNanos;
        long missing = lookAtFlights(elapsed, now.heap());
        track.look(nowNanos, now.uptime().toNanos(), watched);
        learnHeld(now);
        for (Route route : watched) {
            route.seen(route.begun == 0 ? 0 : route.inFlightBytes / route.begun);
        }
        HeapAssessment heap = now.heap();
        priorBytes = Math.max(LEAST_PRIOR_BYTES, budget.limitBytes() / PRIOR);
        gate.set(missing, usable(nowNanos, heap), severity(heap), heap.capacityBytes(), inFlight);
        gate.overloaded(usable.isOverloaded());
        if (nowNanos - sweptNanos >= SWEEP_NANOS) {
            sweptNanos = nowNanos;
            routes.forgetUnused();
        }
        return missing > 0 || budget.reservedBytes() > 0 ? FAST_NANOS : SLOW_NANOS;
    }

    private void watchAllRoutes() {
        int version = routes.version();
        if (version != watchedVersion) {
            watchedVersion = version;
            watched = routes.routes();
        }
        for (Route route : watched) {
            route.inFlightBytes = 0;
            route.inFlight = 0;
            route.begun = 0;
        }
    }

    /** Charges the requests in flight; tells how many bytes there was no room for. */
    private long lookAtFlights(long elapsedNanos, HeapAssessment heap) {
        long missing = 0;
        long filled = 0;
        long left = leftBytes;
        int unclear = 0;
        int idle = 0;
        int count = 0;
        long share = untoldShare(elapsedNanos, heap.allocationBytesPerSecond());
        for (Iterator<Flight> all = flights.all(); all.hasNext(); ) {
            Flight flight = all.next();
            left += flight.leftBytes();
            if (flight.isAbandoned()) {
                abandon(flight);
            } else if (flight.isInFlight()) {
                count++;
                if (flight.isUntold() && (!isShareExact || flight.isActive())) {
                    flight.accrue(share);
                }
                long seen = flight.seenBytes();
                long wanted = flight.wantedBytes(elapsedNanos, seen);
                unclear += flight.isUnclear() ? 1 : 0;
                idle += flight.isIdle() ? 1 : 0;
                long held = flight.heldBytes(seen);
                missing += gate.isSmall(wanted) ? flight.recharge(0, 0, budget) : flight.recharge(wanted, held, budget);
                long counted = Math.min(held, flight.chargedBytes());
                filled += counted;
                flight.looked(counted);
                Route route = flight.route();
                route.inFlightBytes += seen;
                route.inFlight++;
                route.begun += seen > 0 ? 1 : 0;
            }
        }
        inFlight = count;
        gate.unclear(unclear);
        crowd.look(idle, heap);
        filledBytes = filled;
        leftBytes = left;
        return missing;
    }

    /**
     * What each request is taken to have allocated since the last step whose thread does not tell, which is a virtual one: an
     * equal part of what the JVM has allocated, for those that have begun since or could run. What sleeps allocates nothing, and
     * would be charged for those that are refused meanwhile. A JVM that tells how much it allocates only as an average tells
     * too late who did, so there all have an equal part.
     */
    private long untoldShare(long elapsedNanos, long bytesPerSecond) {
        int untold = 0;
        int active = 0;
        for (Iterator<Flight> all = flights.all(); all.hasNext(); ) {
            Flight flight = all.next();
            if (flight.isUntold()) {
                untold++;
                active += flight.lookWhetherActive() ? 1 : 0;
            }
        }
        hasUntold |= untold > 0;
        if (!hasUntold) {
            return 0;
        }
        long before = allocatedByAll;
        allocatedByAll = flights.allocatedByAll();
        isShareExact = before >= 0 && allocatedByAll >= before;
        if (isShareExact) {
            return active == 0 ? 0 : (allocatedByAll - before) / active;
        }
        double seconds = Math.min(LONGEST_STEP_SECONDS, elapsedNanos / 1e9);
        return untold == 0 ? 0 : (long) (Math.max(0, bytesPerSecond) * seconds / untold);
    }

    private void abandon(Flight flight) {
        boolean probe = flight.isProbe();
        if (flights.abandon(flight)) {
            abandoned.incrementAndGet();
            crowd.leave();
            if (probe) {
                gate.probed();
            }
        }
    }

    private void learnHeld(MemoryAssessment now) {
        HeapAssessment heap = now.heap();
        long found = now.uptime().toNanos() - heap.liveAge().toNanos();
        if (heap.verified() && found != foundNanos) {
            // What G1 tells was alive when its marking began, and it may not tell when that was.
            boolean mayBeOlder = heap.collector().contains("G1");
            InFlightTrack.Around then = track.at(found, mayBeOlder ? found - MARKING_NANOS : found);
            foundNanos = found;
            if (then != null) {
                heldRatios.found(watched, then, heap.liveBytes(), heap.capacityBytes());
            }
        }
    }

    private double usable(long nowNanos, HeapAssessment heap) {
        double held = heap.capacityBytes() <= 0 ? 0 : (double) budget.reservedBytes() / heap.capacityBytes();
        double pauses = heap.collectsConcurrently() ? 0 : heap.collectionRatio();
        return usable.step(nowNanos, pauses, heap.distress(), held, gate.demand());
    }

    private double severity(HeapAssessment heap) {
        return switch (level.get()) {
            case NORMAL -> 0;
            case WARNING ->
                Math.max(
                        LEAST_SEVERITY,
                        Math.min(
                                MOST_OF_WARNING,
                                (heap.pressureRatio() - WARNING_RATIO) / (CRITICAL_RATIO - WARNING_RATIO)));
            case CRITICAL, EMERGENCY -> 1;
        };
    }
}
