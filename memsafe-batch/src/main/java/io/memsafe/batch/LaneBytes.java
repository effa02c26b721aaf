package io.memsafe.batch;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one worker's chunk allocates, and what it may hold.
 *
 * <p>To ask what a thread has allocated costs as much as a tiny item does. So while items are small and the room is
 * large, they are measured by twos to thirty-twos: as many as could be 16 MB each, unforeseen, and still not exceed the room.
 *
 * <p>Thread-safety: {@link #inFlight()} may be called by any thread, the rest belongs to the worker.
 */
final class LaneBytes {
    private static final int LONGEST_STRIDE = 32;
    private static final double SURPRISE_BYTES = 16 << 20;
    private static final double SMALL_PART = 4;

    private final AllocationMeter meter;
    private final AtomicLong inFlight = new AtomicLong();
    private long most;
    private int stride = 1;
    private int unmeasured;
    private boolean exact = true;
    private long chunkStart;
    private long itemsStart;

    LaneBytes(AllocationMeter meter) {
        this.meter = meter;
    }

    /**
     * Begins a chunk.
     *
     * @param roomBytes that this worker's chunk may hold
     * @param limitBytes at which it should end even so
     * @param largestBytes of an item of late
     */
    void beginChunk(long roomBytes, long limitBytes, double largestBytes) {
        most = Math.min(roomBytes, limitBytes);
        double known = most / (SMALL_PART * Math.max(1, largestBytes));
        stride = (int) Math.max(1, Math.min(LONGEST_STRIDE, Math.min(roomBytes / SURPRISE_BYTES, known)));
        chunkStart = meter.read();
        itemsStart = chunkStart;
    }

    /** Bytes that this worker's chunk may hold. */
    long most() {
        return most;
    }

    /** Begins to measure items; returns what the thread has allocated so far. */
    long beginItems() {
        itemsStart = meter.read();
        unmeasured = 0;
        exact = true;
        return itemsStart;
    }

    /** An item is done; whether it is time to measure it, and those before it. */
    boolean endItem() {
        unmeasured++;
        exact = unmeasured == stride;
        return exact;
    }

    /** How many items were not measured yet. */
    int unmeasured() {
        return unmeasured;
    }

    /** Measures the items that were not yet; returns what they allocated. */
    long measure() {
        long start = itemsStart;
        inFlight.lazySet(beginItems() - chunkStart);
        return itemsStart - start;
    }

    /** What was allocated up to the items that were measured last; comparable to what {@link #beginItems()} returned. */
    long atItems() {
        return itemsStart;
    }

    /** What the item that is worked on has allocated so far, and those before it that were not measured yet. */
    long sinceMeasured() {
        return meter.read() - itemsStart;
    }

    /** What the item that is worked on has allocated so far; -1 if it was not measured by itself. */
    long spentOnItem() {
        return exact ? sinceMeasured() : -1;
    }

    long spentOnChunk() {
        return meter.read() - chunkStart;
    }

    /** Bytes that the chunk has allocated so far. */
    long inFlight() {
        return inFlight.get();
    }

    void endChunk() {
        inFlight.lazySet(0);
    }
}
