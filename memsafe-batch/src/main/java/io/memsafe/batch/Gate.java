package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers in, holds them back, and gives one of them the heap alone.
 *
 * <p>Three rules. While the level is {@code CRITICAL} or worse, one worker runs and the others wait before they read.
 * The bytes that all chunks together are expected to hold stay below a bound; a chunk that is bigger than the bound
 * goes when nobody else is running. A worker that met an OutOfMemoryError gets the heap alone, once those that were
 * running have finished. One worker can always go on, so no wait is for ever.
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
    private int running;
    private int waitingForBytes;
    private int waitingForHeap;
    private int waitingForLevel;
    private boolean exclusive;
    private long heldBytes;
    private long waitedNanos;

    Gate(int lanes, Supplier<PressureLevel> level) {
        this.lanes = lanes;
        this.level = level;
    }

    /** Waits until one more worker may run. */
    synchronized void enter() throws InterruptedException {
        if (mustWait()) {
            long start = System.nanoTime();
            waitingForLevel++;
            try {
                while (mustWait()) {
                    wait(RECHECK_MILLIS);
                }
            } finally {
                waitingForLevel--;
                waitedNanos += System.nanoTime() - start;
            }
        }
        running++;
    }

    private boolean mustWait() {
        int most = level.get().atLeast(PressureLevel.CRITICAL) ? 1 : lanes;
        return exclusive || waitingForHeap > 0 || running >= most;
    }

    /** Waits until the bytes of a chunk fit under the bound, or nobody else is running. */
    synchronized void charge(long bytes, long boundBytes) throws InterruptedException {
        if (heldBytes + bytes > boundBytes && running - waitingForBytes > 1) {
            long start = System.nanoTime();
            waitingForBytes++;
            try {
                // Those that wait here hold their chunks as well: when all of them wait, one must go.
                while (heldBytes + bytes > boundBytes && running > waitingForBytes) {
                    wait(RECHECK_MILLIS);
                }
            } finally {
                waitingForBytes--;
                waitedNanos += System.nanoTime() - start;
            }
        }
        heldBytes += bytes;
    }

    /** A worker is done with its chunk. */
    synchronized void exit(long chargedBytes) {
        running--;
        heldBytes -= chargedBytes;
        notifyAll();
    }

    /** Turns a running worker into the only one; it stays inside. */
    synchronized void enterAlone() throws InterruptedException {
        long start = System.nanoTime();
        running--;
        waitingForHeap++;
        notifyAll();
        try {
            while (exclusive || running > 0) {
                wait(RECHECK_MILLIS);
            }
            exclusive = true;
        } finally {
            waitingForHeap--;
            running++;
            waitedNanos += System.nanoTime() - start;
        }
    }

    /** Ends {@link #enterAlone()}; the worker goes on as one of many. */
    synchronized void leaveAlone() {
        exclusive = false;
        notifyAll();
    }

    synchronized long waitedNanos() {
        return waitedNanos;
    }

    /** Why workers wait, in words. */
    synchronized @Nullable String waiting() {
        if (exclusive || waitingForHeap > 0) {
            return lanes > 1 ? "one worker retries alone after an OutOfMemoryError" : null;
        }
        if (waitingForBytes > 0) {
            return "chunks in flight fill their share of the heap";
        }
        if (waitingForLevel > 0) {
            return "memory level " + level.get() + " lets one worker run";
        }
        return null;
    }
}
