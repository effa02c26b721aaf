package io.memsafe.batch;

import io.memsafe.HeapAssessment;
import io.memsafe.PressureLevel;

/**
 * How many bytes all chunks in flight may hold together: what is read and not yet written, with what their processing
 * makes of it.
 *
 * <p>{@code bound = fraction * scale * (capacity - base)}, where {@code base} is what lives besides the chunks, and never
 * more than the user allows.
 *
 * <p><b>Stability.</b> The fraction falls by a multiplication (0.7 for an OutOfMemoryError) and rises by an addition
 * (0.01 a chunk, up to one half): additive increase and multiplicative decrease converges to the share that the
 * memory allows, as it does for senders on a network (Chiu and Jain, 1989). The level scales the bound for its
 * duration only, so nothing stays shrunk when it is over.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class ByteBound {
    private static final double LARGEST_FRACTION = 0.5;
    private static final double SMALLEST_FRACTION = 0.02;
    private static final double RECOVERY = 0.01;
    private static final double DECREASE = 0.7;
    private static final long LEAST_LANE_BYTES = 64 << 10;

    private final int lanes;
    private final long mostBytes;
    private final LiveShare share;
    private double fraction = LARGEST_FRACTION;

    ByteBound(int lanes, long mostBytes, LiveShare share) {
        this.lanes = lanes;
        this.mostBytes = mostBytes;
        this.share = share;
    }

    synchronized long bytes(HeapAssessment memory, PressureLevel level) {
        double scale = switch (level) {
            case NORMAL -> 1;
            case WARNING -> 0.5;
            case CRITICAL -> 0.25;
            case EMERGENCY -> 0.1;
        };
        long base = memory.verified() ? share.baseBytes() : Math.min(memory.liveBytes(), memory.capacityBytes() / 2);
        double bound = fraction * scale * Math.max(0, memory.capacityBytes() - base);
        return Math.min(mostBytes, Math.max(lanes * LEAST_LANE_BYTES, (long) bound));
    }

    /** The share of the free heap that chunks may hold. */
    synchronized double fraction() {
        return fraction;
    }

    /** Starts with the share that another run ended with. */
    synchronized void restore(double found) {
        fraction = Math.min(LARGEST_FRACTION, Math.max(SMALLEST_FRACTION, found));
    }

    /** A chunk was written without an error. */
    synchronized void written() {
        fraction = Math.min(LARGEST_FRACTION, fraction + RECOVERY);
    }

    /** An OutOfMemoryError was met. */
    synchronized void outOfMemory() {
        fraction = Math.max(SMALLEST_FRACTION, fraction * DECREASE);
    }
}
