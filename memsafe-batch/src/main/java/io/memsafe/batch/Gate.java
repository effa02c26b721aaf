package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers in, holds them back, and gives one of them the heap alone.
 *
 * <p>Three rules. While the level is {@code CRITICAL} or worse, one worker runs and the others wait before they read.
 * The bytes that all chunks together are expected to hold stay below a bound: a worker comes in with what an item as
 * large as the last ones takes, and goes on from reading to processing with what its chunk is expected to hold. A chunk
 * that is bigger than the bound goes when nobody else is running, and nobody comes in while one waits for that. A worker
 * that met an OutOfMemoryError gets the heap alone, once those that were running have finished.
 *
 * <p>One worker can always go on, so no wait is for ever unless that worker is stuck in the user's code. A worker that
 * has waited for the longest time allowed, while no other one came to an end, gives the job up.
 *
 * <p>It uses monitors and timed waits: unlike the queues of {@code java.util.concurrent.locks}, a monitor takes no
 * memory from the Java heap, so that waiting for memory never fails for want of it.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class Gate {
    private static final long RECHECK_MILLIS = 20;

    private final int lanes;
    private final Supplier<PressureLevel> level;
    private final LongSupplier boundBytes;
    private final Duration longestWait;
    private int running;
    private int waitingForBytes;
    private int waitingForHeap;
    private int waitingToEnter;
    private boolean exclusive;
    private boolean gaveUp;
    private long heldBytes;
    private long levelNanos;
    private long bytesNanos;
    private long heapNanos;
    private long progressNanos = System.nanoTime();

    Gate(int lanes, Supplier<PressureLevel> level, LongSupplier boundBytes, Duration longestWait) {
        this.lanes = lanes;
        this.level = level;
        this.boundBytes = boundBytes;
        this.longestWait = longestWait;
    }

    /** Waits until one more worker may run, with so many bytes for the item that it is about to read. */
    synchronized void enter(long expectedBytes) throws InterruptedException, MemoryWaitTimeoutException {
        if (mustWait(expectedBytes)) {
            long start = System.nanoTime();
            waitingToEnter++;
            try {
                while (mustWait(expectedBytes)) {
                    boolean forHeap = exclusive || waitingForHeap > 0;
                    boolean forLevel = level.get().atLeast(PressureLevel.CRITICAL);
                    long from = System.nanoTime();
                    try {
                        wait(RECHECK_MILLIS);
                    } finally {
                        waitedToEnter(forHeap, forLevel, System.nanoTime() - from);
                    }
                    giveUpAfter(start);
                }
            } finally {
                waitingToEnter--;
            }
        }
        running++;
        heldBytes += expectedBytes;
    }

    /** Counts a moment of waiting for what held the worker back at its begin. */
    private void waitedToEnter(boolean forHeap, boolean forLevel, long nanos) {
        if (forHeap) {
            heapNanos += nanos;
        } else if (forLevel) {
            levelNanos += nanos;
        } else {
            bytesNanos += nanos;
        }
    }

    private boolean mustWait(long expectedBytes) {
        int most = level.get().atLeast(PressureLevel.CRITICAL) ? 1 : lanes;
        return exclusive
                || waitingForHeap > 0
                || running >= most
                || (running > 0 && (waitingForBytes > 0 || heldBytes + expectedBytes > boundBytes.getAsLong()));
    }

    /**
     * Waits until a chunk that has been read fits under the bound, or nobody else is running.
     *
     * @param expectedBytes what the worker came in with
     * @param bytes what its chunk is expected to hold
     * @return what the worker holds now, to be given back by {@link #exit}
     */
    synchronized long charge(long expectedBytes, long bytes) throws InterruptedException, MemoryWaitTimeoutException {
        if (exceeds(bytes - expectedBytes) && running - waitingForBytes > 1) {
            long start = System.nanoTime();
            waitingForBytes++;
            try {
                // Those that wait here hold their chunks as well: when all of them wait, one must go.
                while (exceeds(bytes - expectedBytes) && running > waitingForBytes) {
                    wait(RECHECK_MILLIS);
                    giveUpAfter(start);
                }
            } finally {
                waitingForBytes--;
                bytesNanos += System.nanoTime() - start;
            }
        }
        heldBytes += bytes - expectedBytes;
        return bytes;
    }

    private boolean exceeds(long more) {
        return more > 0 && heldBytes + more > boundBytes.getAsLong();
    }

    /** A worker is done with its chunk. */
    synchronized void exit(long chargedBytes) {
        running--;
        heldBytes -= chargedBytes;
        progressNanos = System.nanoTime();
        notifyAll();
    }

    /** Turns a running worker into the only one; it stays inside. */
    synchronized void enterAlone() throws InterruptedException, MemoryWaitTimeoutException {
        long start = System.nanoTime();
        running--;
        waitingForHeap++;
        notifyAll();
        try {
            while (exclusive || running > 0) {
                wait(RECHECK_MILLIS);
                giveUpAfter(start);
            }
            exclusive = true;
        } finally {
            waitingForHeap--;
            running++;
            heapNanos += System.nanoTime() - start;
        }
    }

    private void giveUpAfter(long startNanos) throws MemoryWaitTimeoutException {
        long now = System.nanoTime();
        if (Math.min(now - startNanos, now - progressNanos) > longestWait.toNanos()) {
            gaveUp = true;
            String reason = waiting();
            throw new MemoryWaitTimeoutException(longestWait, reason == null ? "nothing is waited for" : reason);
        }
    }

    /** Ends {@link #enterAlone()}; the worker goes on as one of many. */
    synchronized void leaveAlone() {
        exclusive = false;
        progressNanos = System.nanoTime();
        notifyAll();
    }

    /** Whether a wait has ended for want of progress. */
    synchronized boolean gaveUp() {
        return gaveUp;
    }

    synchronized Waits waits() {
        return new Waits(Duration.ofNanos(levelNanos), Duration.ofNanos(bytesNanos), Duration.ofNanos(heapNanos));
    }

    /** Why workers wait, in words. */
    synchronized @Nullable String waiting() {
        if (exclusive || waitingForHeap > 0) {
            return lanes > 1 ? "one worker retries alone after an OutOfMemoryError" : null;
        }
        PressureLevel now = level.get();
        if (waitingToEnter > 0 && now.atLeast(PressureLevel.CRITICAL)) {
            return "memory level " + now + " lets one worker run";
        }
        if (waitingForBytes + waitingToEnter > 0) {
            return "chunks in flight fill their share of the heap";
        }
        return null;
    }
}
