package io.memsafe.benchmarks.signals.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.admission.MemoryPermit;
import io.memsafe.benchmarks.signals.Scenario.Load;
import io.memsafe.benchmarks.signals.child.CooperateChild.Tally;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A program that is well filled, and wants much more at once. The same request has been granted before, while there was
 * room: a budget that refuses all is no help.
 *
 * <p>Thread-safety: none; run by one thread.
 */
final class JumpingProgram {
    private static final double BEFORE = 0.40;
    private static final double FULL = 0.80;
    private static final double JUMP = 0.17;
    private static final int REQUESTS = 2;
    private static final double REQUEST = 0.01;
    private static final double REQUEST_SECONDS = 0.02;
    private static final double FILL_SECONDS = 2;
    private static final double WAIT_SECONDS = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long TICK_NANOS = 2_000_000;
    private static final double NANOS = 1e9;

    private final long heap = Runtime.getRuntime().maxMemory();
    private final long jump = (long) (JUMP * heap);
    private final double restSeconds;

    JumpingProgram(double seconds) {
        this.restSeconds = seconds - FILL_SECONDS - 2 * WAIT_SECONDS;
    }

    Tally run(@Nullable MemoryGovernor governor) throws InterruptedException {
        Holder live = Held.live(BEFORE, Load.CAPPED);
        for (int i = 0; i < REQUESTS; i++) {
            Thread requests = new Thread(this::serve, "lab-requests-" + i);
            requests.setDaemon(true);
            requests.start();
        }
        pause(WAIT_SECONDS);
        boolean granted = governor != null && isGrantedBefore(governor);
        fill(live);
        pause(WAIT_SECONDS);
        boolean refused = isRefused(governor);
        pause(restSeconds);
        return new Tally(granted && refused ? 1 : 0, refused ? 1 : 0);
    }

    /** Whether it may not jump. Otherwise it jumps, and lands after a while. */
    private boolean isRefused(@Nullable MemoryGovernor governor) {
        if (governor == null) {
            hold(jump, restSeconds);
        } else if (governor.budget().tryAcquire(jump) instanceof MemoryPermit permit) {
            try (permit) {
                hold(jump, restSeconds);
            }
        } else {
            return true;
        }
        return false;
    }

    private static void hold(long bytes, double seconds) {
        List<byte[]> blocks = Held.blocks(bytes);
        try {
            pause(seconds);
        } finally {
            Reference.reachabilityFence(blocks);
        }
    }

    /** Small requests in flight, as every program has them; nobody asks for those. */
    private void serve() {
        while (true) {
            hold((long) (REQUEST * heap), REQUEST_SECONDS);
        }
    }

    private boolean isGrantedBefore(MemoryGovernor governor) throws InterruptedException {
        if (governor.budget().acquire(jump, PATIENCE) instanceof MemoryPermit permit) {
            permit.close();
            return true;
        }
        return false;
    }

    private void fill(Holder live) {
        long begin = System.nanoTime();
        double second = 0;
        while (second < FILL_SECONDS) {
            LockSupport.parkNanos(TICK_NANOS);
            second = Math.min(FILL_SECONDS, (System.nanoTime() - begin) / NANOS);
            long target = (long) ((BEFORE + (FULL - BEFORE) * second / FILL_SECONDS) * heap);
            live.approach(target, heap);
        }
    }

    private static void pause(double seconds) {
        long end = System.nanoTime() + (long) (seconds * NANOS);
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TICK_NANOS);
        }
    }
}
