package io.memsafe.benchmarks.jmh;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import io.memsafe.PressureLevel;
import io.memsafe.response.CacheGroup;
import io.memsafe.response.CaffeineReclaimer;
import io.memsafe.response.Demand;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What it costs to take half of a full cache, for each entry that goes; beside doing so by hand.
 *
 * <p>Thread-safety: none; used by one thread, as reclaimers are.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CacheBenchmark {

    /** Entries of the full cache. */
    public static final int ENTRIES = 10_000;

    private static final int HALF = ENTRIES / 2;
    private static final int CACHES = 4;
    private static final List<Integer> KEYS =
            IntStream.range(0, ENTRIES).boxed().toList();
    private static final Demand CRITICAL = new Demand(PressureLevel.CRITICAL, Demand.depthOf(PressureLevel.CRITICAL));

    /** For JMH. */
    public CacheBenchmark() {}

    private static Cache<Integer, Integer> cache(int most) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .recordStats()
                .executor(Runnable::run)
                .build();
    }

    private static void fill(Cache<Integer, Integer> cache, int entries) {
        for (int i = 0; i < entries; i++) {
            cache.put(KEYS.get(i), KEYS.get(i));
        }
        cache.cleanUp();
        requireSize(cache, entries);
    }

    private static void requireSize(Cache<Integer, Integer> cache, long entries) {
        if (cache.estimatedSize() != entries) {
            throw new IllegalStateException("a cache has " + cache.estimatedSize() + " entries instead of " + entries);
        }
    }

    /** A cache that is filled anew each time. */
    @State(Scope.Benchmark)
    public static class One {
        private final Cache<Integer, Integer> cache = cache(ENTRIES);
        private final CaffeineReclaimer reclaimer = CaffeineReclaimer.of(cache);
        private final Eviction<Integer, Integer> eviction =
                cache.policy().eviction().orElseThrow();

        /** For JMH. */
        public One() {}

        /** Before each measurement. */
        @Setup(Level.Invocation)
        public void fill() {
            reclaimer.recover(Demand.NONE);
            eviction.setMaximum(ENTRIES);
            CacheBenchmark.fill(cache, ENTRIES);
        }

        /** After each measurement: nothing counts that did not happen. */
        @TearDown(Level.Invocation)
        public void check() {
            requireSize(cache, HALF);
        }
    }

    /** Some caches of a group, as many entries together. */
    @State(Scope.Benchmark)
    public static class Four {
        private final List<Cache<Integer, Integer>> caches = IntStream.range(0, CACHES)
                .mapToObj(i -> cache(ENTRIES / CACHES))
                .toList();
        private final CacheGroup group;

        /** For JMH. */
        public Four() {
            CacheGroup.Builder builder = CacheGroup.builder();
            for (int i = 0; i < CACHES; i++) {
                builder.cache("cache-" + i, caches.get(i));
            }
            group = builder.create();
        }

        /** Before each measurement. */
        @Setup(Level.Invocation)
        public void fill() {
            group.recover(Demand.NONE);
            caches.forEach(cache -> CacheBenchmark.fill(cache, ENTRIES / CACHES));
        }

        /** After each measurement: nothing counts that did not happen. */
        @TearDown(Level.Invocation)
        public void check() {
            long left = caches.stream().mapToLong(Cache::estimatedSize).sum();
            if (left > HALF || left < HALF - CACHES) {
                throw new IllegalStateException("the caches have " + left + " entries instead of " + HALF);
            }
        }
    }

    /**
     * One cache, bound to the level.
     *
     * @param one full
     * @return for JMH to consume
     */
    @Benchmark
    @OperationsPerInvocation(HALF)
    public long reclaimer(One one) {
        return one.reclaimer.reclaim(CRITICAL);
    }

    /**
     * A group of caches.
     *
     * @param four full
     * @return for JMH to consume
     */
    @Benchmark
    @OperationsPerInvocation(HALF)
    public long groupOfFour(Four four) {
        return four.group.reclaim(CRITICAL);
    }

    /**
     * By hand.
     *
     * @param one full
     */
    @Benchmark
    @OperationsPerInvocation(HALF)
    public void halfTheMaximum(One one) {
        one.eviction.setMaximum(HALF);
        one.cache.cleanUp();
    }

    /**
     * Whatever half, by hand.
     *
     * @param one full
     */
    @Benchmark
    @OperationsPerInvocation(HALF)
    public void invalidateHalf(One one) {
        one.cache.invalidateAll(KEYS.subList(0, HALF));
    }
}
