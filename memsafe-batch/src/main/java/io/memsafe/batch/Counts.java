package io.memsafe.batch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What a run counts. Thread-safety: all members may be used by all workers; counting allocates nothing. */
final class Counts {
    final AtomicLong read = new AtomicLong();
    final AtomicLong written = new AtomicLong();
    final AtomicLong filtered = new AtomicLong();
    final AtomicLong quarantined = new AtomicLong();
    final AtomicLong quarantinedForMemory = new AtomicLong();
    final AtomicLong contained = new AtomicLong();
    final AtomicLong retried = new AtomicLong();
    final AtomicLong chunks = new AtomicLong();
    final AtomicLong allocatedBytes = new AtomicLong();
    final AtomicLong readNanos = new AtomicLong();
    final AtomicLong processNanos = new AtomicLong();
    final AtomicLong writeNanos = new AtomicLong();
    volatile int chunkSize;
    private long readShown;
    private int smallest = Integer.MAX_VALUE;
    private int largest;

    /** Goes on counting where an earlier run stood. */
    void restore(Tally tally) {
        read.set(tally.items());
        written.set(tally.written());
        filtered.set(tally.filtered());
        quarantined.set(tally.quarantined());
        quarantinedForMemory.set(tally.quarantinedForMemory());
    }

    /** A chunk of this size went through; {@code cutShort} if the input ended in it. */
    synchronized void chunk(int size, boolean cutShort) {
        chunks.incrementAndGet();
        largest = Math.max(largest, size);
        if (!cutShort) {
            smallest = Math.min(smallest, size);
        }
    }

    /** Items read, with those of chunks that are being filled; never fewer than before. */
    synchronized long readSoFar(List<? extends Lane<?, ?>> lanes) {
        long items = read.get(); // before those under way: what is counted meanwhile is missed and not counted twice
        for (int i = 0; i < lanes.size(); i++) {
            items += lanes.get(i).beingRead();
        }
        readShown = Math.max(readShown, items);
        return readShown;
    }

    /** Items that are done with. */
    long settled() {
        return written.get() + filtered.get() + quarantined.get();
    }

    PhaseTimes times() {
        return new PhaseTimes(
                Duration.ofNanos(readNanos.get()),
                Duration.ofNanos(processNanos.get()),
                Duration.ofNanos(writeNanos.get()));
    }

    synchronized int smallestChunk() {
        return smallest == Integer.MAX_VALUE ? largest : smallest;
    }

    synchronized int largestChunk() {
        return largest;
    }
}
