package io.memsafe.spring.boot;

import com.github.benmanes.caffeine.cache.Cache;
import io.memsafe.response.CacheGroup;
import io.memsafe.response.CaffeineReclaimer;
import io.memsafe.response.Demand;
import io.memsafe.response.Reclaimer;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cache.CacheManager;

/**
 * All Caffeine caches of an application: those of its cache managers, which may come into being while it runs, and those
 * that are beans. A cache without a bound cannot shrink and is left alone.
 *
 * <p>Thread-safety: the governor may call before the application's own thread has met the caches; one waits for the other.
 */
final class CachesReclaimer implements Reclaimer, SmartInitializingSingleton {
    private static final Logger LOG = LoggerFactory.getLogger(CachesReclaimer.class);

    private final ListableBeanFactory beans;
    private Collection<CacheManager> managers = List.of();
    private Collection<CacheGroup> groups = List.of();
    private final IdentityHashMap<Cache<?, ?>, Entry> known = new IdentityHashMap<>();

    /** A cache that was met; nothing in it if it has no bound, or is bound by a group. */
    private record Entry(@Nullable CaffeineReclaimer reclaimer) {}

    CachesReclaimer(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Meets the caches while there is memory to do so. */
    @Override
    public synchronized void afterSingletonsInstantiated() {
        managers = beans.getBeansOfType(CacheManager.class, true, false).values();
        groups = beans.getBeansOfType(CacheGroup.class, true, false).values();
        beans.getBeansOfType(Cache.class, true, false).forEach((name, cache) -> known.put(cache, entry(name, cache)));
        meet();
    }

    @Override
    public synchronized long reclaim(Demand demand) {
        meet();
        long freed = 0;
        for (Entry entry : known.values()) {
            if (entry.reclaimer() != null && entry.reclaimer().reclaim(demand) == UNKNOWN) {
                freed = UNKNOWN;
            }
        }
        return freed;
    }

    @Override
    public synchronized void recover(Demand demand) {
        for (Entry entry : known.values()) {
            if (entry.reclaimer() != null) {
                entry.reclaimer().recover(demand);
            }
        }
    }

    /** Meets the caches that have come into being. */
    private void meet() {
        for (CacheManager manager : managers) {
            for (String name : manager.getCacheNames()) {
                org.springframework.cache.Cache cache = manager.getCache(name);
                if (cache != null && cache.getNativeCache() instanceof Cache<?, ?> caffeine) {
                    known.computeIfAbsent(caffeine, met -> entry(name, met));
                }
            }
        }
    }

    private Entry entry(String name, Cache<?, ?> cache) {
        if (groups.stream().anyMatch(group -> group.contains(cache))) {
            return new Entry(null); // two who set the maximum of one cache would each take the other's for its owner's
        }
        try {
            return new Entry(CaffeineReclaimer.of(cache));
        } catch (IllegalArgumentException e) {
            LOG.info("the cache '{}' stays as it is under memory pressure: {}", name, e.getMessage());
            return new Entry(null);
        }
    }
}
