package io.memsafe.response;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;

/**
 * A Caffeine cache that shrinks with the pressure and grows back to the maximum it had.
 *
 * <p>Shares count from what the cache holds when an episode begins, or from its maximum if that is less: a maximum
 * that the heap could never hold says nothing. They are entries, or weight in a weighted cache. What Caffeine evicts
 * is its own choice, the least useful first. When somebody else sets another maximum meanwhile, that is the one that
 * comes back.
 *
 * <p>Thread-safety: called by the governor alone. The cache may be used and its maximum changed from any thread.
 */
@SuppressWarnings("exports") // who has no Caffeine must be able to compile against this module
public final class CaffeineReclaimer implements Reclaimer {
    private final Cache<?, ?> cache;
    private final Policy.Eviction<?, ?> eviction;
    private final Shares shares;
    private long normal;
    private long base;
    private long set;
    private boolean shrunk;

    private CaffeineReclaimer(Cache<?, ?> cache, Policy.Eviction<?, ?> eviction, Shares shares) {
        this.cache = cache;
        this.eviction = eviction;
        this.shares = shares;
        this.normal = eviction.getMaximum();
        this.set = normal;
        this.base = Math.min(normal, size());
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
        Policy.Eviction<?, ?> eviction = cache.policy()
                .eviction()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the cache is unbounded, so it cannot shrink: build it with maximumSize or maximumWeight"));
        return new CaffeineReclaimer(cache, eviction, shares);
    }

    private long size() {
        return eviction.isWeighted() ? eviction.weightedSize().orElse(0) : cache.estimatedSize();
    }

    private void heed() {
        long now = eviction.getMaximum();
        if (now != set) {
            normal = now;
            set = now;
        }
    }

    @Override
    public long reclaim(Demand demand) {
        heed();
        cache.cleanUp();
        long before = size();
        if (!shrunk) {
            shrunk = true;
            base = before;
        }
        resize(demand);
        return size() < before ? UNKNOWN : 0;
    }

    @Override
    public void recover(Demand demand) {
        if (!shrunk) {
            return;
        }
        heed();
        if (demand.depth() > 0) {
            resize(demand);
            return;
        }
        eviction.setMaximum(normal);
        set = normal;
        shrunk = false;
    }

    private void resize(Demand demand) {
        long next = (long) (shares.of(demand) * Math.min(base, normal));
        if (next != set) {
            eviction.setMaximum(next);
            set = next;
        }
    }
}
