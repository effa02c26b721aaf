package io.memsafe.benchmarks.giveback.child;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What somebody else in the process holds for a while: really live, in arrays of 16 kB.
 *
 * <p>Thread-safety: changed by one thread; its size may be read by any.
 */
final class Ballast {
    private static final int BLOCK_BYTES = 16 << 10;
    private static final int HEADER_BYTES = 16;
    private static final long TICK_NANOS = 2_000_000;
    private static final double NANOS = 1e9;

    private List<byte[]> blocks = new ArrayList<>();
    private volatile long bytes;

    long bytes() {
        return bytes;
    }

    /** Grows at a pace, however the JVM stands still meanwhile, until it has a size. */
    void growTo(long targetBytes, double bytesPerSecond) {
        long from = bytes;
        long begin = System.nanoTime();
        while (bytes < targetBytes) {
            double due = from + (System.nanoTime() - begin) / NANOS * bytesPerSecond;
            while (bytes < Math.min(due, (double) targetBytes)) {
                blocks.add(new byte[BLOCK_BYTES - HEADER_BYTES]);
                bytes = (long) blocks.size() * BLOCK_BYTES;
            }
            LockSupport.parkNanos(TICK_NANOS);
        }
    }

    void drop() {
        blocks = new ArrayList<>();
        bytes = 0;
    }
}
