package io.memsafe.spring.boot;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.memsafe.MemoryGovernor;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** What the application has that can use less: its caches, rate limits and thread pools follow the pressure. */
@AutoConfiguration(
        after = MemsafeAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration",
            "org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration",
            "io.github.resilience4j.springboot3.ratelimiter.autoconfigure.RateLimiterAutoConfiguration",
            "io.github.resilience4j.springboot4.ratelimiter.autoconfigure.RateLimiterAutoConfiguration"
        })
@ConditionalOnBean(MemoryGovernor.class)
@ConditionalOnBooleanProperty(name = "memsafe.responses.enabled", matchIfMissing = true)
public class MemsafeReclaimAutoConfiguration {

    /** For Spring. */
    public MemsafeReclaimAutoConfiguration() {}

    /** The thread pools that the properties name. */
    @Bean
    GovernedExecutors memsafeGovernedExecutors(
            MemsafeProperties properties, MemoryGovernor governor, ListableBeanFactory beans) {
        return new GovernedExecutors(
                governor,
                properties.responses().executors(),
                () -> beans.getBeansOfType(ThreadPoolTaskExecutor.class, true, false));
    }

    /** The caches of Spring's cache managers, and those that are beans themselves. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Cache.class, CacheManager.class})
    @ConditionalOnBooleanProperty(name = "memsafe.responses.caches", matchIfMissing = true)
    static class Caches {

        @Bean
        CachesReclaimer memsafeCachesReclaimer(ListableBeanFactory beans) {
            return new CachesReclaimer(beans);
        }
    }

    /** The limiters of Resilience4j. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RateLimiterRegistry.class)
    @ConditionalOnBooleanProperty(name = "memsafe.responses.rate-limiters", matchIfMissing = true)
    static class RateLimiters {

        @Bean
        GovernedRateLimiters memsafeGovernedRateLimiters(
                MemoryGovernor governor, ObjectProvider<RateLimiterRegistry> registries) {
            return new GovernedRateLimiters(governor, registries);
        }
    }
}
