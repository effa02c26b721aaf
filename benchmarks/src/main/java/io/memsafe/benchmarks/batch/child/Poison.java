package io.memsafe.benchmarks.batch.child;

import java.lang.ref.Reference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What makes one item of a workload fail.
 *
 * <p>Thread-safety: all methods may be called by all workers.
 */
final class Poison {
    private static final int BLOCK_BYTES = 64 << 10;
    private static final double GUILTY_SHARE = 0.60;
    private static final double COMPANION_SHARE = 0.35;
    private static final long COMPANY_SECONDS = 1;

    private final Workload workload;
    private final long maxBytes = Runtime.getRuntime().maxMemory();
    private volatile @Nullable Meeting meeting;

    Poison(Workload workload) {
        this.workload = workload;
    }

    /** The guilty one waits for a companion, and the companion holds what it has until the guilty one is gone. */
    private record Meeting(CountDownLatch joined, CountDownLatch left) {}

    /** An object in a long chain. */
    private record Link(@Nullable Link before, long number) {
        @Override
        public String toString() {
            return "link " + number;
        }
    }

    boolean isActive() {
        return workload.poisoned();
    }

    /** What an item needs beside its transformation. */
    void take(long id) {
        if (workload.isPoison(id)) {
            switch (workload) {
                case POISON_ARRAY -> fillWithOneArray();
                case POISON_OBJECTS -> fillWithObjects();
                default -> meet();
            }
        } else if (meeting != null) {
            join();
        }
    }

    private void fillWithOneArray() {
        byte[] tooLarge = new byte[(int) Math.min(Integer.MAX_VALUE - 8, 2 * maxBytes)];
        throw new IllegalStateException(tooLarge.length + " bytes fit into a heap of " + maxBytes);
    }

    private void fillWithObjects() {
        Link last = null;
        for (long number = 0; number < maxBytes; number++) { // more than fits, whatever the size of a link
            last = new Link(last, number);
        }
        throw new IllegalStateException("the chain up to " + last + " fits into a heap of " + maxBytes);
    }

    private void meet() {
        Meeting mine = new Meeting(new CountDownLatch(1), new CountDownLatch(1));
        meeting = mine;
        byte[][] held = blocks(GUILTY_SHARE);
        try {
            await(mine.joined());
            fill(held);
        } finally {
            Reference.reachabilityFence(held);
            meeting = null;
            mine.left().countDown();
        }
    }

    private void join() {
        Meeting met = meeting;
        if (met != null) {
            byte[][] held = blocks(COMPANION_SHARE);
            try {
                fill(held);
                met.joined().countDown();
                await(met.left());
            } finally {
                Reference.reachabilityFence(held);
            }
        }
    }

    private byte[][] blocks(double share) {
        return new byte[(int) (share * maxBytes / BLOCK_BYTES)][];
    }

    private static void fill(byte[][] blocks) {
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = new byte[BLOCK_BYTES];
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(COMPANY_SECONDS, TimeUnit.SECONDS)) {
                return; // nobody came: there is one worker, or the others wait
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
