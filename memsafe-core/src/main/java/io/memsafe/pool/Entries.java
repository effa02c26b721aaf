package io.memsafe.pool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stormpot.Allocator;
import stormpot.Slot;

/**
 * The places of a pool, and what is done with the objects in them.
 *
 * <p>Stormpot manages places only. They cannot fail and do not expire, since that is where it errs: of an object that is to be
 * replaced while the pool shrinks, 3.2 compares and sets a size that it never reads again. It also leaves some of its queues out
 * when it counts.
 *
 * <p>Thread-safety: safe.
 */
final class Entries<T> implements Allocator<PoolEntry<T>> {
    private static final Logger LOG = LoggerFactory.getLogger(GovernedPool.class);

    private final String pool;
    private final PoolSource<T> source;
    private final Set<PoolEntry<T>> all = ConcurrentHashMap.newKeySet();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    Entries(String pool, PoolSource<T> source) {
        this.pool = pool;
        this.source = source;
    }

    @Override
    public PoolEntry<T> allocate(Slot slot) {
        PoolEntry<T> entry = new PoolEntry<>(slot);
        all.add(entry);
        return entry;
    }

    @Override
    public void deallocate(PoolEntry<T> entry) {
        all.remove(entry);
        end(entry);
    }

    /** Makes the object of an entry that has none; for who has claimed it. */
    T fill(PoolEntry<T> entry) {
        boolean done = false;
        try {
            T object = source.create();
            if (object == null) {
                throw new PoolSourceException("the source of pool " + pool + " made null", null);
            }
            entry.put(object);
            done = true;
            return object;
        } catch (PoolSourceException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new PoolSourceException("pool " + pool + ": an object could not be made", e);
        } finally {
            (done ? made : failed).incrementAndGet();
        }
    }

    /** Ends the object of an entry, if it has one; for who has claimed it. */
    void end(PoolEntry<T> entry) {
        T object = entry.take();
        if (object != null) {
            try {
                source.destroy(object);
            } catch (Exception | Error e) {
                LOG.warn("pool {}: an object could not be ended", pool, e);
            }
        }
    }

    /** Places there are, with or without an object. */
    int places() {
        return all.size();
    }

    /** Objects there are. */
    int size() {
        return count(entry -> entry.object() != null);
    }

    /** Objects that somebody has a lease on, or makes. */
    int inUse() {
        return count(PoolEntry::leased);
    }

    private int count(Predicate<PoolEntry<T>> which) {
        int number = 0;
        for (PoolEntry<T> entry : all) {
            if (which.test(entry)) {
                number++;
            }
        }
        return number;
    }

    long made() {
        return made.get();
    }

    long failed() {
        return failed.get();
    }
}
