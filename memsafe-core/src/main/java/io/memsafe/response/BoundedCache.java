package io.memsafe.response;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A cache whose bound can be moved: what a {@link CacheGroup} needs to know of one. Implement it for a cache of your own.
 *
 * <pre>{@code
 * BoundedCache cache = BoundedCache.of(products::size, products::maximum, products::shrinkTo);
 * }</pre>
 *
 * <p>Thread-safety: called by a thread of the governor, and by whoever calls {@link CacheGroup#rebalance()}, one call at a time.
 */
public interface BoundedCache {

    /**
     * What it holds.
     *
     * @return entries, or their weight; in the unit of the maximum
     */
    long size();

    /**
     * What it may hold.
     *
     * @return 0 or more
     */
    long maximum();

    /**
     * Changes that, and drops what is above it.
     *
     * @param most 0 or more
     */
    void maximum(long most);

    /**
     * How often it was asked for something that it had, since it was made.
     *
     * @return 0 or more, never less than before; or NaN if it does not know
     */
    default double hits() {
        return Double.NaN;
    }

    /**
     * What it costs when it has not got what it is asked for.
     *
     * @return seconds, on average; or NaN if it does not know
     */
    default double missSeconds() {
        return Double.NaN;
    }

    /**
     * A cache by three callbacks.
     *
     * @param size what it holds
     * @param maximum what it may hold
     * @param bound changes that, and drops what is above it
     * @return a cache
     */
    static BoundedCache of(LongSupplier size, LongSupplier maximum, LongConsumer bound) {
        return new BoundedCache() {
            @Override
            public long size() {
                return size.getAsLong();
            }

            @Override
            public long maximum() {
                return maximum.getAsLong();
            }

            @Override
            public void maximum(long most) {
                bound.accept(most);
            }
        };
    }

    /**
     * A cache of Caffeine. It knows its hits if it was built with {@code recordStats}, and then the time of its loads if it loads by itself.
     *
     * @param cache built with {@code maximumSize} or {@code maximumWeight}
     * @return a cache
     * @throws IllegalArgumentException if the cache is unbounded
     */
    @SuppressWarnings("exports") // who has no Caffeine must be able to compile against this module
    static BoundedCache of(Cache<?, ?> cache) {
        return new CaffeineBound(cache);
    }
}
