package io.memsafe.benchmarks.signals.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.admission.MemoryPermit;
import io.memsafe.benchmarks.signals.Scenario.Load;
import io.memsafe.benchmarks.signals.child.CooperateChild.Tally;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A program whose workers hold more together than there is, unless they ask before.
 *
 * <p>Thread-safety: none; run by one thread.
 */
final class WorkersProgram {
    private static final double LIVE = 0.20;
    private static final int WORKERS = 8;
    private static final double SMALLEST = 0.12;
    private static final double STEP = 0.01;
    private static final int STEPS = 9;
    private static final long HOLD_NANOS = 300_000_000;
    private static final long AFTER_REFUSAL_NANOS = 10_000_000;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final double NANOS = 1e9;

    private final long heap = Runtime.getRuntime().maxMemory();
    private final AtomicLong units = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final long nanos;

    WorkersProgram(double seconds) {
        this.nanos = (long) (seconds * NANOS);
    }

    Tally run(@Nullable MemoryGovernor governor) throws InterruptedException {
        Held.live(LIVE, Load.CAPPED);
        MemoryBudget budget = governor == null ? null : governor.budget();
        long end = System.nanoTime() + nanos;
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            Sizes random = Sizes.usual(10 + i);
            Thread worker = new Thread(() -> work(budget, random, end), "lab-worker-" + i);
            workers.add(worker);
            worker.start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return new Tally(units.get(), refused.get());
    }

    private void work(@Nullable MemoryBudget budget, Sizes random, long end) {
        while (System.nanoTime() - end < 0) {
            long bytes = (long) ((SMALLEST + STEP * random.random(STEPS)) * heap);
            if (budget == null) {
                unit(bytes);
            } else {
                ask(budget, bytes);
            }
        }
    }

    private void ask(MemoryBudget budget, long bytes) {
        try {
            if (budget.acquire(bytes, PATIENCE) instanceof MemoryPermit permit) {
                try (permit) {
                    unit(bytes);
                }
            } else {
                refused.incrementAndGet();
                LockSupport.parkNanos(AFTER_REFUSAL_NANOS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts workers", e);
        }
    }

    private void unit(long bytes) {
        List<byte[]> blocks = Held.blocks(bytes);
        try {
            LockSupport.parkNanos(HOLD_NANOS);
        } finally {
            Reference.reachabilityFence(blocks);
        }
        units.incrementAndGet();
    }
}
