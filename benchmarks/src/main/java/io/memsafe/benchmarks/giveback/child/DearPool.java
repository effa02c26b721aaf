package io.memsafe.benchmarks.giveback.child;

import io.memsafe.pool.GovernedPool;
import io.memsafe.pool.Lease;
import io.memsafe.pool.PoolSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pool of dear objects, of which each knows whether somebody has it.
 *
 * <p>Thread-safety: may be used by any thread.
 */
final class DearPool {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final int FAN_OUT = 6;

    private final AtomicLong made = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final LongAdder doubled = new LongAdder();
    private final GovernedPool<DearObject> pool;

    DearPool(long mostBytes) {
        pool = GovernedPool.of(new PoolSource<DearObject>() {
                    @Override
                    public DearObject create() {
                        DearObject object = new DearObject(made.get());
                        made.incrementAndGet();
                        return object;
                    }

                    @Override
                    public void destroy(DearObject object) {
                        ended.incrementAndGet();
                    }
                })
                .name("objects")
                .size(0, (int) (mostBytes / DearObject.BYTES))
                .idle(KEPT)
                .create();
    }

    GovernedPool<DearObject> pool() {
        return pool;
    }

    /** Some work with one object. */
    int use(int seed) throws InterruptedException, TimeoutException {
        try (Lease<DearObject> lease = pool.claim(PATIENCE)) {
            return use(lease.get(), seed);
        }
    }

    private int use(DearObject object, int seed) {
        if (!object.take()) {
            doubled.increment();
        }
        int result = object.use(seed);
        if (!object.giveBack()) {
            doubled.increment();
        }
        return result;
    }

    /** The same work with several at once, or with as many of them as there are. */
    int fanOut(int seed) throws InterruptedException, TimeoutException {
        List<Lease<DearObject>> leases = new ArrayList<>(FAN_OUT);
        leases.add(pool.claim(PATIENCE));
        try {
            for (int i = 1; i < FAN_OUT; i++) {
                Lease<DearObject> more = pool.tryClaim();
                if (more != null) {
                    leases.add(more);
                }
            }
            int result = seed;
            for (int i = 0; i < FAN_OUT; i++) {
                result = use(leases.get(i % leases.size()).get(), result);
            }
            return result;
        } finally {
            leases.forEach(Lease::close);
        }
    }

    /** All in use at once, and then none of them: what a busy hour leaves. */
    void rush() {
        List<Lease<DearObject>> leases = new ArrayList<>();
        for (Lease<DearObject> lease = pool.tryClaim(); lease != null; lease = pool.tryClaim()) {
            leases.add(lease);
        }
        leases.forEach(Lease::close);
    }

    long heldBytes() {
        return pool.statistics().size() * DearObject.BYTES;
    }

    long made() {
        return made.get();
    }

    long doubled() {
        return doubled.sum();
    }

    /** Objects that are neither idle nor were ended. For when nobody has one. */
    long lost() {
        return Math.abs(made.get() - ended.get() - pool.statistics().size())
                + pool.statistics().inUse();
    }
}
