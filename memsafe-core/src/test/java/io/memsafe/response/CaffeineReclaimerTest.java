package io.memsafe.response;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.PressureLevel.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.memsafe.PressureLevel;
import org.junit.jupiter.api.Test;

class CaffeineReclaimerTest {
    private final Cache<Integer, Integer> cache =
            Caffeine.newBuilder().maximumSize(1_000).executor(Runnable::run).build();

    private static Demand at(PressureLevel level) {
        return new Demand(level, Demand.depthOf(level));
    }

    private static void fill(Cache<Integer, Integer> cache, int entries) {
        for (int i = 0; i < entries; i++) {
            cache.put(i, 10);
        }
        cache.cleanUp();
    }

    private static long maximum(Cache<?, ?> cache) {
        return cache.policy().eviction().orElseThrow().getMaximum();
    }

    @Test
    void itShrinksToTheShareOfTheLevel() {
        fill(cache, 1_000);
        Reclaimer reclaimer = CaffeineReclaimer.of(cache);
        for (PressureLevel level : new PressureLevel[] {WARNING, CRITICAL, EMERGENCY}) {
            assertThatFreed(reclaimer, at(level)).isEqualTo(Reclaimer.UNKNOWN);
            assertThat(cache.asMap()).hasSize(1_000 - 250 * level.ordinal());
        }
    }

    private static org.assertj.core.api.AbstractLongAssert<?> assertThatFreed(Reclaimer reclaimer, Demand demand) {
        try {
            return assertThat(reclaimer.reclaim(demand));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void askedAgainItFreesNothingMore() {
        fill(cache, 1_000);
        Reclaimer reclaimer = CaffeineReclaimer.of(cache);
        assertThatFreed(reclaimer, at(WARNING)).isEqualTo(Reclaimer.UNKNOWN);
        assertThatFreed(reclaimer, at(WARNING)).isZero();
        assertThat(cache.asMap()).hasSize(750);
    }

    @Test
    void itGrowsBackInStepsToTheMaximumItHad() throws Exception {
        fill(cache, 1_000);
        Reclaimer reclaimer = CaffeineReclaimer.of(cache);
        reclaimer.reclaim(at(CRITICAL));
        reclaimer.recover(new Demand(NORMAL, 1.5));
        assertThat(maximum(cache)).isEqualTo(625);
        reclaimer.recover(new Demand(NORMAL, 0.25));
        assertThat(maximum(cache)).isEqualTo(937);
        reclaimer.recover(Demand.NONE);
        assertThat(maximum(cache)).isEqualTo(1_000);
    }

    @Test
    void aMaximumThatTheHeapNeverHeldIsNotWhatSharesCountFrom() {
        Cache<Integer, Integer> boundless = Caffeine.newBuilder()
                .maximumSize(Long.MAX_VALUE / 2)
                .executor(Runnable::run)
                .build();
        Reclaimer reclaimer = CaffeineReclaimer.of(boundless);
        fill(boundless, 1_000);
        assertThatFreed(reclaimer, at(CRITICAL)).isEqualTo(Reclaimer.UNKNOWN);
        assertThat(boundless.asMap()).hasSize(500);
    }

    @Test
    void weightedCachesShrinkByWeight() throws Exception {
        Cache<Integer, Integer> weighted = Caffeine.newBuilder()
                .maximumWeight(10_000)
                .weigher((Integer key, Integer value) -> value)
                .executor(Runnable::run)
                .build();
        fill(weighted, 1_000);
        Reclaimer reclaimer = CaffeineReclaimer.of(weighted, new Shares(0.9, 0.2, 0.1));
        reclaimer.reclaim(at(CRITICAL));
        assertThat(weighted.policy().eviction().orElseThrow().weightedSize()).hasValue(2_000);
        reclaimer.recover(Demand.NONE);
        assertThat(maximum(weighted)).isEqualTo(10_000);
    }

    @Test
    void aMaximumSetMeanwhileIsTheOneThatComesBack() throws Exception {
        fill(cache, 1_000);
        Reclaimer reclaimer = CaffeineReclaimer.of(cache);
        reclaimer.reclaim(at(WARNING));
        cache.policy().eviction().orElseThrow().setMaximum(600);
        reclaimer.reclaim(at(CRITICAL));
        assertThat(maximum(cache)).isEqualTo(300);
        reclaimer.recover(Demand.NONE);
        assertThat(maximum(cache)).isEqualTo(600);
    }

    @Test
    void anUnboundedCacheIsRefused() {
        Cache<Integer, Integer> unbounded = Caffeine.newBuilder().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CaffeineReclaimer.of(unbounded))
                .withMessageContaining("unbounded")
                .withMessageContaining("maximumSize or maximumWeight");
    }
}
