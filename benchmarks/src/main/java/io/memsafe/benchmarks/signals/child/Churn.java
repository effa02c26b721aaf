package io.memsafe.benchmarks.signals.child;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that makes garbage, at a rate or as fast as it can.
 *
 * <p>Thread-safety: {@link #stop()} may be called from any thread.
 */
final class Churn implements Runnable {
    private static final int SURVIVORS = 16;
    private static final long CHUNK_BYTES = 64 << 10;
    private static final long AFTER_ERROR_NANOS = 1_000_000;
    private static final double NANOS = 1e9;

    private final byte[][] survivors = new byte[SURVIVORS][];
    private final Sizes sizes;
    private final double bytesPerSecond;
    private final Errors errors;
    private final boolean works;
    private volatile boolean stopped;
    private volatile long published;

    /**
     * Garbage.
     *
     * @param megabytesPerSecond {@link Long#MAX_VALUE} for as fast as it can
     */
    Churn(Sizes sizes, long megabytesPerSecond, Errors errors) {
        this(sizes, megabytesPerSecond, errors, false);
    }

    private Churn(Sizes sizes, long megabytesPerSecond, Errors errors, boolean works) {
        this.works = works;
        this.sizes = sizes;
        this.bytesPerSecond = megabytesPerSecond == Long.MAX_VALUE ? Double.MAX_VALUE : megabytesPerSecond * 0x1p20;
        this.errors = errors;
    }

    /** As fast as it can, but with some computation for each byte, as programs have it. */
    static Churn working(Sizes sizes, Errors errors) {
        return new Churn(sizes, Long.MAX_VALUE, errors, true);
    }

    void start(String name) {
        Thread thread = new Thread(this, name);
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stopped = true;
    }

    /** What was allocated so far. */
    long bytes() {
        return published;
    }

    @Override
    public void run() {
        long begun = System.nanoTime();
        long allocated = 0;
        double due = 0;
        while (!stopped) {
            try {
                long chunk = 0;
                while (chunk < CHUNK_BYTES) {
                    byte[] next = new byte[sizes.next()];
                    survivors[sizes.random(SURVIVORS)] = next;
                    if (works) {
                        compute(next);
                    }
                    chunk += Sizes.footprint(next.length);
                }
                allocated += chunk;
                published = allocated;
                due += chunk / bytesPerSecond * NANOS;
            } catch (OutOfMemoryError e) {
                errors.met();
                LockSupport.parkNanos(AFTER_ERROR_NANOS);
            }
            long ahead = (long) due - (System.nanoTime() - begun);
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
            } else if (due > 0 && ahead < -NANOS) {
                // Held up for a second: what was missed is not made up for.
                due -= ahead;
            }
        }
    }

    /** A few cycles a byte. */
    private static void compute(byte[] array) {
        int state = array.length;
        for (int i = 0; i < array.length; i++) {
            state ^= state << 13;
            state ^= state >>> 17;
            state ^= state << 5;
            array[i] = (byte) state;
        }
    }
}
