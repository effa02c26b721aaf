package io.memsafe.response;

import io.github.resilience4j.ratelimiter.RateLimiter;

/**
 * A Resilience4j rate limiter whose limit for a period follows the pressure, and is restored exactly.
 *
 * <p>When somebody else changes the limit meanwhile, that is the new normal: shares count from it, and it is what
 * comes back. The limit never goes below 1.
 *
 * <p>Thread-safety: called by the governor alone. The limiter may be used and changed from any thread.
 */
@SuppressWarnings("exports") // who has no Resilience4j must be able to compile against this module
public final class RateLimiterScaler implements Scaler {
    private final RateLimiter limiter;
    private final Shares shares;
    private int normal;
    private int set;

    private RateLimiterScaler(RateLimiter limiter, Shares shares) {
        this.limiter = limiter;
        this.shares = shares;
        this.normal = limit();
        this.set = normal;
    }

    /**
     * A scaler in {@link Shares#DEFAULT}.
     *
     * @param limiter whose limit follows
     * @return a scaler
     */
    public static RateLimiterScaler of(RateLimiter limiter) {
        return of(limiter, Shares.DEFAULT);
    }

    /**
     * A scaler.
     *
     * @param limiter whose limit follows
     * @param shares of the limit at each level
     * @return a scaler
     */
    public static RateLimiterScaler of(RateLimiter limiter, Shares shares) {
        return new RateLimiterScaler(limiter, shares);
    }

    private int limit() {
        return limiter.getRateLimiterConfig().getLimitForPeriod();
    }

    @Override
    public void scale(Demand demand) {
        int now = limit();
        if (now != set) {
            normal = now;
        }
        set = shares.of(demand, normal, 1);
        if (set != now) {
            limiter.changeLimitForPeriod(set);
        }
    }
}
