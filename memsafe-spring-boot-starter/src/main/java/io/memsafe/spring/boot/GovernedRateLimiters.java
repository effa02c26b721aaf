package io.memsafe.spring.boot;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.memsafe.MemoryGovernor;
import io.memsafe.Registration;
import io.memsafe.response.RateLimiterScaler;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Has the limiters of registries follow the level, those too that come into being later.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class GovernedRateLimiters implements SmartInitializingSingleton, DisposableBean {
    private final MemoryGovernor governor;
    private final Iterable<RateLimiterRegistry> registries;
    private final Map<RateLimiter, Registration> registrations = new ConcurrentHashMap<>();

    GovernedRateLimiters(MemoryGovernor governor, Iterable<RateLimiterRegistry> registries) {
        this.governor = governor;
        this.registries = registries;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (RateLimiterRegistry registry : registries) {
            registry.getEventPublisher()
                    .onEntryAdded(event -> add(event.getAddedEntry()))
                    .onEntryRemoved(event -> remove(event.getRemovedEntry()))
                    .onEntryReplaced(event -> {
                        remove(event.getOldEntry());
                        add(event.getNewEntry());
                    });
            registry.getAllRateLimiters().forEach(this::add);
        }
    }

    private void add(RateLimiter limiter) {
        registrations.computeIfAbsent(
                limiter, added -> governor.scale("rate limiter " + added.getName(), RateLimiterScaler.of(added)));
    }

    private void remove(RateLimiter limiter) {
        Registration registration = registrations.remove(limiter);
        if (registration != null) {
            registration.close();
        }
    }

    @Override
    public void destroy() {
        registrations.keySet().forEach(this::remove);
    }
}
