package io.memsafe.batch;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;

/**
 * Decides how big the next chunk may be.
 *
 * <p><b>Two limits, the smaller one rules.</b>
 *
 * <p><i>Bytes.</i> All chunks in flight together may hold a fraction of what the heap has left beside them:
 * {@code bound = fraction * (capacity - base)}, where {@code base} is what lives besides the chunks. A worker's share
 * is {@code bound / workers}; divided by what an item is expected to hold (learned bytes allocated, times the learned
 * share of them that stays live) it gives a number of items. While a chunk is being read, the items' own bytes count,
 * so that one big item ends it.
 *
 * <p><i>Time.</i> Every chunk costs a fixed time (commit, round trip, flush) beside that of its items; a bigger one
 * spreads it over more of them, with ever smaller gain, and keeps more alive, which collections have to copy. The fixed
 * part is learned, and the size aims at 3 % of the chunk's time for it, within chunks of 50 to 100 milliseconds. Where a
 * commit is so dear that this leaves it more than a tenth, chunks last ten commits. The size at most doubles or halves
 * from one chunk to the next. The first items of a program are its slowest, and many small chunks of them would cost
 * most, so in the first 32 chunks time alone asks for no less than 64 items, if these take less than a second.
 *
 * <p><b>Stability.</b> The fraction falls by a multiplication (0.7 for an OutOfMemoryError) and rises by an addition
 * (0.01 a chunk, up to one half): additive increase and multiplicative decrease converges to the share that the
 * memory allows, as it does for senders on a network (Chiu and Jain, 1989). The level scales the bound for its
 * duration only, so nothing stays shrunk when it is over.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class ChunkSizer {
    private static final double LARGEST_FRACTION = 0.5;
    private static final double SMALLEST_FRACTION = 0.02;
    private static final double RECOVERY = 0.01;
    private static final double DECREASE = 0.7;
    private static final double FIXED_SHARE = 0.03;
    private static final double SHORTEST_CHUNK_NANOS = 50_000_000;
    private static final double LONGEST_CHUNK_NANOS = 100_000_000;
    private static final double LONGEST_FIRST_NANOS = 1_000_000_000;
    private static final double DEAR_COMMIT = 10;
    private static final int FIRST_ITEMS = 64;
    private static final int FIRST_CHUNKS = 32;
    private static final long LEAST_LANE_BYTES = 64 << 10;

    private final ChunkSize size;
    private final int lanes;
    private final ChunkCost cost;
    private final LiveShare share;
    private double fraction = LARGEST_FRACTION;

    private final ChunkTime time = new ChunkTime();
    private int wanted;
    private int chunks;

    ChunkSizer(ChunkSize size, int lanes, ChunkCost cost, LiveShare share) {
        this.size = size;
        this.lanes = lanes;
        this.cost = cost;
        this.share = share;
        this.wanted = Math.min(size.max(), Math.max(size.min(), FIRST_ITEMS));
    }

    /** Bytes that all chunks in flight may hold together. */
    synchronized long boundBytes(MemoryAssessment memory, PressureLevel level) {
        double scale = switch (level) {
            case NORMAL -> 1;
            case WARNING -> 0.5;
            case CRITICAL -> 0.25;
            case EMERGENCY -> 0.1;
        };
        long base = memory.verified() ? share.baseBytes() : Math.min(memory.liveBytes(), memory.capacityBytes() / 2);
        double bound = fraction * scale * Math.max(0, memory.capacityBytes() - base);
        return Math.max(lanes * LEAST_LANE_BYTES, (long) bound);
    }

    /** How many items the next chunk should have, given the bound. */
    synchronized int items(long boundBytes) {
        if (size.isFixed() || !cost.known()) {
            return wanted;
        }
        double held = Math.max(1, cost.meanBytes() * share.share());
        double fitting = (double) boundBytes / lanes / held;
        return (int) Math.max(1, Math.min(wanted, fitting));
    }

    /** A chunk was written without an error. */
    synchronized void written(int items, long nanos) {
        fraction = Math.min(LARGEST_FRACTION, fraction + RECOVERY);
        time.observe(items, nanos);
        double fixed = time.fixedNanos();
        double longest = Math.max(LONGEST_CHUNK_NANOS, DEAR_COMMIT * fixed);
        double aim = Math.min(longest, Math.max(SHORTEST_CHUNK_NANOS, fixed / FIXED_SHARE)) / time.itemNanos();
        boolean warmingUp = ++chunks <= FIRST_CHUNKS;
        double least = warmingUp ? Math.min(FIRST_ITEMS, LONGEST_FIRST_NANOS / time.itemNanos()) : 1;
        wanted = bounded(Math.max(least, Math.min(2.0 * wanted, Math.max(wanted / 2.0, aim))));
    }

    private int bounded(double items) {
        return (int) Math.min(size.max(), Math.max(size.min(), items));
    }

    /** An OutOfMemoryError was met. */
    synchronized void outOfMemory() {
        fraction = Math.max(SMALLEST_FRACTION, fraction * DECREASE);
        wanted = bounded(wanted / 2.0);
    }
}
