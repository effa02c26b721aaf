package io.memsafe.benchmarks.batch.child;

import io.memsafe.benchmarks.batch.child.Ledger.Entry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else in the same JVM. In the workload {@code TENANT} it takes half of the heap while the source waits, and
 * lets it go later; beside {@code POISON_OBJECTS} it keeps 3 % of the heap and replaces it all the time.
 *
 * <p>Thread-safety: {@link #before} is called by the thread that reads.
 */
final class Tenant {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final double GREEDY_SHARE = 0.5;
    private static final double MODEST_SHARE = 0.03;
    private static final long GROWS_AT_MOST_SECONDS = 20;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final double FROM = 0.2;
    private static final double TO = 0.7;

    private final Workload workload;
    private final Ledger ledger;
    private volatile byte @Nullable [][] held;
    private volatile boolean closed;
    private boolean started;

    Tenant(Workload workload, Ledger ledger) {
        this.workload = workload;
        this.ledger = ledger;
    }

    /** An item is about to be read. */
    void before(long id) {
        if (workload == Workload.TENANT) {
            if (!started && id >= ledger.items() * FROM) {
                CountDownLatch grown = new CountDownLatch(1);
                start(() -> grow(grown));
                await(grown);
            }
            if (held != null && id >= ledger.items() * TO) {
                held = null;
            }
        } else if (workload == Workload.POISON_OBJECTS && !started) {
            start(this::churn);
        }
    }

    private void start(Runnable life) {
        Thread thread = new Thread(life, "tenant");
        thread.setDaemon(true);
        thread.start();
        started = true;
    }

    private void grow(CountDownLatch grown) {
        try {
            byte[][] blocks = new byte[blocks(GREEDY_SHARE)][];
            held = blocks;
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = new byte[BLOCK_BYTES];
            }
        } catch (OutOfMemoryError e) {
            ledger.add(Entry.TENANT_ERRORS, 1);
        } finally {
            grown.countDown();
        }
    }

    private void churn() {
        byte[][] blocks = new byte[blocks(MODEST_SHARE)][];
        held = blocks;
        for (int i = 0; !closed; i = (i + 1) % blocks.length) {
            try {
                blocks[i] = new byte[BLOCK_BYTES];
            } catch (OutOfMemoryError e) {
                ledger.add(Entry.TENANT_ERRORS, 1);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static int blocks(double share) {
        return (int) Math.max(1, share * Runtime.getRuntime().maxMemory() / BLOCK_BYTES);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(GROWS_AT_MOST_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "the tenant did not come to an end within " + GROWS_AT_MOST_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        closed = true;
        held = null;
    }
}
