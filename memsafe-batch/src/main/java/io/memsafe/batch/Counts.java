package io.memsafe.batch;

import java.util.concurrent.atomic.AtomicLong;

/** What a run counts. Thread-safety: all members may be used by all workers; counting allocates nothing. */
final class Counts {
    final AtomicLong read = new AtomicLong();
    final AtomicLong written = new AtomicLong();
    final AtomicLong filtered = new AtomicLong();
    final AtomicLong quarantined = new AtomicLong();
    final AtomicLong quarantinedForMemory = new AtomicLong();
    final AtomicLong contained = new AtomicLong();
    final AtomicLong chunks = new AtomicLong();
    volatile int chunkSize;
    private int smallest = Integer.MAX_VALUE;
    private int largest;

    /** A chunk of this size went through; {@code cutShort} if the input ended in it. */
    synchronized void chunk(int size, boolean cutShort) {
        chunks.incrementAndGet();
        largest = Math.max(largest, size);
        if (!cutShort) {
            smallest = Math.min(smallest, size);
        }
    }

    synchronized int smallestChunk() {
        return smallest == Integer.MAX_VALUE ? largest : smallest;
    }

    synchronized int largestChunk() {
        return largest;
    }
}
