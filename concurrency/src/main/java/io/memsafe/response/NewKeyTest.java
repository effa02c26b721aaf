package io.memsafe.response;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two requests of a client that is new get one limiter, so that its limit holds. Some thousand states share the limiters, each
 * with a key of its own: the cache below them is too heavy to make one for each. It has room for more keys than those, since
 * one that is full may drop a key between two requests, as is promised.
 */
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1"},
        expect = ACCEPTABLE,
        desc = "one of them passed, as many as the limit lets through")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "each got a limiter of its own: a client sends twice what it may")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "neither passed: the limiter was used up before its first request")
@State
public class NewKeyTest {
    private static final int STATES = 5_000;
    private static final int MOST_KEYS = 4 * STATES;
    private static final RateLimiterConfig ONCE = RateLimiterConfig.custom()
            .limitForPeriod(1)
            .limitRefreshPeriod(Duration.ofHours(1))
            .timeoutDuration(Duration.ZERO)
            .build();

    private static KeyedRateLimiters<Object> newest = KeyedRateLimiters.of(ONCE, MOST_KEYS);
    private static int states;

    private final KeyedRateLimiters<Object> limiters = shared();
    private final Object client = new Object();

    private static synchronized KeyedRateLimiters<Object> shared() {
        if (++states % STATES == 0) {
            newest = KeyedRateLimiters.of(ONCE, MOST_KEYS);
        }
        return newest;
    }

    @Actor
    public void one(II_Result r) {
        r.r1 = limiters.limiter(client).acquirePermission() ? 1 : 0;
    }

    @Actor
    public void other(II_Result r) {
        r.r2 = limiters.limiter(client).acquirePermission() ? 1 : 0;
    }
}
