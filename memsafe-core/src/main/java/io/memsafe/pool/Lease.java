package io.memsafe.pool;

import org.jspecify.annotations.Nullable;

/**
 * The use of an object of a pool, until it is closed.
 *
 * <p>Closing it a second time does nothing, also when somebody else has a lease on the same object by then.
 *
 * <p>Thread-safety: none; one thread at a time. It may be handed over to another one.
 *
 * @param <T> kind of object
 */
public final class Lease<T> implements AutoCloseable {
    private final GovernedPool<T> pool;
    private final LeaseTrace.@Nullable Open trace;
    private final T object;
    private @Nullable PoolEntry<T> entry;

    Lease(GovernedPool<T> pool, PoolEntry<T> entry, T object, @Nullable LeaseTrace leases) {
        this.pool = pool;
        this.entry = entry;
        this.object = object;
        this.trace = leases == null ? null : leases.open(this, entry);
    }

    /**
     * The object.
     *
     * @return the same one until the lease is closed
     * @throws IllegalStateException if it was closed
     */
    public T get() {
        if (entry == null) {
            throw new IllegalStateException("the lease was closed, so its object may be somebody else's by now");
        }
        return object;
    }

    /** Gives the object back as one that is broken: it is ended here, and whoever needs it makes a new one. */
    public void replace() {
        PoolEntry<T> open = entry;
        if (open != null) {
            pool.discard(open);
            close();
        }
    }

    /** Gives the object back. */
    @Override
    public void close() {
        PoolEntry<T> open = entry;
        if (open != null) {
            entry = null;
            if (trace != null) {
                trace.close();
            }
            open.giveBack();
            pool.released();
        }
    }
}
