package io.memsafe.pool;

import io.memsafe.response.Demand;
import io.memsafe.response.Reclaimer;
import io.memsafe.response.Shares;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stormpot.Completion;
import stormpot.Pool;
import stormpot.PoolTap;
import stormpot.Timeout;

/**
 * A pool of objects that are dear to make: parsers, connections, encoders with large tables. It is a
 * <a href="https://github.com/chrisvest/stormpot">Stormpot</a> whose size follows what is used, and the pressure.
 *
 * <pre>{@code
 * GovernedPool<Parser> parsers = GovernedPool.of(Parser::new).size(2, 32).create();
 * governor.reclaim("parsers", 20, parsers);
 *
 * try (Lease<Parser> lease = parsers.claim(Duration.ofSeconds(1))) {
 *     lease.get().parse(text);
 * }
 * }</pre>
 *
 * <p><b>Size.</b> It begins with the least number. Whoever finds no idle object makes one more himself, up to the largest number,
 * or waits for one that is given back. What was not used for some time goes again.
 *
 * <p><b>Under pressure</b> the pool is a {@link Reclaimer}: the largest number falls to a share of itself, and idle objects
 * above it are ended at once, those first that were not used for longest. Objects in use are left alone and go when
 * they are given back. It grows back by use.
 *
 * <p>Thread-safety: safe.
 *
 * @param <T> kind of object
 */
public final class GovernedPool<T> implements Reclaimer, AutoCloseable {
    /** Never Stormpot's own tryClaim: that of 3.2 goes round for ever when it meets a place that its thread took again. */
    private static final Timeout NOW = new Timeout(0, TimeUnit.NANOSECONDS);

    private static final Timeout AN_INSTANT = new Timeout(1, TimeUnit.MILLISECONDS);
    private static final long LOOK_NANOS = 50_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(GovernedPool.class);

    private final String name;
    private final int least;
    private final int most;
    private final Shares shares;
    private final int mostWaiting;
    private final @Nullable LeaseTrace trace;
    private final Entries<T> entries;
    private final Pool<PoolEntry<T>> pool;
    private final int looksInWindow;
    private final Object sizing = new Object();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong timeouts = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong replaced = new AtomicLong();
    private final AtomicLong returned = new AtomicLong();
    private volatile int limit;
    private volatile @Nullable Completion closing;
    private int tick; // coarse, and racy on purpose: it orders what is idle
    private int peak;
    private int peakBefore;
    private int looks;

    GovernedPool(GovernedPoolBuilder<T> builder) {
        name = builder.name;
        least = builder.least;
        most = builder.most;
        limit = most;
        shares = builder.shares;
        mostWaiting = builder.mostWaiting;
        trace = builder.traceLeases ? new LeaseTrace(name) : null;
        entries = new Entries<>(name, builder.source);
        pool = Pool.fromInline(entries)
                .setSize(least)
                .setExpiration(info -> false)
                .setPreciseLeakDetectionEnabled(false)
                .build();
        looksInWindow = (int) Math.max(1, builder.idle.toMillis() / 2 / PoolKeeper.STEP_MILLIS);
        makeLeast();
        PoolKeeper.keep(this);
    }

    private void makeLeast() {
        List<PoolEntry<T>> places = claimAll();
        try {
            places.forEach(entries::fill);
        } catch (PoolSourceException e) {
            LOG.warn("pool {}: begins with {} of {} objects", name, entries.size(), least, e);
        } finally {
            release(places);
        }
    }

    /**
     * Begins a pool.
     *
     * @param source makes the objects
     * @param <T> kind of object
     * @return a builder
     */
    public static <T> GovernedPoolBuilder<T> of(PoolSource<T> source) {
        return new GovernedPoolBuilder<>(source);
    }

    /**
     * An idle object, or a new one if there may be one more.
     *
     * @return a lease, or {@code null} if all objects are in use
     * @throws IllegalStateException if the pool was closed
     * @throws PoolSourceException if an object could not be made
     * @throws OutOfMemoryError if there is no memory for one
     */
    public @Nullable Lease<T> tryClaim() {
        PoolEntry<T> entry = claimIdle(pool);
        if (entry == null) {
            entry = claimSettled();
        }
        return entry == null ? null : lease(entry);
    }

    /** One that is idle or may be made, while nobody has taken the idle ones aside to see which of them should go. */
    private @Nullable PoolEntry<T> claimSettled() {
        synchronized (sizing) {
            PoolEntry<T> entry = claimIdle(pool);
            return entry == null && grow(1) ? claimIdle(pool) : entry;
        }
    }

    /**
     * An object; waits for one if all are in use. If there may be more of them, the caller makes one, and is not interrupted in that
     * when the time is over.
     *
     * @param atMost how long
     * @return a lease
     * @throws TimeoutException if all were in use for so long, or too many threads wait already
     * @throws InterruptedException if the thread was interrupted while it waited; nothing is taken
     * @throws IllegalStateException if the pool was closed
     * @throws PoolSourceException if an object could not be made
     * @throws OutOfMemoryError if there is no memory for one
     */
    public Lease<T> claim(Duration atMost) throws InterruptedException, TimeoutException {
        PoolEntry<T> entry = claimIdle(pool);
        return lease(entry == null ? await(atMost) : entry);
    }

    private Lease<T> lease(PoolEntry<T> entry) {
        entry.lease(tick);
        boolean done = false;
        try {
            T object = entry.object();
            Lease<T> lease = new Lease<>(this, entry, object == null ? entries.fill(entry) : object, trace);
            done = true;
            return lease;
        } finally {
            if (!done) {
                entry.giveBack();
                released();
            }
        }
    }

    /** One that is idle. Stormpot may first have to put aside those that are in use, one at a time. */
    private @Nullable PoolEntry<T> claimIdle(PoolTap<PoolEntry<T>> tap) {
        try {
            PoolEntry<T> entry = tap.claim(NOW);
            // Only then: the size of the pool lies beside its places, which are written to by everybody.
            for (int i = entry == null ? pool.getTargetSize() : 0; entry == null && i > 0; i--) {
                entry = tap.claim(NOW);
            }
            return entry;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private PoolEntry<T> await(Duration atMost) throws InterruptedException, TimeoutException {
        if (waiting.incrementAndGet() > mostWaiting) {
            waiting.decrementAndGet();
            refused.incrementAndGet();
            throw new TimeoutException("pool " + name + ": " + mostWaiting + " threads wait already for one of "
                    + entries.size() + " objects");
        }
        try {
            long begin = System.nanoTime();
            long left = Math.max(1, atMost.toNanos());
            while (left > 0) {
                grow(waiting.get());
                PoolEntry<T> entry = pool.claim(new Timeout(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS));
                if (entry != null) {
                    return entry;
                }
                left = atMost.toNanos() - (System.nanoTime() - begin);
            }
            timeouts.incrementAndGet();
            throw new TimeoutException(
                    "pool " + name + ": all " + entries.size() + " objects were in use for " + atMost);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Makes a place for one more object, if there are fewer than are in use and wanted. */
    private boolean grow(int wanted) {
        synchronized (sizing) {
            int size = pool.getTargetSize();
            if (size >= limit || entries.inUse() + wanted <= size) {
                return false;
            }
            pool.setTargetSize(size + 1);
            return true;
        }
    }

    /**
     * An object was given back. Whoever waits would not hear of one that its thread had taken again without asking the queue,
     * until Stormpot looks for those, ten times a second.
     */
    void released() {
        if (waiting.get() > 0) {
            PoolEntry<T> entry = null;
            try {
                entry = claimIdle(pool.getThreadLocalTap()); // a new one remembers no place that it would prefer
            } catch (IllegalStateException | OutOfMemoryError e) {
                return; // whoever waits will see that it is closed, or looks again soon
            }
            if (entry != null) {
                entry.release();
            }
        }
        if (closing != null) {
            end();
        }
    }

    /** The object of a lease is broken. */
    void discard(PoolEntry<T> entry) {
        replaced.incrementAndGet();
        entries.end(entry);
    }

    /** Called by the keeper: what was never needed at the same time for a while may go, and what was in use when it should have gone. */
    void look() {
        tick++;
        if (trace != null) {
            trace.lookForLeaks();
        }
        if (closing != null) {
            end();
            return;
        }
        peak = Math.max(peak, entries.inUse() + waiting.get());
        int wanted = pool.getTargetSize();
        if (++looks >= looksInWindow) {
            wanted = Math.max(peak, peakBefore);
            peakBefore = peak;
            peak = 0;
            looks = 0;
        }
        shrink(wanted);
    }

    /** Ends idle objects until there are no more than so many places, or the least number; returns how many. */
    private int shrink(int wanted) {
        synchronized (sizing) {
            int target = Math.max(least, Math.min(limit, wanted));
            if (target >= pool.getTargetSize() && target >= entries.places()) {
                return 0;
            }
            int before = entries.size();
            List<PoolEntry<T>> idle = claimAll();
            int now = tick; // it goes on
            try {
                idle.sort(Comparator.comparingInt(entry -> worth(entry, now)));
            } finally {
                release(idle); // Stormpot ends those at the head of its queue, where they come in this order
            }
            pool.setTargetSize(Math.min(target, pool.getTargetSize()));
            return Math.max(0, before - entries.size());
        }
    }

    private static int worth(PoolEntry<?> entry, int now) {
        return entry.object() == null ? Integer.MIN_VALUE : entry.usedAt() - now; // a difference, since ticks overflow
    }

    private static void release(List<? extends PoolEntry<?>> places) {
        for (int i = 0; i < places.size(); i++) {
            places.get(i).release();
        }
    }

    private List<PoolEntry<T>> claimAll() {
        PoolTap<PoolEntry<T>> tap = pool.getThreadLocalTap();
        List<PoolEntry<T>> idle = new ArrayList<>(most); // or a place could be lost for want of one here
        try {
            for (PoolEntry<T> entry = claimIdle(tap); entry != null; entry = claimIdle(tap)) {
                idle.add(entry);
            }
        } catch (IllegalStateException e) {
            LOG.trace("pool {}: closed meanwhile", name, e);
        }
        return idle;
    }

    @Override
    public long reclaim(Demand demand) {
        limit = limitAt(demand);
        int ended = shrink(limit);
        returned.addAndGet(ended);
        return ended > 0 ? UNKNOWN : 0;
    }

    @Override
    public void recover(Demand demand) {
        limit = limitAt(demand);
        synchronized (sizing) {
            int kept = Math.min(limit, entries.places()); // those in use that were to go may stay
            pool.setTargetSize(Math.max(pool.getTargetSize(), kept));
        }
    }

    private int limitAt(Demand demand) {
        return shares.of(demand, most, Math.max(1, least));
    }

    /**
     * What the pool has and has done.
     *
     * @return the numbers of this moment
     */
    public PoolStatistics statistics() {
        return new PoolStatistics(
                entries.size(),
                entries.inUse(),
                limit,
                waiting.get(),
                entries.made(),
                entries.failed(),
                replaced.get(),
                returned.get(),
                timeouts.get(),
                refused.get(),
                trace == null ? 0 : trace.leaks());
    }

    /** Ends idle objects now, and those in use when they are given back. Nobody can claim one any more. */
    @Override
    public void close() {
        closing = pool.shutdown();
        end();
    }

    /** Ends what is left of a pool that was closed, and was given back. */
    private void end() {
        Completion completion = closing;
        try {
            if (completion == null || completion.await(AN_INSTANT)) {
                PoolKeeper.forget(this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
