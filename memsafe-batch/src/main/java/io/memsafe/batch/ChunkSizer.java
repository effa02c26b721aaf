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
 * <p><i>Time.</i> A bigger chunk spreads the cost of a commit over more items, with ever smaller gain. The size
 * doubles as long as doubling made items at least 3 % cheaper, and stops at chunks of a quarter second: beyond it
 * there is nothing left to gain, and an error or the end of the input costs more. A size that proves dearer than the
 * one below by 5 % is left again, and every 64 chunks a bigger one is tried anew, since the input changes.
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
    private static final double GAIN_ENOUGH = 0.97;
    private static final double LOSS_ENOUGH = 1.05;
    private static final long LONGEST_CHUNK_NANOS = 250_000_000L;
    private static final long MEASURE_NANOS = 20_000_000L;
    private static final int MEASURE_CHUNKS = 4;
    private static final int PROBE_AFTER_CHUNKS = 64;
    private static final int FIRST_ITEMS = 16;
    private static final long LEAST_LANE_BYTES = 64 << 10;
    private static final double COST_WEIGHT = 0.25;

    private final ChunkSize size;
    private final int lanes;
    private final ChunkCost cost;
    private final LiveShare share;
    private double fraction = LARGEST_FRACTION;

    private int rung;
    private final double[] rungNanos = new double[32];
    private int rungChunks;
    private long rungTime;
    private int chunksSinceProbe;
    private boolean steppedDown;

    ChunkSizer(ChunkSize size, int lanes, ChunkCost cost, LiveShare share) {
        this.size = size;
        this.lanes = lanes;
        this.cost = cost;
        this.share = share;
        while ((size.min() << rung) < Math.min(size.max(), FIRST_ITEMS)) {
            rung++;
        }
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
        int wanted = rungItems(rung);
        if (size.isFixed() || !cost.known()) {
            return wanted;
        }
        double held = Math.max(1, cost.meanBytes() * share.share());
        double fitting = (double) boundBytes / lanes / held;
        return (int) Math.max(1, Math.min(wanted, fitting));
    }

    private int rungItems(int at) {
        return (int) Math.min(size.max(), (long) size.min() << at);
    }

    /** A chunk was written without an error. */
    synchronized void written(int items, long nanos) {
        fraction = Math.min(LARGEST_FRACTION, fraction + RECOVERY);
        chunksSinceProbe++;
        if (items != rungItems(rung)) {
            return; // the bytes or the end of the input ruled, so it says nothing about this size
        }
        double each = (double) nanos / items;
        rungNanos[rung] = rungNanos[rung] == 0 ? each : rungNanos[rung] + COST_WEIGHT * (each - rungNanos[rung]);
        rungChunks++;
        rungTime += nanos;
        if (rungChunks >= MEASURE_CHUNKS && rungTime >= MEASURE_NANOS) {
            move(nanos);
        }
    }

    private void move(long lastChunkNanos) {
        boolean mayGrow = rungItems(rung) < size.max() && lastChunkNanos < LONGEST_CHUNK_NANOS / 2;
        double below = rung == 0 ? 0 : rungNanos[rung - 1];
        if (below > 0 && rungNanos[rung] > LOSS_ENOUGH * below) {
            step(-1);
        } else if (mayGrow && !steppedDown && (below == 0 || rungNanos[rung] < GAIN_ENOUGH * below)) {
            step(1);
        } else if (mayGrow && chunksSinceProbe >= PROBE_AFTER_CHUNKS) {
            step(1);
        }
    }

    private void step(int by) {
        rung += by;
        steppedDown = by < 0;
        rungNanos[rung] = 0;
        rungChunks = 0;
        rungTime = 0;
        chunksSinceProbe = 0;
    }

    /** An OutOfMemoryError was met. */
    synchronized void outOfMemory() {
        fraction = Math.max(SMALLEST_FRACTION, fraction * DECREASE);
        if (!size.isFixed() && rung > 0) {
            step(-1);
        }
    }
}
