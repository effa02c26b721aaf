package io.memsafe.doctor.gclog;

import io.memsafe.doctor.gclog.GcTrend.Verdict;
import java.util.Arrays;

/**
 * Judges how the live set went, in memory that does not grow with the log.
 *
 * <p>Each full collection and each cycle makes a statement: what it says is live, or else what was used after it. What is used
 * after any collection is at least the live set, so a young collection up to the next statement that leaves less lowers it:
 * that is how G1 and CMS, which free after their mark, come down to it. Statements are kept in at most {@value #MOST} places;
 * when these are full, neighbours are joined to their mean, so all of the log counts, evenly.
 *
 * <p>The trend is taken from medians of quarters of the statements, after which no single one decides, and from the Theil-Sen
 * slope of the second half. Growth counts if it goes on to the end: a cache that fills once rises and then stays.
 */
final class LiveTrend {
    private static final int MOST = 128;
    private static final int FEWEST = 6;
    /** Of the greatest heap: live sets over it fail soon. An OutOfMemoryError was seen from 0.89 on with ZGC. */
    private static final double NEARLY_ALL = 0.9;
    /** With threads that wait for memory, or full collections one upon another. */
    private static final double DISTRESSED = 0.8;
    /** Growth of less than this share of the heap in half of a log is noise. */
    private static final double GROWTH = 0.05;

    private final double[] seconds = new double[MOST];
    private final double[] bytes = new double[MOST];
    private int places;
    private long perPlace = 1;
    private double placeSeconds;
    private double placeBytes;
    private long inPlace;

    private boolean open;
    private double openSeconds;
    private long openBytes;

    private long statements;
    private long largestCommitted = -1;
    /** Moves by a fifth with each: of the last full collections, those without any other between them. */
    private double upon;

    private boolean lastFull;
    private long sinceStall = Long.MAX_VALUE;

    void stalled() {
        sinceStall = 0;
    }

    void add(GcKind kind, double when, long after, long committed, long live, double pause) {
        largestCommitted = Math.max(largestCommitted, committed);
        if (sinceStall < Long.MAX_VALUE) {
            sinceStall++;
        }
        boolean full = kind == GcKind.FULL;
        upon += ((full && lastFull ? 1 : 0) - upon) / 5;
        lastFull = full;
        boolean states = full || kind == GcKind.CYCLE || live >= 0;
        if (!states) {
            if (open && after > 0 && after < openBytes) {
                openBytes = after;
            }
            return;
        }
        long value = live >= 0 ? live : after;
        if (value < 0) {
            return;
        }
        close();
        open = true;
        openSeconds = when;
        openBytes = value;
    }

    private void close() {
        if (open) {
            open = false;
            statements++;
            keep(openSeconds, (double) openBytes);
        }
    }

    private void keep(double when, double value) {
        placeSeconds += (when - placeSeconds) / (inPlace + 1);
        placeBytes += (value - placeBytes) / (inPlace + 1);
        inPlace++;
        if (inPlace < perPlace) {
            return;
        }
        if (places == MOST) {
            for (int i = 0; i < MOST / 2; i++) {
                seconds[i] = (seconds[2 * i] + seconds[2 * i + 1]) / 2;
                bytes[i] = (bytes[2 * i] + bytes[2 * i + 1]) / 2;
            }
            places = MOST / 2;
            perPlace *= 2;
            if (inPlace < perPlace) {
                return;
            }
        }
        seconds[places] = placeSeconds;
        bytes[places] = placeBytes;
        places++;
        placeSeconds = 0;
        placeBytes = 0;
        inPlace = 0;
    }

    /** What it is so far; more may be added. */
    GcTrend trend(GcCollector collector, long maxHeapBytes) {
        int n = places;
        double[] times = Arrays.copyOf(seconds, MOST + 2);
        double[] values = Arrays.copyOf(bytes, MOST + 2);
        if (inPlace > 0) {
            times[n] = placeSeconds;
            values[n++] = placeBytes;
        }
        if (open) {
            times[n] = openSeconds;
            values[n++] = openBytes;
        }
        long count = statements + (open ? 1 : 0);
        if (n == 0) {
            return GcTrend.none();
        }
        int quarter = Math.max(1, n / 4);
        double first = median(values, 0, quarter);
        double last = median(values, n - Math.max(quarter, Math.min(n, 3)), n);
        boolean timed = !Double.isNaN(times[0]) && !Double.isNaN(times[n - 1]);
        double span = timed ? times[n - 1] - times[0] : Double.NaN;
        double slope = timed && n >= FEWEST ? slope(times, values, n / 2, n) * 3_600 : Double.NaN;
        return new GcTrend(
                verdict(values, n, count, last, maxHeapBytes, collector),
                count,
                (long) first,
                (long) last,
                slope,
                span);
    }

    private Verdict verdict(double[] values, int n, long count, double last, long maxHeapBytes, GcCollector collector) {
        double heap = maxHeapBytes > 0 ? maxHeapBytes : largestCommitted;
        if (heap <= 0) {
            return count < FEWEST ? Verdict.TOO_FEW : rises(values, n, last) ? Verdict.RISING : Verdict.STABLE;
        }
        boolean distressed = upon > 0.5 || (collector == GcCollector.Z && sinceStall < 10);
        double tail = median(values, n - Math.min(n, 3), n);
        if (count >= 3 && (tail >= NEARLY_ALL * heap || (distressed && tail >= DISTRESSED * heap))) {
            return Verdict.EXHAUSTED;
        }
        if (count < FEWEST) {
            return Verdict.TOO_FEW;
        }
        return rises(values, n, heap) ? Verdict.RISING : Verdict.STABLE;
    }

    /** Whether each of the last quarters is above the one before, and the last step is not the end of a rise. */
    private static boolean rises(double[] values, int n, double heap) {
        double[] quarters = new double[4];
        for (int i = 0; i < 4; i++) {
            quarters[i] = median(values, n * i / 4, Math.max(n * i / 4 + 1, n * (i + 1) / 4));
        }
        double before = quarters[2] - quarters[1];
        double lastStep = quarters[3] - quarters[2];
        return before > 0
                && before + lastStep >= GROWTH * heap
                && lastStep >= 0.4 * before
                && ordered(values, n / 2, n) >= 0.5;
    }

    /** Kendall's tau against the order: 1 if each is above the one before, 0 if there is no trend. */
    private static double ordered(double[] values, int from, int to) {
        long up = 0;
        long all = 0;
        for (int i = from; i < to; i++) {
            for (int j = i + 1; j < to; j++) {
                up += Double.compare(values[j], values[i]);
                all++;
            }
        }
        return all == 0 ? 0 : (double) up / all;
    }

    /** Median of the slopes between each two (Theil-Sen). */
    private static double slope(double[] times, double[] values, int from, int to) {
        double[] slopes = new double[(to - from) * (to - from - 1) / 2];
        int count = 0;
        for (int i = from; i < to; i++) {
            for (int j = i + 1; j < to; j++) {
                if (times[j] > times[i]) {
                    slopes[count++] = (values[j] - values[i]) / (times[j] - times[i]);
                }
            }
        }
        return count == 0 ? Double.NaN : median(slopes, 0, count);
    }

    private static double median(double[] values, int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
