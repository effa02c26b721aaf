package io.memsafe.benchmarks.signals.child;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.memsafe.MemoryGovernor;
import io.memsafe.benchmarks.signals.Scenario.Load;
import io.memsafe.benchmarks.signals.child.CooperateChild.Tally;
import io.memsafe.response.CaffeineReclaimer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A program with a cache whose maximum is larger than the heap, as those are that were set for another machine.
 *
 * <p>Thread-safety: none; run by one thread.
 */
final class CachingProgram {
    private static final double LIVE = 0.40;
    private static final double GROWTH = 0.10;
    private static final long TICK_NANOS = 2_000_000;
    private static final double MOST_SECONDS_PER_TICK = 0.1;
    private static final double NANOS = 1e9;

    private final long heap = Runtime.getRuntime().maxMemory();
    private final Sizes sizes = Sizes.usual(3);
    private final Cache<Long, byte[]> cache = Caffeine.newBuilder()
            .maximumWeight(2 * heap)
            .weigher((Long key, byte[] value) -> (int) Sizes.footprint(value.length))
            .executor(Runnable::run)
            .build();
    private final double seconds;
    private long next;

    /**
     * A program.
     *
     * @param seconds how many seconds' growth it puts; what a pause kept from it comes later, at the same rate
     */
    CachingProgram(double seconds) {
        this.seconds = seconds;
    }

    Tally run(@Nullable MemoryGovernor governor) {
        if (governor != null) {
            governor.reclaim("cache", CaffeineReclaimer.of(cache));
        }
        Held.live(LIVE, Load.CAPPED);
        double end = seconds * GROWTH * heap;
        double due = 0;
        double put = 0;
        long last = System.nanoTime();
        while (due < end) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            due += Math.min(MOST_SECONDS_PER_TICK, (now - last) / NANOS) * GROWTH * heap;
            last = now;
            while (put < due) {
                byte[] value = new byte[sizes.next()];
                cache.put(next++, value);
                put += Sizes.footprint(value.length);
            }
        }
        return new Tally((long) put >> 20, 0);
    }
}
