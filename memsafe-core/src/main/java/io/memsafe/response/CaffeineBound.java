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

    boolean bounds(Cache<?, ?> other) {
        return cache == other;
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

    @Override
    public double hits() {
        return cache.policy().isRecordingStats() ? cache.stats().hitCount() : Double.NaN;
    }

    @Override
    public double missSeconds() {
        CacheStats stats = cache.stats();
        return stats.loadCount() > 0 ? stats.averageLoadPenalty() / NANOS : Double.NaN;
    }
}
