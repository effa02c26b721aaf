package io.memsafe.batch;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that the calling thread has allocated so far; about 15 ns a reading.
 *
 * <p>The JVM does not count for virtual threads, and some JVMs do not count at all. Then the growth of the whole heap
 * takes its place: what it grew since somebody looked last is added up, and what collections took away is not. That
 * counts what others allocate too, so that items look dearer than they are, never cheaper.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class AllocationMeter {
    private final @Nullable ThreadMXBean threads;
    private long lastUsedBytes;
    private long grownBytes;

    AllocationMeter() {
        this(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean
                                && bean.isThreadAllocatedMemorySupported()
                                && bean.isThreadAllocatedMemoryEnabled()
                        ? bean
                        : null);
    }

    private AllocationMeter(@Nullable ThreadMXBean threads) {
        this.threads = threads;
    }

    /** Counts by the growth of the whole heap, for work that is done on any thread. */
    static AllocationMeter ofHeap() {
        return new AllocationMeter(null);
    }

    /** Bytes since the thread, or the job, started. */
    long read() {
        long own = threads == null ? -1 : threads.getCurrentThreadAllocatedBytes();
        return own >= 0 ? own : growth();
    }

    private synchronized long growth() {
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        grownBytes += Math.max(0, used - lastUsedBytes);
        lastUsedBytes = used;
        return grownBytes;
    }

    /** Whether the calling thread's own allocations are known. */
    boolean supported() {
        return threads != null && threads.getCurrentThreadAllocatedBytes() >= 0;
    }
}
