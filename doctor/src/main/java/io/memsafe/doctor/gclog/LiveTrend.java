package io.memsafe.doctor.gclog;

import io.memsafe.doctor.gclog.GcTrend.Verdict;
import java.util.Arrays;

/**
 * Judges how the live set went, in memory that does not grow with the log.
 *
 * <p>Each full collection makes a statement, and each cycle: what it says is live, or else what was used after it. G1 and CMS
 * free after their mark, so what is used at its end is far above the live set; as what is used after any collection is at least
 * the live set, the least of it up to the next statement stands for theirs.
 *
 * <p>Statements are kept in at most {@value #MOST} places; when these are full, neighbours are joined to their mean, so all of
 * the log counts. The trend is taken from medians of quarters, of the statements and of the time, after which no single one
 * decides, and from Kendall's tau of the second half. Growth counts if it goes on to the end and took a tenth of what was free:
 * a cache that fills once rises and then stays. The slope is that of Theil and Sen over the second half of the time.
 *
 * <p>The heap is exhausted if {@value #IN_TURN} statements in turn are above {@link #NEARLY_ALL} of the greatest heap, at any
 * time: what follows an OutOfMemoryError may be calm again. Less is enough when three quarters of the time go into pauses, or
 * threads wait for memory.
 */
final class LiveTrend {
    private static final int MOST = 128;
    private static final int FEWEST = 6;
    private static final int IN_TURN = 3;
    /** With Serial and G1 an OutOfMemoryError was seen at 0.98, with Parallel at 0.93. */
    private static final double NEARLY_ALL = 0.9;
    /** With ZGC it was seen from 0.81 on, but at 0.8 programs lived on for ever, with stalls. */
    private static final double STALLING = 0.85;

    /** Share of the time in pauses; the overhead limit of the JVM is 0.98. */
    private static final double BUSY = 0.75;

    private static final double BUSY_LIVE = 0.7;
    /** Growth of less than this share of the heap in half of a log is noise. */
    private static final double LEAST_GROWTH = 0.02;

    private static final double OF_FREE = 0.1;
    /** A pair of collections weighs nine tenths of the next pair. */
    private static final double MEMORY = 0.9;

    private static final int SOON = 20;
    private static final int EVEN = 32;

    /** The highest level that statements in turn stayed above. */
    private static final class Plateau {
        private final double[] latest = new double[IN_TURN];
        private int count;
        private double bytes = -1;

        void add(boolean counts, double value) {
            count = counts ? count + 1 : 0;
            latest[count % IN_TURN] = value;
            if (count >= IN_TURN) {
                bytes = Math.max(bytes, Arrays.stream(latest).min().orElse(-1));
            }
        }
    }

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
    private boolean cyclesState;
    private long largestCommitted = -1;
    private final Plateau any = new Plateau();
    private final Plateau stalling = new Plateau();
    private final Plateau busy = new Plateau();
    private double pauseSeconds;
    private double elapsedSeconds;
    private double lastSeconds = Double.NaN;
    private int sinceStall = Integer.MAX_VALUE;

    void stalled() {
        sinceStall = 0;
    }

    void add(GcKind kind, double when, long after, long committed, long live, double pause) {
        largestCommitted = Math.max(largestCommitted, committed);
        sinceStall = sinceStall < SOON ? sinceStall + 1 : sinceStall;
        if (when > lastSeconds) {
            pauseSeconds = MEMORY * pauseSeconds + (pause > 0 ? pause / 1_000 : 0);
            elapsedSeconds = MEMORY * elapsedSeconds + when - lastSeconds;
        }
        lastSeconds = when;
        boolean full = kind == GcKind.FULL;
        boolean bound = live < 0 || (!full && live == after);
        cyclesState |= !bound && !full;
        boolean states = full || live >= 0 || (kind == GcKind.CYCLE && !cyclesState);
        long value = live >= 0 ? live : after;
        if (value < 0) {
            return;
        }
        if (open && (!states || full)) {
            openBytes = Math.min(openBytes, value);
        }
        if (!states) {
            return;
        }
        close();
        if (bound) {
            open = true;
            openSeconds = when;
            openBytes = value;
        } else {
            state(when, (double) value);
        }
    }

    private void close() {
        if (open) {
            open = false;
            state(openSeconds, (double) openBytes);
        }
    }

    private void state(double when, double value) {
        statements++;
        any.add(true, value);
        stalling.add(sinceStall < SOON, value);
        busy.add(elapsedSeconds > 0 && pauseSeconds > BUSY * elapsedSeconds, value);
        keep(when, value);
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
        double[] even = timed && span > 0 ? evenly(times, values, n) : new double[0];
        double slope =
                even.length > 0 && n >= FEWEST ? slope(even, EVEN / 2, EVEN) / (span / EVEN) * 3_600 : Double.NaN;
        double heap = maxHeapBytes > 0 ? maxHeapBytes : largestCommitted;
        boolean rises = rises(values, n, heap)
                && ordered(values, n / 2, n) >= 0.5
                && (even.length == 0 || rises(even, EVEN, heap));
        return new GcTrend(verdict(heap, count, rises, collector), count, (long) first, (long) last, slope, span);
    }

    /** At even times what was last known: many collections at a start would else outweigh the hours after it. */
    private static double[] evenly(double[] times, double[] values, int n) {
        double[] even = new double[EVEN];
        double start = times[0];
        double span = times[n - 1] - start;
        int at = 0;
        for (int i = 0; i < EVEN; i++) {
            double until = start + span * (i + 1) / EVEN;
            int from = at;
            while (at < n && (times[at] <= until || i == EVEN - 1)) {
                at++;
            }
            even[i] = at > from ? median(values, from, at) : values[Math.max(0, at - 1)];
        }
        return even;
    }

    private Verdict verdict(double heap, long count, boolean rises, GcCollector collector) {
        if (heap > 0
                && (any.bytes >= NEARLY_ALL * heap
                        || busy.bytes >= BUSY_LIVE * heap
                        || (collector == GcCollector.Z && stalling.bytes >= STALLING * heap))) {
            return Verdict.EXHAUSTED;
        }
        return count < FEWEST ? Verdict.TOO_FEW : rises ? Verdict.RISING : Verdict.STABLE;
    }

    /** Whether the last quarters go up, by how much, and not just to where they then stay. */
    private static boolean rises(double[] values, int n, double heap) {
        double[] quarters = new double[4];
        for (int i = 0; i < 4; i++) {
            quarters[i] = median(values, n * i / 4, Math.max(n * i / 4 + 1, n * (i + 1) / 4));
        }
        double before = quarters[2] - quarters[1];
        double lastStep = quarters[3] - quarters[2];
        double free = Math.max(0, heap - quarters[1]);
        return before > 0
                && before + lastStep >= Math.max(LEAST_GROWTH * heap, OF_FREE * free)
                && lastStep >= 0.4 * before;
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

    /** Median of the slopes between each two (Theil-Sen), for a step of one place. */
    private static double slope(double[] values, int from, int to) {
        double[] slopes = new double[(to - from) * (to - from - 1) / 2];
        int count = 0;
        for (int i = from; i < to; i++) {
            for (int j = i + 1; j < to; j++) {
                slopes[count++] = (values[j] - values[i]) / (j - i);
            }
        }
        return median(slopes, 0, count);
    }

    private static double median(double[] values, int from, int to) {
        double[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
