package io.memsafe.response;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.stats.CacheStats;

/** A cache of Caffeine. Thread-safety: as {@link BoundedCache} says. */
final class CaffeineBound implements BoundedCache {
    private static final double NANOS = 1e9;

    private final Cache<?, ?> cache;
    private final Policy.Eviction<?, ?> eviction;

    CaffeineBound(Cache<?, ?> cache) {
        this.cache = cache;
        this.eviction = cache.policy()
                .eviction()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the cache is unbounded, so it cannot shrink: build it with maximumSize or maximumWeight"));
    }

    @Override
    public long size() {
        cache.cleanUp();
        return eviction.isWeighted() ? eviction.weightedSize().orElse(0) : cache.estimatedSize();
    }

    @Override
    public long maximum() {
        return eviction.getMaximum();
    }

    @Override
    public void maximum(long most) {
        eviction.setMaximum(most);
    }

    /** Seconds, where loads are timed; a cache that is filled by hand counts as one whose load takes a second. */
    @Override
    public double saved() {
        if (!cache.policy().isRecordingStats()) {
            return Double.NaN;
        }
        CacheStats stats = cache.stats();
        double penalty = stats.loadCount() > 0 ? stats.averageLoadPenalty() / NANOS : 1;
        return stats.hitCount() * penalty;
    }
}
