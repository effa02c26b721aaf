package io.memsafe.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests in flight had allocated at each of the latest looks, for live sets become known after they were found.
 *
 * <p>A live set is found between two looks, on a machine that is short of time between two that are far apart. Where
 * marking goes on beside the program, what was found is what was alive when it began, so all looks since then are around it.
 *
 * <p>The clocks of looks and of assessments have an offset, which is learned: no assessment comes before it is made.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; one thread at a time.
 */
final class InFlightTrack {
    private static final int LOOKS = 512;
    private static final long ABOUT_NANOS = 15_000_000L;

    private final Look[] looks = new Look[LOOKS];
    private long count;
    private long offsetNanos = Long.MAX_VALUE;

    /** One look; they are written over. */
    private static final class Look {
        private long nanos;
        private double allocatedBytes;
        private @Nullable Route largest;
        private double largestBytes;
    }

    /**
     * What requests had allocated around the time of a live set.
     *
     * @param leastBytes at the look at which it was least: what is held looks like a large share then, which errs on the
     *     safe side
     * @param mostBytes at the look at which it was most
     * @param largest the route whose requests had allocated most at the first of these; {@code null} if there was none
     * @param largestBytes what they had
     */
    record Around(
            double leastBytes, double mostBytes, @Nullable Route largest, double largestBytes) {}

    InFlightTrack() {
        for (int i = 0; i < LOOKS; i++) {
            looks[i] = new Look();
        }
    }

    /**
     * Notes what the routes' requests have allocated.
     *
     * @param nowNanos never goes back
     * @param assessmentNanos when the newest assessment was made, on its clock
     * @param routes with what their requests have allocated
     */
    void look(long nowNanos, long assessmentNanos, List<Route> routes) {
        offsetNanos = Math.min(offsetNanos, nowNanos - assessmentNanos);
        Look look = looks[(int) (count++ % LOOKS)];
        look.nanos = nowNanos;
        look.allocatedBytes = 0;
        look.largest = null;
        look.largestBytes = 0;
        for (Route route : routes) {
            look.allocatedBytes += route.inFlightBytes;
            if (look.largest == null || route.inFlightBytes > look.largestBytes) {
                look.largest = route;
                look.largestBytes = route.inFlightBytes;
            }
        }
    }

    /**
     * What was in flight when a live set was found.
     *
     * @param foundNanos when it was found, on the clock of the assessments
     * @param begunNanos when the marking began at the earliest; the same where the program stood still meanwhile
     * @return at the looks around it; {@code null} if none is remembered from before it
     */
    @Nullable
    Around at(long foundNanos, long begunNanos) {
        long found = foundNanos + offsetNanos;
        long begun = begunNanos + offsetNanos - ABOUT_NANOS;
        Look least = null;
        double most = 0;
        for (long back = 1; back <= Math.min(count, LOOKS); back++) {
            Look look = looks[(int) ((count - back) % LOOKS)];
            boolean isAfter = look.nanos > found + ABOUT_NANOS;
            if (isAfter || least == null || look.allocatedBytes < least.allocatedBytes) {
                least = look;
            }
            most = isAfter ? look.allocatedBytes : Math.max(most, look.allocatedBytes);
            if (look.nanos < begun) {
                return new Around(least.allocatedBytes, most, least.largest, least.largestBytes);
            }
        }
        return null;
    }
}
