package io.memsafe.pool;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that looks after all pools, twice a second. It ends with the last of them, and keeps none alive.
 *
 * <p>Thread-safety: safe.
 */
final class PoolKeeper {
    /** Between two looks. */
    static final long STEP_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(GovernedPool.class);
    private static final long NANOS_IN_MILLI = 1_000_000;
    private static final List<WeakReference<GovernedPool<?>>> POOLS = new CopyOnWriteArrayList<>();
    private static boolean running;

    private PoolKeeper() {}

    static void keep(GovernedPool<?> pool) {
        synchronized (PoolKeeper.class) {
            POOLS.add(new WeakReference<>(pool));
            if (!running) {
                Thread thread = new Thread(PoolKeeper::run, "memsafe-pools");
                thread.setDaemon(true);
                thread.start();
                running = true;
            }
        }
    }

    static void forget(GovernedPool<?> pool) {
        POOLS.removeIf(kept -> kept.refersTo(pool));
    }

    private static void run() {
        while (goOn()) {
            LockSupport.parkNanos(STEP_MILLIS * NANOS_IN_MILLI);
            for (WeakReference<GovernedPool<?>> kept : POOLS) {
                look(kept.get());
            }
        }
    }

    private static void look(@Nullable GovernedPool<?> pool) {
        try {
            if (pool != null) {
                pool.look();
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.debug("a look at a pool failed; there is another one soon", e);
        }
    }

    private static boolean goOn() {
        synchronized (PoolKeeper.class) {
            try {
                POOLS.removeIf(kept -> kept.refersTo(null));
            } catch (OutOfMemoryError e) {
                return true;
            }
            running = !POOLS.isEmpty();
            return running;
        }
    }
}
