package io.memsafe.benchmarks.jmh;

import com.google.common.util.concurrent.RateLimiter;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.memsafe.response.KeyedRateLimiters;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What it costs to ask the limiter of a key, beside one limiter for all: that of Resilience4j which it stands on, and two
 * others. None ever refuses.
 *
 * <p>Thread-safety: its state is shared by the threads of JMH; all of it is made for that.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RateLimiterBenchmark {

    private static final int PERMISSIONS = 1_000_000_000;
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final RateLimiterConfig CONFIG = RateLimiterConfig.custom()
            .limitForPeriod(PERMISSIONS)
            .limitRefreshPeriod(PERIOD)
            .timeoutDuration(Duration.ZERO)
            .build();

    private final KeyedRateLimiters<String> keyed = KeyedRateLimiters.of(CONFIG, 1_000);
    private final io.github.resilience4j.ratelimiter.RateLimiter one =
            io.github.resilience4j.ratelimiter.RateLimiter.of("one", CONFIG);
    private final Bucket bucket = Bucket.builder()
            .addLimit(limit -> limit.capacity(PERMISSIONS).refillGreedy(PERMISSIONS, PERIOD))
            .build();

    @SuppressWarnings("UnstableApiUsage") // a contestant as people use it
    private final RateLimiter guava = RateLimiter.create(PERMISSIONS);

    /** For JMH. */
    public RateLimiterBenchmark() {}

    /**
     * The limiter of a key.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean keyedLimiter() {
        return keyed.limiter("key").acquirePermission();
    }

    /**
     * One limiter of Resilience4j.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean resilience4j() {
        return one.acquirePermission();
    }

    /**
     * A bucket of Bucket4j.
     *
     * @return for JMH to consume
     */
    @Benchmark
    public boolean bucket4j() {
        return bucket.tryConsume(1);
    }

    /**
     * Guava's limiter.
     *
     * @return for JMH to consume
     */
    @Benchmark
    @SuppressWarnings("UnstableApiUsage") // as above
    public boolean guava() {
        return guava.tryAcquire();
    }
}
