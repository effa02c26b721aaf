package io.memsafe.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests in flight had allocated at each of the latest looks, for live sets become known after they were found.
 *
 * <p>A live set is found between two looks, on a machine that is short of time between two that are far apart. Of the
 * looks around it the one at which least was allocated is taken: what is held then looks like a larger share, which errs
 * on the safe side.
 *
 * <p>The clocks of looks and of assessments have an offset, which is learned: no assessment comes before it is made.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; one thread at a time.
 */
final class InFlightTrack {
    private static final int LOOKS = 512;
    private static final long ABOUT_NANOS = 15_000_000L;

    private final Entry[] looks = new Entry[LOOKS];
    private int count;
    private long offsetNanos = Long.MAX_VALUE;

    /** One look. Allocation-free: they are written over. */
    static final class Entry {
        private long nanos;
        private double allocatedBytes;
        private @Nullable Route largest;
        private double largestBytes;

        /** What all requests had allocated. */
        double allocatedBytes() {
            return allocatedBytes;
        }

        /** The route whose requests had allocated most; {@code null} if there was none. */
        @Nullable
        Route largest() {
            return largest;
        }

        /** What the requests of that route had allocated. */
        double largestBytes() {
            return largestBytes;
        }
    }

    InFlightTrack() {
        for (int i = 0; i < LOOKS; i++) {
            looks[i] = new Entry();
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
        Entry entry = looks[count++ % LOOKS];
        entry.nanos = nowNanos;
        entry.allocatedBytes = 0;
        entry.largest = null;
        entry.largestBytes = 0;
        for (Route route : routes) {
            entry.allocatedBytes += route.inFlightBytes;
            if (entry.largest == null || route.inFlightBytes > entry.largestBytes) {
                entry.largest = route;
                entry.largestBytes = route.inFlightBytes;
            }
        }
    }

    /**
     * The look that counts for a live set, of those around it.
     *
     * @param foundNanos when it was found, on the clock of the assessments
     * @return the look; {@code null} if none is remembered from before it
     */
    @Nullable
    Entry at(long foundNanos) {
        long found = foundNanos + offsetNanos;
        Entry least = null;
        for (int back = 1; back <= Math.min(count, LOOKS); back++) {
            Entry entry = looks[(count - back) % LOOKS];
            boolean isAfter = entry.nanos > found + ABOUT_NANOS;
            if (isAfter || least == null || entry.allocatedBytes < least.allocatedBytes) {
                least = entry;
            }
            if (entry.nanos < found - ABOUT_NANOS) {
                return least;
            }
        }
        return null;
    }
}
