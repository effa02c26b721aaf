package io.memsafe.pool;

/**
 * Makes the objects of a pool, and ends them.
 *
 * <p>Thread-safety: called by whoever claims, replaces or shrinks, also by several at a time.
 *
 * @param <T> kind of object
 */
@FunctionalInterface
public interface PoolSource<T> {

    /**
     * Makes an object.
     *
     * @return a new one
     * @throws Exception if it cannot; who claims gets it as the cause of a {@link PoolSourceException}, and the next one tries again
     */
    T create() throws Exception;

    /**
     * Ends an object that the pool has no use for any more, and that nobody has a lease on.
     *
     * @param object made by {@link #create()}
     * @throws Exception if it failed; logged
     */
    default void destroy(T object) throws Exception {
        if (object instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
