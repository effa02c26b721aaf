package io.memsafe.response;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;

/**
 * A Resilience4j rate limiter for each key, such as a client, whose limits follow the pressure; bounded in number.
 *
 * <pre>{@code
 * KeyedRateLimiters<String> clients = KeyedRateLimiters.of(config, 10_000);
 * governor.scale("clients", clients);
 * if (clients.limiter(client).acquirePermission()) {
 *     serve();
 * }
 * }</pre>
 *
 * <p>A limiter that was not asked for two periods is dropped: a new one would let through the same. When more keys than that are in
 * use at a time, those are dropped that are asked least, and begin with a whole period when they come again: whoever sends each
 * request under another key is not held back by this, and takes no memory either. A changed limit holds for a key that has a
 * limiter from its next period on. It never goes below 1.
 *
 * <p>Needs Caffeine and Resilience4j. Thread-safety: safe.
 *
 * @param <K> kind of key
 */
@SuppressWarnings("exports") // who has neither must be able to compile against this module
public final class KeyedRateLimiters<K> implements Scaler {
    private static final int PERIODS = 2;

    private final RateLimiterConfig config;
    private final Shares shares;
    private final Cache<K, RateLimiter> limiters;
    private volatile int limit;

    private KeyedRateLimiters(RateLimiterConfig config, int mostKeys, Shares shares) {
        if (mostKeys < 1) {
            throw new IllegalArgumentException("there must be 1 key or more, but mostKeys is " + mostKeys);
        }
        this.config = config;
        this.shares = shares;
        this.limit = config.getLimitForPeriod();
        Duration idle = config.getLimitRefreshPeriod().multipliedBy(PERIODS);
        this.limiters = Caffeine.newBuilder()
                .maximumSize(mostKeys)
                .expireAfterAccess(idle)
                .scheduler(Scheduler.systemScheduler())
                .build();
    }

    /**
     * Limiters in {@link Shares#DEFAULT}.
     *
     * @param config of each; its limit is that of {@code NORMAL}
     * @param mostKeys how many there are at a time, 1 or more
     * @param <K> kind of key
     * @return limiters
     * @throws IllegalArgumentException if {@code mostKeys} is below 1
     */
    public static <K> KeyedRateLimiters<K> of(RateLimiterConfig config, int mostKeys) {
        return of(config, mostKeys, Shares.DEFAULT);
    }

    /**
     * Limiters.
     *
     * @param config of each; its limit is that of {@code NORMAL}
     * @param mostKeys how many there are at a time, 1 or more
     * @param shares of the limit at each level
     * @param <K> kind of key
     * @return limiters
     * @throws IllegalArgumentException if {@code mostKeys} is below 1
     */
    public static <K> KeyedRateLimiters<K> of(RateLimiterConfig config, int mostKeys, Shares shares) {
        return new KeyedRateLimiters<>(config, mostKeys, shares);
    }

    /**
     * The limiter of a key.
     *
     * @param key any
     * @return the one that there is, or a new one; not to be kept for later
     */
    public RateLimiter limiter(K key) {
        int now = limit;
        RateLimiter limiter = limiters.getIfPresent(key);
        if (limiter == null) {
            limiter = limiters.get(key, any -> RateLimiter.of("keyed", limited(now)));
        }
        if (limiter.getRateLimiterConfig().getLimitForPeriod() != now) {
            limiter.changeLimitForPeriod(now);
        }
        return limiter;
    }

    private RateLimiterConfig limited(int now) {
        return now == config.getLimitForPeriod()
                ? config
                : RateLimiterConfig.from(config).limitForPeriod(now).build();
    }

    /**
     * How many keys have a limiter.
     *
     * @return 0 to {@code mostKeys}, and for a moment some more
     */
    public long keys() {
        return limiters.estimatedSize();
    }

    @Override
    public void scale(Demand demand) {
        limit = shares.of(demand, config.getLimitForPeriod(), 1);
    }
}
