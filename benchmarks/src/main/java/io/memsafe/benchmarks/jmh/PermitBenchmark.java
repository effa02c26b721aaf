package io.memsafe.benchmarks.jmh;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.admission.MemoryPermit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to acquire bytes and to give them back, beside a semaphore, the limiters of two libraries, and the least that
 * keeps a limit: one counter that is compared and set.
 *
 * <p>Thread-safety: its state is shared by the threads of JMH; all of it is made for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PermitBenchmark {

    private static final int BYTES = 1_000;
    private static final int LIMIT = 1_000_000_000;

    private final MemoryBudget budget = MemoryBudget.fixed(LIMIT);
    private final MemoryBudget tree = MemoryBudget.fixed(LIMIT);
    private final MemoryBudget child = tree.child("child")
            .guaranteed(0.5)
            .priority(BudgetPriority.CRITICAL)
            .create();
    private final MemoryBudget full = MemoryBudget.builder().fixed(LIMIT).build();
    private final Semaphore semaphore = new Semaphore(LIMIT);
    private final AtomicLong counter = new AtomicLong();
    private final Limiter<Void> limiter =
            SimpleLimiter.newBuilder().limit(FixedLimit.of(LIMIT)).build();
    private final Bulkhead bulkhead = Bulkhead.of(
            "bulkhead",
            BulkheadConfig.custom()
                    .maxConcurrentCalls(LIMIT)
                    .maxWaitDuration(Duration.ZERO)
                    .build());

    /** For JMH. */
    public PermitBenchmark() {
        tree.child("sibling").create();
        full.tryReserve(LIMIT - BYTES / 2);
    }

    /**
     * A permit, acquired and closed.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean permit() {
        if (budget.tryAcquire(BYTES) instanceof MemoryPermit permit) {
            try (permit) {
                return true;
            }
        }
        return false;
    }

    /**
     * A permit of a budget with a parent and a sibling.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean childPermit() {
        if (child.tryAcquire(BYTES) instanceof MemoryPermit permit) {
            try (permit) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of two requests one is granted and one refused.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean permitAndRefusal() {
        return take(budget) ^ take(full);
    }

    private static boolean take(MemoryBudget from) {
        if (from.tryAcquire(BYTES) instanceof MemoryPermit permit) {
            try (permit) {
                return true;
            }
        }
        return false;
    }

    /**
     * Bytes without a permit.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean reserve() {
        boolean reserved = budget.tryReserve(BYTES);
        if (reserved) {
            budget.release(BYTES);
        }
        return reserved;
    }

    /**
     * As many permits of a semaphore.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean semaphore() {
        boolean acquired = semaphore.tryAcquire(BYTES);
        if (acquired) {
            semaphore.release(BYTES);
        }
        return acquired;
    }

    /**
     * A place in a limiter of concurrency-limits that keeps one limit.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean concurrencyLimits() {
        Optional<Limiter.Listener> admitted = limiter.acquire(null);
        admitted.ifPresent(Limiter.Listener::onSuccess);
        return admitted.isPresent();
    }

    /**
     * A place in a bulkhead of Resilience4j.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean bulkhead() {
        boolean acquired = bulkhead.tryAcquirePermission();
        if (acquired) {
            bulkhead.onComplete();
        }
        return acquired;
    }

    /**
     * The least that keeps a limit.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean compareAndSet() {
        long now;
        do {
            now = counter.get();
            if (now + BYTES > LIMIT) {
                return false;
            }
        } while (!counter.compareAndSet(now, now + BYTES));
        counter.addAndGet(-BYTES);
        return true;
    }
}
