package io.memsafe.benchmarks.web.child;

import com.alibaba.csp.sentinel.Entry;
import com.alibaba.csp.sentinel.EntryType;
import com.alibaba.csp.sentinel.SphU;
import com.alibaba.csp.sentinel.slots.block.BlockException;
import com.alibaba.csp.sentinel.slots.system.SystemRule;
import com.alibaba.csp.sentinel.slots.system.SystemRuleManager;
import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.memsafe.MemoryGovernor;
import io.memsafe.web.MemoryShedFilter;
import jakarta.servlet.Filter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of the application: each filter that people use, an oracle that is told every request's bytes, and
 * memsafe, which is told nothing.
 *
 * <p>Thread-safety: immutable.
 */
public enum Guard {
    /** Nothing. */
    NONE {
        @Override
        @Nullable
        Filter filter(long usableKilobytes) {
            return null;
        }
    },
    /** Is told the bytes of each request and gives out half of the heap: a ceiling, not a peer. */
    ORACLE {
        @Override
        Filter filter(long usableKilobytes) {
            return Gates.oracle(usableKilobytes);
        }
    },
    /** At most 20 requests at once. */
    SEMAPHORE_20 {
        @Override
        Filter filter(long usableKilobytes) {
            return semaphore(20);
        }
    },
    /** At most 60 requests at once. */
    SEMAPHORE_60 {
        @Override
        Filter filter(long usableKilobytes) {
            return semaphore(60);
        }
    },
    /** Resilience4j's bulkhead with its usual 25 places. */
    BULKHEAD {
        @Override
        Filter filter(long usableKilobytes) {
            Bulkhead bulkhead = Bulkhead.of(
                    "web",
                    BulkheadConfig.custom().maxWaitDuration(Duration.ZERO).build());
            return Gates.shedding((request, response, chain) -> {
                if (!bulkhead.tryAcquirePermission()) {
                    return false;
                }
                try {
                    chain.doFilter(request, response);
                } finally {
                    bulkhead.onComplete();
                }
                return true;
            });
        }
    },
    /** concurrency-limits of Netflix. */
    GRADIENT2 {
        @Override
        Filter filter(long usableKilobytes) {
            return limits(Gradient2Limit.newDefault());
        }
    },
    /** concurrency-limits of Netflix. */
    VEGAS {
        @Override
        Filter filter(long usableKilobytes) {
            return limits(VegasLimit.newDefault());
        }
    },
    /** concurrency-limits of Netflix. */
    AIMD {
        @Override
        Filter filter(long usableKilobytes) {
            return limits(AIMDLimit.newBuilder().timeout(1, TimeUnit.SECONDS).build());
        }
    },
    /** Refuses while more than 85 % of the heap is used. */
    USED_85 {
        @Override
        Filter filter(long usableKilobytes) {
            MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
            return Gates.shedding((request, response, chain) -> {
                MemoryUsage heap = memory.getHeapMemoryUsage();
                if (heap.getUsed() > FULL * heap.getMax()) {
                    return false;
                }
                chain.doFilter(request, response);
                return true;
            });
        }
    },
    /** Refuses while more than 85 % of the heap was used after the last collection. */
    AFTER_COLLECTION_85 {
        @Override
        Filter filter(long usableKilobytes) {
            AfterCollection after = new AfterCollection();
            return Gates.shedding((request, response, chain) -> {
                if (after.isFull) {
                    return false;
                }
                chain.doFilter(request, response);
                return true;
            });
        }
    },
    /** Sentinel's adaptive system rule. */
    SENTINEL {
        @Override
        Filter filter(long usableKilobytes) {
            SystemRule rule = new SystemRule();
            rule.setHighestSystemLoad(Runtime.getRuntime().availableProcessors() * LOAD_A_CORE);
            rule.setHighestCpuUsage(HIGHEST_CPU);
            SystemRuleManager.loadRules(List.of(rule));
            return Gates.shedding((request, response, chain) -> {
                Entry entry;
                try {
                    entry = SphU.entry("web", EntryType.IN);
                } catch (BlockException e) {
                    return false;
                }
                try {
                    chain.doFilter(request, response);
                } finally {
                    entry.exit();
                }
                return true;
            });
        }
    },
    /** Jetty's QoSHandler, told the class of each request: 60 at once. */
    JETTY_QOS(true) {
        @Override
        @Nullable
        Filter filter(long usableKilobytes) {
            return null;
        }
    },
    /** Jetty's LowResourceMonitor at 85 % of the heap. */
    JETTY_LOW_RESOURCES(true) {
        @Override
        @Nullable
        Filter filter(long usableKilobytes) {
            return null;
        }
    },
    /** The filter of memsafe with its defaults. */
    MEMSAFE {
        @Override
        Filter filter(long usableKilobytes) {
            return MemoryShedFilter.with(MemoryGovernor.start())
                    .exempt("/health")
                    .build();
        }
    };

    private static final double FULL = 0.85;
    private static final double LOAD_A_CORE = 2.5;
    private static final double HIGHEST_CPU = 0.9;

    private final boolean ofJetty;

    Guard() {
        this(false);
    }

    Guard(boolean ofJetty) {
        this.ofJetty = ofJetty;
    }

    /**
     * Whether it exists in Jetty alone.
     *
     * @return {@code true} if it is no filter
     */
    public boolean isOfJetty() {
        return ofJetty;
    }

    /**
     * What it is called.
     *
     * @return lower case, parted by hyphens
     */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    abstract @Nullable Filter filter(long usableKilobytes);

    private static Filter semaphore(int permits) {
        Semaphore semaphore = new Semaphore(permits);
        return Gates.shedding((request, response, chain) -> {
            if (!semaphore.tryAcquire()) {
                return false;
            }
            try {
                chain.doFilter(request, response);
            } finally {
                semaphore.release();
            }
            return true;
        });
    }

    /** As the servlet filter of concurrency-limits does. */
    private static Filter limits(Limit limit) {
        Limiter<Void> limiter = SimpleLimiter.newBuilder().limit(limit).build();
        return Gates.shedding((request, response, chain) -> {
            Optional<Limiter.Listener> admitted = limiter.acquire(null);
            if (admitted.isEmpty()) {
                return false;
            }
            try {
                chain.doFilter(request, response);
            } catch (Throwable t) {
                admitted.get().onIgnore();
                throw t;
            }
            admitted.get().onSuccess();
            return true;
        });
    }

    /** What the pools of the heap held after their last collections, looked at fifty times a second. */
    private static final class AfterCollection {
        private static final long EVERY_MILLIS = 20;

        private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .toList();
        private volatile boolean isFull;

        AfterCollection() {
            Thread thread = new Thread(this::watch, "after-collection");
            thread.setDaemon(true);
            thread.start();
        }

        private void watch() {
            while (true) {
                long used = 0;
                for (MemoryPoolMXBean pool : pools) {
                    MemoryUsage usage = pool.getCollectionUsage();
                    used += usage == null ? 0 : usage.getUsed();
                }
                isFull = used > FULL * Runtime.getRuntime().maxMemory();
                try {
                    Thread.sleep(EVERY_MILLIS);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }
}
