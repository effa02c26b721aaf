package io.memsafe.spring.boot;

import io.memsafe.MemoryGovernor;
import io.memsafe.Registration;
import io.memsafe.response.Demand;
import io.memsafe.response.Scaler;
import io.memsafe.response.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Has the thread pools that were named follow the level: fewer threads, fewer tasks that hold memory at the same time.
 *
 * <p>Thread-safety: none; used by the thread that starts and ends the application.
 */
final class GovernedExecutors implements SmartInitializingSingleton, DisposableBean {
    private static final String ALL = "*";

    private final MemoryGovernor governor;
    private final List<String> names;
    private final Supplier<Map<String, ThreadPoolTaskExecutor>> executors;
    private final List<Registration> registrations = new ArrayList<>();

    /** A pool, whose threads become fewer and more again. */
    private record Threads(ThreadPoolTaskExecutor pool, int core, int most) implements Scaler {
        @Override
        public void scale(Demand demand) {
            double share = Shares.DEFAULT.of(demand);
            int coreNow = scaled(core, share);
            int mostNow = Math.max(coreNow, most == Integer.MAX_VALUE ? most : scaled(most, share));
            // The core is never more than the most, in between neither.
            pool.setCorePoolSize(Math.min(coreNow, pool.getMaxPoolSize()));
            pool.setMaxPoolSize(mostNow);
            pool.setCorePoolSize(coreNow);
        }

        private static int scaled(int normal, double share) {
            return normal == 0 ? 0 : Math.max(1, (int) Math.round(share * normal));
        }
    }

    GovernedExecutors(
            MemoryGovernor governor, List<String> names, Supplier<Map<String, ThreadPoolTaskExecutor>> executors) {
        this.governor = governor;
        this.names = names;
        this.executors = executors;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (names.isEmpty()) {
            return;
        }
        Map<String, ThreadPoolTaskExecutor> found = executors.get();
        for (String name : names) {
            Settings.check(
                    "responses.executors",
                    name,
                    name.equals(ALL) || found.containsKey(name),
                    "there is no bean of type ThreadPoolTaskExecutor of that name; there are " + found.keySet());
        }
        found.forEach((name, pool) -> {
            if (names.contains(ALL) || names.contains(name)) {
                registrations.add(governor.scale(
                        "executor " + name, new Threads(pool, pool.getCorePoolSize(), pool.getMaxPoolSize())));
            }
        });
    }

    @Override
    public void destroy() {
        registrations.forEach(Registration::close);
        registrations.clear();
    }
}
