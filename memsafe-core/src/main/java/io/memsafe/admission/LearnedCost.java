package io.memsafe.admission;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Learns how many bytes a unit of work holds, by keys such as the route of a request or the type of a job.
 *
 * <pre>{@code
 * LearnedCost cost = budget.learnedCost(4 << 20);
 * if (budget.tryAcquire(cost.estimate("report")) instanceof MemoryPermit permit) {
 *     try (permit; LearnedCost.Measurement unit = cost.measure("report")) {
 *         report();
 *         unit.complete();
 *     }
 * }
 * }</pre>
 *
 * <p>Two things are learned. What a unit of a key allocates is measured on its thread, exactly and for 15 ns, and
 * averaged; the newest of many counts 2 %, and the prior counts as one unit. How much of that is held is learned for
 * all keys together: with each live set that the governor finds, it is put beside what the units under way then were
 * expected to allocate, and the slope is taken. Units are half way through on average, so what one holds at its end is
 * twice the slope, at most all that it allocates. Where live sets do not tell, all of it is taken to be held. The product
 * of the two is the estimate; it follows the program in both.
 *
 * <p>At most 1,000 keys are told apart; all that come later share one estimate. Make a key of what has few values:
 * a route, not a query.
 *
 * <p>Thread-safety: all methods may be called from any thread; nothing here takes a lock but the first unit of a key.
 */
public final class LearnedCost {
    private static final int MOST_KEYS = 1_000;
    private static final double LEAST_WEIGHT = 0.02;
    private static final int TRIES = 4;
    private static final double HALF_WAY = 2;
    private static final long UNKNOWN = -1;

    private final long priorBytes;
    private final ConcurrentHashMap<String, Cost> costs = new ConcurrentHashMap<>();
    private final Cost others;
    private final HeldShare held = new HeldShare(1);
    private final AtomicLong underWayBytes = new AtomicLong();
    private final long[] underWayLately = new long[HeadroomLimit.REFRESHES];

    /** What a unit of one key allocates. */
    private static final class Cost {
        private final AtomicLong meanBits;
        private final AtomicLong units = new AtomicLong(1);

        Cost(long priorBytes) {
            meanBits = new AtomicLong(Double.doubleToRawLongBits((double) priorBytes));
        }

        double mean() {
            return Double.longBitsToDouble(meanBits.get());
        }

        /** A unit is dropped, not waited for, when others are learned at the same moment again and again. */
        void learn(long bytes) {
            double weight = Math.max(LEAST_WEIGHT, 1.0 / units.incrementAndGet());
            for (int i = 0; i < TRIES; i++) {
                long bits = meanBits.get();
                double mean = Double.longBitsToDouble(bits);
                if (meanBits.compareAndSet(bits, Double.doubleToRawLongBits(mean + weight * (bytes - mean)))) {
                    return;
                }
            }
        }
    }

    LearnedCost(long priorBytes) {
        if (priorBytes < 1) {
            throw new IllegalArgumentException("the prior must be 1 byte or more, but is " + priorBytes);
        }
        this.priorBytes = priorBytes;
        this.others = new Cost(priorBytes);
        Arrays.fill(underWayLately, UNKNOWN);
    }

    /**
     * What a unit is expected to hold.
     *
     * @param key what units of one kind have in common
     * @return bytes, 1 or more; of the prior if nothing is known of the key
     */
    public long estimate(String key) {
        Cost cost = costs.get(Objects.requireNonNull(key, "key"));
        double allocated = cost != null ? cost.mean() : costs.size() < MOST_KEYS ? priorBytes : others.mean();
        return Math.max(1, (long) (allocated * heldRatio()));
    }

    /**
     * Begins to measure a unit that runs on this thread.
     *
     * @param key what units of one kind have in common
     * @return to be closed at the unit's end, on this thread
     */
    public Measurement measure(String key) {
        return new Measurement(this, cost(key));
    }

    /**
     * Takes in a unit that was measured otherwise, such as one that runs on several threads.
     *
     * @param key what units of one kind have in common
     * @param allocatedBytes what it has allocated, 0 or more
     * @throws IllegalArgumentException if it is negative
     */
    public void learn(String key, long allocatedBytes) {
        MemoryBudget.requireNotNegative(allocatedBytes);
        cost(key).learn(allocatedBytes);
    }

    /**
     * Which share of what units allocate they hold at their end: the correction that live sets taught.
     *
     * @return 0.0 to 1.0; 1.0 while nothing is known
     */
    public double heldRatio() {
        return Math.min(1, HALF_WAY * held.ratio());
    }

    /** Notes what is under way at one of the latest refreshes; called by one thread at a time. */
    void note(int slot) {
        underWayLately[slot] = underWayBytes.get();
    }

    /** Takes in a live set that was found at one of the latest refreshes; called by one thread at a time. */
    void found(long liveBytes, int slot) {
        if (underWayLately[slot] != UNKNOWN) {
            held.observe(liveBytes, underWayLately[slot]);
        }
    }

    private Cost cost(String key) {
        Cost known = costs.get(Objects.requireNonNull(key, "key"));
        if (known != null) {
            return known;
        }
        if (costs.size() >= MOST_KEYS) {
            return others;
        }
        Cost fresh = new Cost(priorBytes);
        Cost raced = costs.putIfAbsent(key, fresh);
        return raced == null ? fresh : raced;
    }

    /**
     * The measurement of one unit.
     *
     * <p>Thread-safety: none; used by the thread that began it.
     */
    public static final class Measurement implements AutoCloseable {
        private final LearnedCost costs;
        private final Cost cost;
        private final Thread thread = Thread.currentThread();
        private final long startBytes = ThreadAllocation.bytes();
        private final long expectedBytes;
        private boolean complete;
        private boolean closed;

        private Measurement(LearnedCost costs, Cost cost) {
            this.costs = costs;
            this.cost = cost;
            this.expectedBytes = (long) cost.mean();
            costs.underWayBytes.addAndGet(expectedBytes);
        }

        /**
         * What the unit is expected to hold at its end, by what is known and by what it has allocated up to now: a
         * permit can be resized to it while the work runs.
         *
         * @return bytes, 1 or more
         */
        public long estimate() {
            long allocated = Math.max(expectedBytes, ThreadAllocation.bytes() - startBytes);
            return Math.max(1, (long) (allocated * costs.heldRatio()));
        }

        /** Says that the unit has done all of its work. */
        public void complete() {
            complete = true;
        }

        /**
         * Ends the measurement. A unit that is not complete has cost at least what it has allocated: it is learned from
         * if that is more than was expected, so that failures do not look cheap.
         */
        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            costs.underWayBytes.addAndGet(-expectedBytes);
            long allocated = ThreadAllocation.bytes() - startBytes;
            boolean known = startBytes >= 0 && ThreadAllocation.isKnown() && Thread.currentThread() == thread;
            if (known && (complete || allocated > expectedBytes)) {
                cost.learn(allocated);
            }
        }
    }
}
