package io.memsafe.benchmarks.giveback.child;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryGovernor;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a row every 10 ms. It makes no more garbage than the statistics that it asks for: some hundred bytes.
 *
 * <p>Thread-safety: none; {@link #start()} gives it a thread of its own.
 */
final class Sampler implements Runnable {
    /** From row to row. */
    static final long INTERVAL_NANOS = 10_000_000;

    private static final Part[] PARTS = Part.values();

    private final Tape tape;
    private final MemoryGovernor governor;
    private final Program program;
    private final Ballast ballast;
    private final LongAdder operations;
    private final BufferPoolMXBean directBuffers;
    private final long[] numbers = new long[7];
    private final long[] held = new long[PARTS.length];

    Sampler(Tape tape, MemoryGovernor governor, Program program, Ballast ballast, LongAdder operations) {
        this.tape = tape;
        this.governor = governor;
        this.program = program;
        this.ballast = ballast;
        this.operations = operations;
        this.directBuffers = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(bean -> bean.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
    }

    void start() {
        Thread thread = new Thread(this, "lab-sampler");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        long next = System.nanoTime();
        while (true) {
            sample();
            next = Math.max(next + INTERVAL_NANOS, System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void sample() {
        Runtime runtime = Runtime.getRuntime();
        HeapAssessment heap = governor.assessment().heap();
        numbers[0] = System.nanoTime();
        numbers[1] = operations.sum();
        numbers[2] = runtime.totalMemory() - runtime.freeMemory();
        numbers[3] = heap.liveBytes();
        numbers[4] = ballast.bytes();
        numbers[5] = directBuffers.getMemoryUsed();
        numbers[6] = program.misses();
        for (int i = 0; i < PARTS.length; i++) {
            held[i] = program.held(PARTS[i]);
        }
        tape.row(governor.level(), numbers, held);
    }
}
