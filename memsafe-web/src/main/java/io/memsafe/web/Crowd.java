package io.memsafe.web;

import io.memsafe.HeapAssessment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Bounds how many requests are at work at once, where a collector fails allocations because too many wait for them.
 *
 * <p>ZGC gives each thread that finds no room a page of 2 MB of its own, in the order they came. When more threads wait than
 * there are pages free after a cycle, the last of them get an {@code OutOfMemoryError}, however little lives. So at most
 * half as many requests may be at work as there are free pages; the others wait, they are not refused. Those that sleep or
 * wait for others are not at work. On other collectors, and where the heap is so large that no server has as many
 * threads, nothing is counted.
 *
 * <p>Thread-safety: all methods may be called from any thread, but those of the watch.
 */
final class Crowd {
    private static final long PAGE_BYTES = 2 << 20;
    private static final int PAGES_EACH = 2;
    private static final int LEAST = 4;
    private static final int ENOUGH = 200;
    private static final long PARK_NANOS = 1_000_000L;
    private static final int MOST_PARKS = 1_000;

    private final boolean isBounded;
    private final AtomicInteger inside = new AtomicInteger();
    private volatile int idle;
    private volatile int most;

    Crowd(HeapAssessment heap) {
        isBounded = heap.collector().contains("ZGC") && bound(heap.capacityBytes()) < ENOUGH;
        most = bound(heap.capacityBytes() - heap.liveBytes());
    }

    private static int bound(long freeBytes) {
        return (int) Math.max(LEAST, Math.min(ENOUGH, freeBytes / PAGE_BYTES / PAGES_EACH));
    }

    /** A request goes to work, after about a second at the latest. Parks are counted, not timed: a pause is no turn. */
    void enter() {
        if (isBounded) {
            for (int i = 0; i < MOST_PARKS; i++) {
                int now = inside.get();
                if (now - idle < most) {
                    if (inside.compareAndSet(now, now + 1)) {
                        return;
                    }
                } else {
                    LockSupport.parkNanos(this, PARK_NANOS);
                }
            }
            inside.incrementAndGet();
        }
    }

    /** A request that went to work has ended. */
    void leave() {
        if (isBounded) {
            inside.decrementAndGet();
        }
    }

    /**
     * The watch: how things stand.
     *
     * @param idleRequests of those that went to work, how many are not at work now
     * @param heap now
     */
    void look(int idleRequests, HeapAssessment heap) {
        if (isBounded) {
            idle = idleRequests;
            most = bound(heap.capacityBytes() - heap.liveBytes());
        }
    }
}
