package io.memsafe.response;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.PressureLevel.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.memsafe.PressureLevel;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScalerTest {
    private final RateLimiter limiter = RateLimiter.of(
            "orders",
            RateLimiterConfig.custom()
                    .limitForPeriod(200)
                    .limitRefreshPeriod(Duration.ofSeconds(1))
                    .timeoutDuration(Duration.ZERO)
                    .build());

    private static Demand at(PressureLevel level) {
        return new Demand(level, Demand.depthOf(level));
    }

    private int limit() {
        return limiter.getRateLimiterConfig().getLimitForPeriod();
    }

    @Test
    void aRateLimitFollowsTheLevelAndIsRestored() {
        RateLimiterScaler scaler = RateLimiterScaler.of(limiter);
        scaler.scale(at(WARNING));
        assertThat(limit()).isEqualTo(150);
        scaler.scale(at(EMERGENCY));
        assertThat(limit()).isEqualTo(50);
        scaler.scale(new Demand(NORMAL, 0.5));
        assertThat(limit()).isEqualTo(175);
        scaler.scale(Demand.NONE);
        assertThat(limit()).isEqualTo(200);
    }

    @Test
    void aRateLimitSetMeanwhileIsTheNewNormal() {
        RateLimiterScaler scaler = RateLimiterScaler.of(limiter);
        scaler.scale(at(CRITICAL));
        limiter.changeLimitForPeriod(80);
        scaler.scale(at(EMERGENCY));
        assertThat(limit()).isEqualTo(20);
        scaler.scale(Demand.NONE);
        assertThat(limit()).isEqualTo(80);
    }

    @Test
    void aRateLimitSetMeanwhileIsLeftAloneWhenThePressureIsOver() {
        RateLimiterScaler scaler = RateLimiterScaler.of(limiter);
        scaler.scale(at(CRITICAL));
        limiter.changeLimitForPeriod(300);
        scaler.scale(Demand.NONE);
        assertThat(limit()).isEqualTo(300);
    }

    @Test
    void aRateLimitNeverGoesBelowOne() {
        RateLimiterScaler scaler = RateLimiterScaler.of(limiter, new Shares(0, 0, 0));
        scaler.scale(at(CRITICAL));
        assertThat(limit()).isEqualTo(1);
    }

    @Test
    void aThreadPoolFollowsByCallback() throws Exception {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(16, 16, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        Scaler scaler = Scaler.of(pool::setCorePoolSize, 16, 6);
        scaler.scale(at(WARNING));
        assertThat(pool.getCorePoolSize()).isEqualTo(12);
        scaler.scale(at(EMERGENCY));
        assertThat(pool.getCorePoolSize()).as("the least").isEqualTo(6);
        scaler.scale(Demand.NONE);
        assertThat(pool.getCorePoolSize()).isEqualTo(16);
        pool.shutdown();
    }

    @Test
    void settingsOutOfBoundsAreRefusedWithTheirValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scaler.of(limit -> {}, 4, 5))
                .withMessageContaining("normal is 4 and least is 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shares(0.5, 0.75, 0.25))
                .withMessageContaining("0.25, 0.75, 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Demand(CRITICAL, 1))
                .withMessageContaining("2.0 (CRITICAL) to 3.0, but is 1.0");
    }
}
