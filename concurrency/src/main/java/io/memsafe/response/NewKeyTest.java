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
 * Two requests of a client that is new get one limiter, so that its limit holds. All states share the limiters, each with a
 * key of its own: the cache below them is too heavy to make one for each, and has room for far more keys than are in
 * use at a time.
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
    private static final int MOST_KEYS = 40_000;
    private static final KeyedRateLimiters<Object> LIMITERS = KeyedRateLimiters.of(
            RateLimiterConfig.custom()
                    .limitForPeriod(1)
                    .limitRefreshPeriod(Duration.ofHours(1))
                    .timeoutDuration(Duration.ZERO)
                    .build(),
            MOST_KEYS);

    private final Object client = new Object();

    @Actor
    public void one(II_Result r) {
        r.r1 = LIMITERS.limiter(client).acquirePermission() ? 1 : 0;
    }

    @Actor
    public void other(II_Result r) {
        r.r2 = LIMITERS.limiter(client).acquirePermission() ? 1 : 0;
    }
}
