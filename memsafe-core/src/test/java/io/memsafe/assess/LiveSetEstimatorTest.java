package io.memsafe.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveSetEstimatorTest {
    private static final long MB = 1 << 20;
    private static final Sample NOW = sample(10_000, 200, -1);

    private static Sample sample(long millis, long usedMb, long allocatedMb) {
        return new Sample(millis * 1_000_000, usedMb * MB, 256 * MB, allocatedMb < 0 ? -1 : allocatedMb * MB);
    }

    private static CollectionEvent event(
            String bean, long startMillis, long endMillis, long before, long after, long oldBefore, long oldAfter) {
        return new CollectionEvent(
                endMillis * 1_000_000,
                bean,
                "",
                "",
                startMillis,
                endMillis,
                before * MB,
                after * MB,
                oldBefore * MB,
                oldAfter * MB,
                0);
    }

    @ParameterizedTest
    @EnumSource(CollectorFamily.class)
    void nothingIsVerifiedBeforeACollection(CollectorFamily family) {
        LiveSet live = LiveSetEstimator.of(family).estimate(NOW);
        assertThat(live.verified()).isFalse();
        assertThat(live.highBytes()).isEqualTo(200 * MB);
    }

    @Test
    void aFullCollectionIsTheTruthOnSerial() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.SERIAL);
        estimator.collected(event("Copy", 0, 1, 100, 80, 60, 70));
        assertThat(estimator.estimate(NOW).verified()).isFalse();
        estimator.collected(event("MarkSweepCompact", 2, 3, 180, 50, 160, 50));
        assertThat(estimator.estimate(NOW))
                .extracting(LiveSet::bytes, LiveSet::verified)
                .containsExactly(50 * MB, true);
        estimator.collected(event("Copy", 4, 5, 120, 90, 50, 88));
        LiveSet later = estimator.estimate(NOW);
        assertThat(later.bytes()).isEqualTo(50 * MB);
        assertThat(later.highBytes()).isEqualTo(90 * MB);
    }

    @Test
    void aYoungCollectionBelowTheLastFullOneLowersTheEstimate() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.PARALLEL);
        estimator.collected(event("PS MarkSweep", 0, 1, 250, 200, 160, 150));
        estimator.collected(event("PS Scavenge", 2, 3, 200, 120, 110, 110));
        assertThat(estimator.estimate(NOW).bytes()).isEqualTo(120 * MB);
    }

    @Test
    void youngCollectionsThatLeaveTheOldGenerationAloneSayNothingOnG1() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.G1);
        estimator.collected(event("G1 Young Generation", 0, 1, 200, 150, 100, 140));
        estimator.collected(event("G1 Concurrent GC", 1, 2, 150, 150, 140, 140));
        assertThat(estimator.estimate(NOW).verified()).isFalse();
    }

    @Test
    void theSmallestOfTheLastMixedCollectionsCountsOnG1() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.G1);
        estimator.collected(event("G1 Young Generation", 0, 1, 200, 150, 160, 140));
        estimator.collected(event("G1 Young Generation", 2, 3, 190, 110, 140, 100));
        estimator.collected(event("G1 Young Generation", 4, 5, 190, 120, 115, 110));
        LiveSet live = estimator.estimate(NOW);
        assertThat(live).extracting(LiveSet::bytes, LiveSet::verified).containsExactly(110 * MB, true);
        estimator.collected(event("G1 Old Generation", 6, 7, 250, 90, 200, 90));
        assertThat(estimator.estimate(NOW).bytes()).isEqualTo(90 * MB);
    }

    @Test
    void whatWasAllocatedDuringACycleIsTakenOffItsResult() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.ZGC);
        estimator.sampled(sample(0, 100, 1_000));
        estimator.sampled(sample(100, 200, 1_100));
        estimator.collected(event("ZGC Cycles", 0, 100, 150, 180, 150, 180));
        LiveSet live = estimator.estimate(NOW);
        assertThat(live).extracting(LiveSet::bytes, LiveSet::verified).containsExactly(80 * MB, true);
        assertThat(live.highBytes()).isEqualTo(180 * MB);
    }

    @Test
    void minorCyclesOnlyBoundTheLiveSet() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.ZGC_GENERATIONAL);
        estimator.collected(event("ZGC Minor Cycles", 0, 100, 150, 90, 150, 180));
        assertThat(estimator.estimate(NOW).verified()).isFalse();
        assertThat(estimator.estimate(NOW).highBytes()).isEqualTo(90 * MB);
    }

    @Test
    void capacityIsBelowTheHeapAndGrowsWithItOnZgc() {
        for (CollectorFamily family : CollectorFamily.values()) {
            assertThat(Capacity.ratio(family, 64 * MB)).isBetween(0.85, 0.99);
        }
        assertThat(Capacity.ratio(CollectorFamily.ZGC, 4_096 * MB))
                .isGreaterThan(Capacity.ratio(CollectorFamily.ZGC, 64 * MB));
    }

    @Test
    void backToBackFullCollectionsAreDistressAndFade() {
        CollectionLoad load = new CollectionLoad();
        for (int i = 0; i < 5; i++) {
            load.collected(event("MarkSweepCompact", 100 * i, 100 * i + 95, 250, 249, 170, 169));
        }
        assertThat(load.distress(500_000_000)).isEqualTo(4);
        assertThat(load.ratio(500_000_000)).isBetween(0.45, 0.48);
        assertThat(load.distress(2_000_000_000)).isZero();
        assertThat(load.ratio(2_000_000_000)).isZero();
    }

    @Test
    void anOccasionalFullCollectionIsNoDistress() {
        CollectionLoad load = new CollectionLoad();
        load.collected(event("MarkSweepCompact", 0, 95, 250, 100, 170, 100));
        load.collected(event("MarkSweepCompact", 600, 695, 250, 100, 170, 100));
        assertThat(load.distress(700_000_000)).isZero();
    }
}
