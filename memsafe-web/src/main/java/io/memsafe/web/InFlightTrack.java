package io.memsafe.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What requests in flight had allocated at each of the latest looks, for live sets become known after they were found.
 *
 * <p>A live set is found between two looks, on a machine that is short of time between two that are far apart. Where
 * marking goes on beside the program, what was found is what was alive when it began, so all looks since then are around it.
 *
 * <p>In a large heap that is seconds before it is told. Of the latest 512 looks each is remembered, which is 2.5 s of them while
 * they come fast; of what was before, the least and the most of each 50 ms, for 25 s.
 *
 * <p>The clocks of looks and of assessments have an offset, which is learned: no assessment comes before it is made.
 *
 * <p>Pure: time is only what it is given. Thread-safety: none; one thread at a time.
 */
final class InFlightTrack {
    private static final int KEPT = 512;
    private static final long SPAN_NANOS = 50_000_000L;
    private static final long ABOUT_NANOS = 15_000_000L;

    private final Looks single = new Looks(0);
    private final Looks spans = new Looks(SPAN_NANOS);
    private long offsetNanos = Long.MAX_VALUE;

    /** One look, or all those of a time. They are written over. */
    private static final class Look {
        private long firstNanos;
        private long lastNanos;
        private double leastBytes;
        private double mostBytes;
        private @Nullable Route largest;
        private double largestBytes;

        void begin(long nanos) {
            firstNanos = nanos;
            leastBytes = Double.MAX_VALUE;
            mostBytes = 0;
        }

        void add(long nanos, double allocatedBytes, @Nullable Route itsLargest, double bytesOfLargest) {
            lastNanos = nanos;
            mostBytes = Math.max(mostBytes, allocatedBytes);
            if (allocatedBytes < leastBytes) {
                leastBytes = allocatedBytes;
                largest = itsLargest;
                largestBytes = bytesOfLargest;
            }
        }
    }

    /** The latest ones. */
    private static final class Looks {
        private final Look[] kept = new Look[KEPT];
        private final long longestNanos;
        private long count;

        /** With how much time in each; 0 for each look by itself. */
        Looks(long longestNanos) {
            this.longestNanos = longestNanos;
            for (int i = 0; i < KEPT; i++) {
                kept[i] = new Look();
            }
        }

        void add(long nanos, double allocatedBytes, @Nullable Route largest, double largestBytes) {
            if (count == 0 || nanos - back(1).firstNanos >= longestNanos) {
                kept[(int) (count++ % KEPT)].begin(nanos);
            }
            back(1).add(nanos, allocatedBytes, largest, largestBytes);
        }

        int size() {
            return (int) Math.min(count, KEPT);
        }

        /** From 1, the newest, to the size. */
        Look back(int nth) {
            return kept[(int) ((count - nth) % KEPT)];
        }
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

    /** Goes back through looks, to those around a time. */
    private static final class Search {
        private final long begunNanos;
        private final long foundNanos;
        private @Nullable Look least;
        private double mostBytes;

        Search(long begunNanos, long foundNanos) {
            this.begunNanos = begunNanos;
            this.foundNanos = foundNanos;
        }

        /** Takes the next earlier look in; tells what was around the time, if no earlier one is. */
        @Nullable
        Around back(Look look) {
            boolean isAfter = look.firstNanos > foundNanos;
            Look lower = least;
            if (isAfter || lower == null || look.leastBytes < lower.leastBytes) {
                lower = look;
                least = look;
            }
            mostBytes = isAfter ? look.mostBytes : Math.max(mostBytes, look.mostBytes);
            return look.firstNanos < begunNanos
                    ? new Around(lower.leastBytes, mostBytes, lower.largest, lower.largestBytes)
                    : null;
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
        double allocatedBytes = 0;
        Route largest = null;
        for (Route route : routes) {
            allocatedBytes += route.inFlightBytes;
            if (largest == null || route.inFlightBytes > largest.inFlightBytes) {
                largest = route;
            }
        }
        double largestBytes = largest == null ? 0 : largest.inFlightBytes;
        single.add(nowNanos, allocatedBytes, largest, largestBytes);
        spans.add(nowNanos, allocatedBytes, largest, largestBytes);
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
        Search search = new Search(begunNanos + offsetNanos - ABOUT_NANOS, foundNanos + offsetNanos + ABOUT_NANOS);
        for (int i = 1; i <= single.size(); i++) {
            Around around = search.back(single.back(i));
            if (around != null) {
                return around;
            }
        }
        for (int i = 1; i <= spans.size(); i++) {
            Look span = spans.back(i);
            if (span.lastNanos < single.back(single.size()).firstNanos) {
                Around around = search.back(span);
                if (around != null) {
                    return around;
                }
            }
        }
        return null;
    }
}
