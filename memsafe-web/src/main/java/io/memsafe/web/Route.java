package io.memsafe.web;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one kind of request: how much it allocates, what tells that beforehand, and how much of it is held.
 *
 * <p><i>Allocated.</i> The mean of what requests have allocated on their threads, in which the newest counts 2 %, or
 * more while there are few; the prior counts as a quarter of a request, so that small ones are known as such after two.
 * Where requests differ by more than a tenth and 8 KB, a line is fitted for each number that they carry
 * ({@link RequestNumbers}), and the best one that explains more than half of the variance is asked first. It is not asked for more than four times what was ever seen.
 *
 * <p><i>Learning takes no lock on a request's path.</i> Who finds another one learning drops what he has to tell: all
 * kinds of requests are dropped alike. Of those that are alike and known well, only one in eight is learned from.
 *
 * <p><i>Held.</i> The share of it that lives when a live set is found, set by {@link HeldRatios}.
 *
 * <p>Thread-safety: all methods may be called from any thread, but those of the watch.
 */
final class Route {
    private static final double LEAST_WEIGHT = 0.02;
    private static final double PRIOR_WEIGHT = 0.25;
    private static final double EXPLAINED_ENOUGH = 0.5;
    private static final double VARIES = 0.1;
    /** Bytes: half of what is let in whatever the room. */
    private static final double DEVIATION_THAT_MATTERS = 8 << 10;

    private static final double CHANGED = 0.02;
    private static final int FEW = 8;
    private static final int MANY = 500;
    /** So that its multiples fall evenly: with every eighth, a thread that serves two routes in turns would teach one alone. */
    private static final int SPREAD = 0x9E3779B9;

    private static final int ONE_IN_EIGHT = Integer.SIZE - 3;
    private static final int MOST_LINES = 8;
    private static final int FURTHEST = 4;
    private static final double STILL_GROWS = 1.5;
    private static final long NEW_NANOS = 5_000_000_000L;

    private final String name;
    private final long seenNanos;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final SizeHistogram sizes = new SizeHistogram();
    private SizeLine[] lines = {};
    private long requests;
    private double variance;
    private double largestBytes;

    private volatile double meanBytes = -1;
    private volatile boolean varies = true;
    private volatile boolean known;
    private volatile @Nullable Line line;
    private volatile boolean used;
    private volatile double heldRatio = 1;
    private volatile double seenBytes;

    /** What the watch sums up of the requests in flight, and what it has learned of what they hold. */
    double inFlightBytes;

    int inFlight;

    /** Of those in flight, how many have allocated anything. */
    int begun;

    final Envelope envelope = new Envelope();

    /**
     * The line that tells most.
     *
     * @param name which number it goes by
     * @param intercept bytes at 0
     * @param slope bytes for each 1
     */
    record Line(int name, double intercept, double slope) {}

    Route(String name) {
        this.name = name;
        this.seenNanos = System.nanoTime();
    }

    String name() {
        return name;
    }

    /** Whether it is worth while to read the numbers of a request: requests differ, or are not known well. */
    boolean wantsNumbers() {
        return varies;
    }

    /** Whether its first request came within the last seconds. */
    boolean isNew(long nowNanos) {
        return nowNanos - seenNanos < NEW_NANOS;
    }

    /** Whether enough requests have ended to know what the next will allocate. */
    boolean isKnown() {
        return known;
    }

    /**
     * What a request will allocate.
     *
     * @param numbers that it carries
     * @param priorBytes what is taken while nothing is known
     * @return bytes, 1 or more
     */
    long expectedBytes(RequestNumbers numbers, long priorBytes) {
        if (!used) {
            used = true;
        }
        double mean = meanBytes;
        double expected = mean < 0 ? priorBytes : mean;
        Line best = line;
        if (best != null) {
            int i = numbers.find(best.name);
            if (i >= 0) {
                double told = best.intercept + best.slope * numbers.value(i);
                expected = Math.max(expected / FURTHEST / FURTHEST, Math.min(FURTHEST * largestBytes, told));
            }
        }
        return Math.max(1, (long) Math.max(expected, known ? 0 : seenBytes));
    }

    /**
     * What a request will have allocated in the end.
     *
     * @param expectedBytes what was expected of it
     * @param allocatedBytes what it has allocated already
     * @return at least that
     */
    long endBytes(long expectedBytes, long allocatedBytes) {
        long expected = known ? expectedBytes : Math.max(expectedBytes, (long) seenBytes);
        if (allocatedBytes <= expected) {
            return expected;
        }
        long mean = sizes.meanBeyond(allocatedBytes);
        return mean > 0 ? mean : (long) (STILL_GROWS * allocatedBytes);
    }

    /**
     * Whether to learn from a request.
     *
     * @param nth which one of its thread it is
     */
    boolean learnsFrom(int nth) {
        return !known || varies || (nth * SPREAD) >>> ONE_IN_EIGHT == 0;
    }

    /**
     * A request has ended.
     *
     * @param numbers that it carried
     * @param expectedBytes what was expected of it
     * @param allocatedBytes what it has allocated
     * @param complete whether it did all it was to do; if not, it is learned from only if it was larger than expected,
     *     so that failures do not make a route look cheap
     * @param priorBytes what was taken while nothing was known
     */
    void learn(RequestNumbers numbers, long expectedBytes, long allocatedBytes, boolean complete, long priorBytes) {
        if (!complete && allocatedBytes <= expectedBytes) {
            return;
        }
        if (busy.compareAndSet(false, true)) {
            try {
                learn(numbers, (double) allocatedBytes, priorBytes);
            } finally {
                busy.set(false);
            }
        }
    }

    private void learn(RequestNumbers numbers, double bytes, long priorBytes) {
        requests++;
        double mean = meanBytes < 0 ? priorBytes : meanBytes;
        double weight = Math.max(LEAST_WEIGHT, 1.0 / (requests + PRIOR_WEIGHT));
        double from = bytes - mean;
        mean += weight * from;
        variance += weight * (from * (bytes - mean) - variance);
        largestBytes = Math.max(largestBytes, bytes);
        meanBytes = mean;
        sizes.add((long) bytes);
        double deviation = Math.max(VARIES * mean, DEVIATION_THAT_MATTERS);
        boolean variesNow = requests < MANY || variance > deviation * deviation;
        if (varies != variesNow) {
            varies = variesNow;
        }
        if (!known && requests >= FEW) {
            known = true;
        }
        if (variesNow) {
            learnLines(numbers, bytes);
        }
    }

    private void learnLines(RequestNumbers numbers, double bytes) {
        for (int i = 0; i < numbers.count(); i++) {
            SizeLine known = lineFor(numbers.name(i));
            if (known != null) {
                known.add((double) numbers.value(i), bytes);
            }
        }
        SizeLine best = null;
        double most = EXPLAINED_ENOUGH;
        for (SizeLine each : lines) {
            double explained = each.explained();
            if (explained > most) {
                most = explained;
                best = each;
            }
        }
        publish(best);
    }

    private @Nullable SizeLine lineFor(int number) {
        for (SizeLine each : lines) {
            if (each.name == number) {
                return each;
            }
        }
        if (lines.length >= MOST_LINES) {
            return null;
        }
        SizeLine fresh = new SizeLine(number);
        lines = Arrays.copyOf(lines, lines.length + 1);
        lines[lines.length - 1] = fresh;
        return fresh;
    }

    private void publish(@Nullable SizeLine best) {
        Line now = line;
        if (best == null) {
            if (now != null) {
                line = null;
            }
        } else if (now == null
                || now.name != best.name
                || Math.abs(best.slope() - now.slope) > CHANGED * Math.abs(now.slope)
                || Math.abs(best.intercept() - now.intercept) > CHANGED * meanBytes) {
            line = new Line(best.name, best.intercept(), best.slope());
        }
    }

    /** For the watch: what requests in flight have allocated on average, which teaches before the first one ends. */
    void seen(double bytes) {
        if (bytes != seenBytes) {
            seenBytes = bytes;
        }
    }

    /** For the watch. */
    void held(double ratio) {
        heldRatio = ratio;
    }

    /** The share of what requests allocate that they hold, above 0.0, at most 1.0. */
    double heldRatio() {
        return heldRatio;
    }

    /** The mean of what requests allocate; -1 if none has ended yet. */
    double meanBytes() {
        return meanBytes;
    }

    /** What tells the size of a request, in words; {@code null} if nothing does. */
    @Nullable
    String toldBy() {
        Line best = line;
        return best == null ? null : RequestNumbers.describe(best.name);
    }

    /** Whether it was used since the last call. */
    boolean wasUsed() {
        boolean was = used || inFlight > 0;
        used = false;
        return was;
    }

    @Override
    public String toString() {
        return name;
    }
}
