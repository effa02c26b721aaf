package io.memsafe.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
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
    void aFullCollectionSaysNothingOnceMuchHasBeenAddedSince() {
        for (CollectorFamily family : new CollectorFamily[] {CollectorFamily.PARALLEL, CollectorFamily.G1}) {
            String bean = family == CollectorFamily.G1 ? "G1 Young Generation" : "PS Scavenge";
            LiveSetEstimator estimator = LiveSetEstimator.of(family);
            estimator.collected(
                    event(family == CollectorFamily.G1 ? "G1 Old Generation" : "PS MarkSweep", 0, 1, 250, 5, 160, 5));
            estimator.collected(event(bean, 2, 3, 90, 60, 5, 60));
            assertThat(estimator.estimate(NOW))
                    .extracting(LiveSet::bytes, LiveSet::verified)
                    .containsExactly(5 * MB, true);
            estimator.collected(event(bean, 4, 5, 200, 190, 60, 190));
            assertThat(estimator.estimate(NOW))
                    .extracting(LiveSet::bytes, LiveSet::lowBytes, LiveSet::verified)
                    .containsExactly(190 * MB, 5 * MB, false);
        }
    }

    @Test
    void aYoungMarkingLeavesTheLiveSetAsOldAsItWas() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.ZGC_GENERATIONAL);
        estimator.marked(new MarkResult(1_000_000, 100 * MB, 0, false, true));
        estimator.marked(new MarkResult(5_000_000, 110 * MB, 0, false, false));
        assertThat(estimator.estimate(NOW).bytes()).isEqualTo(110 * MB);
        assertThat(estimator.estimate(NOW).nanos()).isEqualTo(1_000_000);
    }

    @Test
    void whatTheOldGenerationHoldsIsTheLeastThatLives() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.ZGC_GENERATIONAL);
        estimator.sampled(sample(0, 100, 1_000));
        estimator.sampled(sample(100, 200, 1_500));
        estimator.collected(event("ZGC Major Cycles", 0, 100, 250, 200, 120, 115));
        assertThat(estimator.estimate(NOW).bytes())
                .as("500 MB were allocated during the cycle")
                .isBetween(99 * MB, 101 * MB);
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
    void aMarkResultOfG1HoldsUntilMixedCollectionsShowGrowth() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.G1);
        estimator.collected(event("G1 Young Generation", 0, 1, 200, 170, 160, 150));
        estimator.marked(new MarkResult(2_000_000, 100 * MB, 0, false, true));
        assertThat(estimator.estimate(NOW))
                .extracting(LiveSet::bytes, LiveSet::verified)
                .containsExactly(100 * MB, true);
        estimator.collected(event("G1 Young Generation", 3, 4, 190, 140, 160, 130));
        estimator.collected(event("G1 Young Generation", 5, 6, 190, 120, 130, 110));
        assertThat(estimator.estimate(NOW).bytes())
                .as("garbage that mixed collections leave")
                .isEqualTo(100 * MB);
        for (int i = 0; i < 5; i++) {
            estimator.collected(event("G1 Young Generation", 7 + i, 8 + i, 200, 150, 150, 140));
        }
        assertThat(estimator.estimate(NOW).bytes()).as("30 MB more than before").isEqualTo(130 * MB);
        estimator.collected(event("G1 Young Generation", 20, 21, 190, 60, 150, 50));
        assertThat(estimator.estimate(NOW).bytes()).as("less than was alive").isEqualTo(60 * MB);
    }

    private static LiveSet afterOneCycle(CollectorFamily family, String bean) {
        LiveSetEstimator estimator = LiveSetEstimator.of(family);
        estimator.sampled(sample(0, 100, 1_000));
        estimator.sampled(sample(100, 200, 1_100));
        estimator.collected(event(bean, 0, 100, 150, 180, 150, 180));
        return estimator.estimate(NOW);
    }

    @Test
    void whatWasAllocatedDuringACycleIsTakenOffItsResult() {
        LiveSet live = afterOneCycle(CollectorFamily.SHENANDOAH, "Shenandoah Cycles");
        assertThat(live).extracting(LiveSet::bytes, LiveSet::verified).containsExactly(80 * MB, true);
        assertThat(live.highBytes()).isEqualTo(180 * MB);
    }

    @Test
    void whatWasAllocatedUpToTheEndOfACycleIsKnownFromTheNextSample() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.SHENANDOAH);
        estimator.sampled(sample(0, 100, 1_000));
        estimator.sampled(sample(20, 120, 1_020));
        estimator.collected(event("Shenandoah Cycles", 10, 100, 150, 180, 150, 180));
        assertThat(estimator.estimate(sample(100, 180, -1)).bytes())
                .as("nothing is known of the last 80 ms yet")
                .isEqualTo(170 * MB);
        estimator.sampled(sample(120, 200, 1_120));
        assertThat(estimator.estimate(sample(120, 200, 1_120)).bytes())
                .as("80 of the 100 MB since 20 ms, and 10 before")
                .isEqualTo(90 * MB);
        estimator.sampled(sample(140, 400, 2_000));
        assertThat(estimator.estimate(sample(140, 400, 2_000)).bytes())
                .as("what comes later changes nothing")
                .isEqualTo(90 * MB);
    }

    @Test
    void whatWasAllocatedSinceAMarkingBeganIsTakenOffItsResult() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.SHENANDOAH);
        estimator.sampled(sample(0, 100, 1_000));
        estimator.sampled(sample(100, 200, 1_100));
        estimator.marked(new MarkResult(100_000_000, 150 * MB, 40_000_000, true, true));
        assertThat(estimator.estimate(sample(100, 200, 1_100)).bytes())
                .as("40 of the 100 MB allocated within 100 ms")
                .isEqualTo(110 * MB);
        assertThat(estimator.estimate(sample(100, 200, 1_100)).highBytes()).isEqualTo(150 * MB);
    }

    @Test
    void whatAMarkingFindsWasAliveWhenItBegan() {
        LiveSetEstimator estimator = LiveSetEstimator.of(CollectorFamily.ZGC);
        estimator.sampled(sample(0, 100, 1_000));
        estimator.sampled(sample(100, 200, 1_100));
        estimator.marked(new MarkResult(100_000_000, 50 * MB, 40_000_000, false, true));
        LiveSet live = estimator.estimate(sample(100, 200, 1_100));
        assertThat(live.bytes()).isEqualTo(50 * MB);
        assertThat(live.nanos()).isEqualTo(60_000_000);
        assertThat(live.highBytes()).as("and 40 MB that were allocated since").isEqualTo(90 * MB);
    }

    @Test
    void zgcCountsWholePagesSoLessLivesThanItsHeapSays() {
        LiveSet live = afterOneCycle(CollectorFamily.ZGC, "ZGC Cycles");
        assertThat(live.bytes()).isBetween(69 * MB, 70 * MB);
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
    void aLiveSetThatFitsShowsThatItFits() {
        Capacity capacity = new Capacity(CollectorFamily.ZGC);
        assertThat(capacity.bytes(256 * MB, 0)).isEqualTo((long) (0.89 * 256 * MB));
        capacity.fits(236 * MB);
        assertThat(capacity.bytes(256 * MB, 0)).isEqualTo(236 * MB);
        capacity.fits(256 * MB);
        assertThat(capacity.bytes(256 * MB, 0)).as("some room is always needed").isLessThan(254 * MB);
    }

    @Test
    void fullCollectionsThatTakeAllTheTimeShowThatTheEndIsNear() {
        Capacity capacity = new Capacity(CollectorFamily.PARALLEL);
        capacity.left(9 * MB, 200 * MB, 30, 0.95, 0);
        assertThat(capacity.bytes(256 * MB, 0)).isEqualTo((long) (1.10 * (200 * MB)));
        for (long nanos = 0; nanos <= 5_000_000_000L; nanos += 500_000_000) {
            capacity.left(9 * MB, 200 * MB, 30, 0.95, nanos);
        }
        assertThat(capacity.bytes(256 * MB, 6_000_000_000L)).isEqualTo((long) (1.01 * (200 * MB)));
        assertThat(capacity.bytes(256 * MB, 70_000_000_000L))
                .as("forgotten a minute later")
                .isEqualTo((long) (0.95 * (256 * MB)));
    }

    @Test
    void fullCollectionsThatMakeRoomEachTimeAreNoEndHoweverMuchTimeTheyTake() {
        Capacity capacity = new Capacity(CollectorFamily.SERIAL);
        for (long nanos = 0; nanos <= 9_000_000_000L; nanos += 30_000_000) {
            capacity.left(60 * MB, 174 * MB, 30, 0.9, nanos);
        }
        assertThat(capacity.bytes(256 * MB, 9_000_000_000L)).isEqualTo((long) (0.98 * 256 * MB));
    }

    @Test
    void threeFullCollectionsInVainShowThatTheEndIsThere() {
        Capacity capacity = new Capacity(CollectorFamily.PARALLEL);
        capacity.left(MB, 200 * MB, 3, 0.1, 0);
        capacity.left(MB, 200 * MB, 4, 0.1, 1);
        assertThat(capacity.bytes(256 * MB, 1)).isEqualTo((long) (0.95 * (256 * MB)));
        capacity.left(MB, 200 * MB, 5, 0.1, 2);
        assertThat(capacity.bytes(256 * MB, 2)).isEqualTo((long) (1.01 * (200 * MB)));
        capacity.left(90 * MB, 110 * MB, 5, 0.1, 3);
        assertThat(capacity.bytes(256 * MB, 3)).as("there is room again").isGreaterThan(202 * MB);
    }

    @Test
    void fullCollectionsOfAnAlmostEmptyHeapTeachNothing() {
        Capacity capacity = new Capacity(CollectorFamily.SERIAL);
        capacity.left(0, 50 * MB, 30, 0.95, 0);
        assertThat(capacity.bytes(256 * MB, 0)).isEqualTo((long) (0.98 * 256 * MB));
    }

    @Test
    void collectionsThatSomebodyAskedForAreNoDistress() {
        CollectionLoad load = new CollectionLoad();
        for (int i = 0; i < 5; i++) {
            load.collected(new CollectionEvent(
                    100_000_000L * (i + 1), "PS MarkSweep", "", "System.gc()", 100 * i, 100 * i + 95, 9, 9, 9, 9, 0));
        }
        assertThat(load.distress(500_000_000)).isZero();
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
