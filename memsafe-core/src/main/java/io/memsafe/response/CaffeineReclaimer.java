package io.memsafe.response;

import com.github.benmanes.caffeine.cache.Cache;

/**
 * A Caffeine cache that shrinks with the pressure and grows back to the maximum it had.
 *
 * <p>Shares count from what the cache holds when an episode begins, or from its maximum if that is less: a maximum
 * that the heap could never hold says nothing. They are entries, or weight in a weighted cache. What Caffeine evicts
 * is its own choice, the least useful first. When somebody else sets another maximum meanwhile, that is the one that
 * comes back. Several caches lose less together in a {@link CacheGroup}.
 *
 * <p>Thread-safety: called by the governor alone. The cache may be used and its maximum changed from any thread.
 */
@SuppressWarnings("exports") // who has no Caffeine must be able to compile against this module
public final class CaffeineReclaimer implements Reclaimer {
    private final CacheGroup group;

    private CaffeineReclaimer(CacheGroup group) {
        this.group = group;
    }

    /**
     * A reclaimer in {@link Shares#DEFAULT}.
     *
     * @param cache built with {@code maximumSize} or {@code maximumWeight}
     * @return a reclaimer
     * @throws IllegalArgumentException if the cache is unbounded
     */
    public static CaffeineReclaimer of(Cache<?, ?> cache) {
        return of(cache, Shares.DEFAULT);
    }

    /**
     * A reclaimer.
     *
     * @param cache built with {@code maximumSize} or {@code maximumWeight}
     * @param shares of what the cache holds, kept at each level
     * @return a reclaimer
     * @throws IllegalArgumentException if the cache is unbounded
     */
    public static CaffeineReclaimer of(Cache<?, ?> cache, Shares shares) {
        return new CaffeineReclaimer(
                CacheGroup.builder().cache("cache", cache).shares(shares).create());
    }

    @Override
    public long reclaim(Demand demand) {
        return group.reclaim(demand);
    }

    @Override
    public void recover(Demand demand) {
        group.recover(demand);
    }
}
