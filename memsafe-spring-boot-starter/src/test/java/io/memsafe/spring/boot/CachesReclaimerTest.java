package io.memsafe.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.memsafe.PressureLevel;
import io.memsafe.response.CacheGroup;
import io.memsafe.response.Demand;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.cache.caffeine.CaffeineCacheManager;

class CachesReclaimerTest {
    private static final Demand CRITICAL = new Demand(PressureLevel.CRITICAL, Demand.depthOf(PressureLevel.CRITICAL));

    private final Cache<Object, Object> alone = full();
    private final Cache<Object, Object> grouped = full();

    private static Cache<Object, Object> full() {
        Cache<Object, Object> cache =
                Caffeine.newBuilder().maximumSize(100).executor(Runnable::run).build();
        for (int i = 0; i < 100; i++) {
            cache.put(i, i);
        }
        return cache;
    }

    @Test
    void aCacheOfAGroupIsLeftToTheGroup() {
        CaffeineCacheManager manager = new CaffeineCacheManager();
        manager.registerCustomCache("alone", alone);
        manager.registerCustomCache("grouped", grouped);
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("manager", manager);
        beans.addBean("group", CacheGroup.builder().cache("grouped", grouped).create());
        beans.addBean("images", grouped);
        CachesReclaimer reclaimer = new CachesReclaimer(beans);
        reclaimer.afterSingletonsInstantiated();
        reclaimer.reclaim(CRITICAL);
        assertThat(alone.estimatedSize()).isEqualTo(50);
        assertThat(grouped.estimatedSize()).isEqualTo(100);
    }
}
