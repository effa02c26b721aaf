package io.memsafe.response;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.memsafe.PressureLevel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeyedRateLimitersTest {
    private static final Demand CRITICAL = new Demand(PressureLevel.CRITICAL, 2);

    private static RateLimiterConfig config(Duration period) {
        return RateLimiterConfig.custom()
                .limitForPeriod(8)
                .limitRefreshPeriod(period)
                .timeoutDuration(Duration.ZERO)
                .build();
    }

    private static int passed(KeyedRateLimiters<String> limiters, String key) {
        int passed = 0;
        while (limiters.limiter(key).acquirePermission()) {
            passed++;
        }
        return passed;
    }

    @Test
    void eachKeyHasALimitOfItsOwn() {
        KeyedRateLimiters<String> limiters = KeyedRateLimiters.of(config(Duration.ofHours(1)), 100);
        assertThat(passed(limiters, "a")).isEqualTo(8);
        assertThat(passed(limiters, "a")).isZero();
        assertThat(passed(limiters, "b")).isEqualTo(8);
    }

    @Test
    void limitsFollowTheDemand() {
        KeyedRateLimiters<String> limiters = KeyedRateLimiters.of(config(Duration.ofHours(1)), 100);
        RateLimiter before = limiters.limiter("before");
        limiters.scale(CRITICAL);
        assertThat(passed(limiters, "new")).isEqualTo(4);
        assertThat(limiters.limiter("before")).isSameAs(before);
        assertThat(before.getRateLimiterConfig().getLimitForPeriod()).isEqualTo(4);
        limiters.scale(Demand.NONE);
        assertThat(passed(limiters, "later")).isEqualTo(8);
        assertThat(limiters.limiter("new").getRateLimiterConfig().getLimitForPeriod())
                .isEqualTo(8);
    }

    @Test
    void theyAreBoundedInNumber() {
        KeyedRateLimiters<String> limiters = KeyedRateLimiters.of(config(Duration.ofHours(1)), 100);
        for (int i = 0; i < 10_000; i++) {
            assertThat(limiters.limiter("key " + i).acquirePermission()).isTrue();
        }
        await().until(() -> limiters.keys() <= 100);
    }

    @Test
    void whatIsNotAskedForGoes() {
        KeyedRateLimiters<String> limiters = KeyedRateLimiters.of(config(Duration.ofMillis(10)), 100);
        assertThat(limiters.limiter("once").acquirePermission()).isTrue();
        await().until(() -> limiters.keys() == 0);
    }

    @Test
    void aMistakeIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyedRateLimiters.of(config(Duration.ofSeconds(1)), 0))
                .withMessageContaining("mostKeys is 0");
    }
}
