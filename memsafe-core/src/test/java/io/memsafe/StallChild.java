package io.memsafe;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * A program for child JVMs that runs into a death spiral: it fills the heap up to 97 % of what can be filled while two
 * threads make garbage, survives its errors, and goes on with its work until the level is {@code EMERGENCY}.
 */
final class StallChild {
    private static final int BLOCK_BYTES = 8 << 10;
    private static final int MOST_BLOCKS = 1 << 20;
    private static final double SHARE = 0.97;
    private static final long STEP_NANOS = 1_000_000;
    private static final long MOST_STEPS = 60_000;

    private static volatile byte[] sink = new byte[0];
    private static volatile boolean going = true;

    private StallChild() {}

    public static void main(String[] args) {
        byte[][] held = new byte[MOST_BLOCKS][];
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            for (int i = 0; i < 2; i++) {
                start(StallChild::work);
            }
            start(() -> fill(held, (long) (SHARE * governor.assessment().heap().capacityBytes())));
            long steps = 0; // of a thread that takes no memory, so nothing holds it up
            while (!governor.level().atLeast(PressureLevel.EMERGENCY) && steps < MOST_STEPS) {
                LockSupport.parkNanos(STEP_NANOS);
                steps++;
            }
            PressureLevel reached = governor.level();
            going = false;
            Arrays.fill(held, null);
            System.out.println("reached=" + reached);
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    private static void work() {
        while (going) {
            try {
                sink = new byte[BLOCK_BYTES];
            } catch (OutOfMemoryError e) {
                // Work goes on arriving.
            }
        }
    }

    private static void fill(byte[][] held, long bytes) {
        int blocks = (int) Math.min(held.length, bytes / BLOCK_BYTES);
        int next = 0;
        while (going && next < blocks) {
            try {
                held[next] = new byte[BLOCK_BYTES];
                next++;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(STEP_NANOS);
            }
            if (next % 16 == 0) {
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }
}
