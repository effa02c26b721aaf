package io.memsafe.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.memsafe.PressureLevel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CacheGroupTest {
    private static final Demand WARNING = new Demand(PressureLevel.WARNING, 1);
    private static final Demand CRITICAL = new Demand(PressureLevel.CRITICAL, 2);
    private static final int ENTRY = 10;

    /** Weighs each entry as ten. */
    private static Cache<Integer, Integer> cache(long maximum) {
        return Caffeine.newBuilder()
                .maximumWeight(maximum)
                .<Integer, Integer>weigher((key, value) -> ENTRY)
                .executor(Runnable::run)
                .recordStats()
                .build();
    }

    private static Cache<Integer, Integer> full(int entries) {
        Cache<Integer, Integer> cache = cache((long) entries * ENTRY);
        fill(cache, entries);
        return cache;
    }

    private static void fill(Cache<Integer, Integer> cache, int entries) {
        for (int i = 0; i < entries; i++) {
            cache.put(i, i);
        }
    }

    private static void hit(Cache<Integer, Integer> cache, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(cache.getIfPresent(0)).isNotNull();
        }
    }

    private static long weight(Cache<?, ?> cache) {
        cache.cleanUp();
        return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    @Test
    void theShareGoesFirstThatCostsLeastToLose() {
        Cache<Integer, Integer> hot = full(100);
        Cache<Integer, Integer> cold = full(100);
        hit(hot, 90);
        hit(cold, 10);
        CacheGroup group =
                CacheGroup.builder().cache("hot", hot).cache("cold", cold).create();

        assertThat(group.reclaim(CRITICAL)).isEqualTo(Reclaimer.UNKNOWN);
        assertThat(weight(hot)).isEqualTo(900);
        assertThat(weight(cold)).isEqualTo(100);

        hit(cold, 1);
        assertThat(group.reclaim(CRITICAL))
                .as("what is small is not made smaller")
                .isZero();
        assertThat(weight(cold)).isEqualTo(100);
    }

    /** Holds whatever it may, and knows what a miss costs. */
    private static final class Costly implements BoundedCache {
        private final double missSeconds;
        private long most = 1_000;

        private Costly(double missSeconds) {
            this.missSeconds = missSeconds;
        }

        @Override
        public long size() {
            return most;
        }

        @Override
        public long maximum() {
            return most;
        }

        @Override
        public void maximum(long size) {
            most = size;
        }

        @Override
        public double hits() {
            return 100;
        }

        @Override
        public double missSeconds() {
            return missSeconds;
        }
    }

    @Test
    void hitsCountAsLongAsAMissTakesIfAllKnowThat() {
        Costly slow = new Costly(0.3);
        Costly fast = new Costly(0.1);
        CacheGroup group =
                CacheGroup.builder().cache("slow", slow).cache("fast", fast).create();
        group.reclaim(CRITICAL);
        assertThat(slow.most).isEqualTo(750);
        assertThat(fast.most).isEqualTo(250);
        group.recover(Demand.NONE);

        Costly other = new Costly(Double.NaN);
        CacheGroup three = CacheGroup.builder()
                .cache("slow", slow)
                .cache("fast", fast)
                .cache("other", other)
                .create();
        three.reclaim(CRITICAL);
        assertThat(slow.most).isEqualTo(500);
        assertThat(other.most).isEqualTo(500);
    }

    @Test
    void noneKeepsMoreThanItHeld() {
        Cache<Integer, Integer> small = full(10);
        Cache<Integer, Integer> large = full(190);
        hit(small, 1_000);
        CacheGroup group =
                CacheGroup.builder().cache("small", small).cache("large", large).create();
        group.reclaim(CRITICAL);
        assertThat(weight(small)).isEqualTo(100);
        assertThat(weight(large)).as("half of 2,000 together").isEqualTo(900);
    }

    @Test
    void withoutNumbersAllLoseTheSameShare() {
        Map<Integer, Integer> one = new LinkedHashMap<>();
        long[] maximum = {100};
        for (int i = 0; i < 100; i++) {
            one.put(i, i);
        }
        BoundedCache mine = BoundedCache.of(one::size, () -> maximum[0], most -> {
            maximum[0] = most;
            one.keySet().removeIf(key -> key >= most);
        });
        Cache<Integer, Integer> other = full(30);
        CacheGroup group =
                CacheGroup.builder().cache("mine", mine).cache("other", other).create();
        group.reclaim(CRITICAL);
        assertThat(one).hasSize(50);
        assertThat(weight(other)).isEqualTo(150);
        group.recover(Demand.NONE);
        assertThat(maximum).containsExactly(100);
    }

    @Test
    void theyGrowBackInSteps() {
        Cache<Integer, Integer> hot = full(100);
        Cache<Integer, Integer> cold = full(100);
        hit(hot, 30);
        hit(cold, 10);
        CacheGroup group =
                CacheGroup.builder().cache("hot", hot).cache("cold", cold).create();
        group.reclaim(CRITICAL);
        assertThat(maximum(hot)).isEqualTo(750);
        assertThat(maximum(cold)).isEqualTo(250);
        group.recover(WARNING);
        assertThat(maximum(hot)).isEqualTo(1_000);
        assertThat(maximum(cold)).isEqualTo(500);
        hot.policy().eviction().orElseThrow().setMaximum(2_000);
        group.recover(Demand.NONE);
        assertThat(maximum(hot)).as("what its owner set").isEqualTo(2_000);
        assertThat(maximum(cold)).isEqualTo(1_000);
    }

    private static long maximum(Cache<?, ?> cache) {
        return cache.policy().eviction().orElseThrow().getMaximum();
    }

    @Test
    void oneMaximumIsSharedOut() {
        Cache<Integer, Integer> hot = cache(10_000);
        Cache<Integer, Integer> cold = cache(10_000);
        CacheGroup group = CacheGroup.builder()
                .cache("hot", hot)
                .cache("cold", cold)
                .maximum(3_200)
                .create();
        assertThat(maximum(hot)).isEqualTo(1_600);
        assertThat(maximum(cold)).isEqualTo(1_600);

        fill(hot, 160);
        fill(cold, 160);
        hit(hot, 90);
        hit(cold, 10);
        group.rebalance();
        assertThat(maximum(hot)).isEqualTo(100 + 2_700);
        assertThat(maximum(cold)).isEqualTo(100 + 300);

        for (int minute = 0; minute < 10; minute++) {
            group.rebalance();
        }
        hit(cold, 100);
        group.rebalance();
        assertThat(maximum(cold)).as("the past is forgotten").isGreaterThan(3_000);
        assertThat(maximum(hot) + maximum(cold)).isBetween(3_198L, 3_200L);

        group.reclaim(CRITICAL);
        group.rebalance();
        assertThat(weight(hot) + weight(cold)).as("not while memory is short").isLessThanOrEqualTo(1_600);
        group.recover(Demand.NONE);
        assertThat(maximum(hot) + maximum(cold)).isBetween(3_198L, 3_200L);
    }

    /** Two caches whose entries are used by rank, one ten times as often: beside each having half. */
    @Test
    void aGroupHitsMoreThanHalvesDo() {
        long halves = hits(cache(1_000), cache(1_000), () -> {});
        Cache<Integer, Integer> often = cache(2_000);
        Cache<Integer, Integer> seldom = cache(2_000);
        CacheGroup group = CacheGroup.builder()
                .cache("often", often)
                .cache("seldom", seldom)
                .maximum(2_000)
                .create();
        long shared = hits(often, seldom, group::rebalance);
        assertThat(shared).isGreaterThan(halves);
    }

    private static long hits(Cache<Integer, Integer> often, Cache<Integer, Integer> seldom, Runnable now) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200_000; i++) {
            Cache<Integer, Integer> cache = random.nextInt(11) > 0 ? often : seldom;
            int rank = (int) Math.pow(2_000, random.nextDouble());
            if (cache.getIfPresent(rank) == null) {
                cache.put(rank, rank); // a load would be timed, and count for as long as it took
            }
            if (i % 5_000 == 0) {
                now.run();
            }
        }
        return often.stats().hitCount() + seldom.stats().hitCount();
    }

    @Test
    void mistakesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheGroup.builder().create())
                .withMessage("a group needs a cache");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheGroup.builder().maximum(0))
                .withMessageContaining("but is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheGroup.builder().cache("a", full(1)).cache("a", full(1)))
                .withMessageContaining("name a");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CacheGroup.builder().cache("a", Caffeine.newBuilder().build()))
                .withMessageContaining("maximumSize");
    }
}
