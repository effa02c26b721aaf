package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.Registration;
import io.memsafe.admission.Refusal.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadroomLimitTest {
    private final Heaps heap = new Heaps();
    private final AtomicInteger collections = new AtomicInteger();
    private long filled;
    private long left;

    private MemoryBudget budget(double share) {
        return MemoryBudget.builder()
                .headroom(heap, share)
                .collections(collections::incrementAndGet)
                .build();
    }

    @Test
    void theLimitIsAShareOfWhatTheLiveSetLeaves() {
        heap.found(400_000);
        MemoryBudget budget = budget(0.8);
        assertThat(budget.limitBytes()).isEqualTo(480_000);
        heap.found(900_000);
        budget.refresh();
        assertThat(budget.limitBytes()).isEqualTo(80_000);
        heap.found(1_100_000);
        budget.refresh();
        assertThat(budget.limitBytes()).isZero();
        assertThat(((Refusal) budget.tryAcquire(1)).reason()).isEqualTo(Reason.NO_ROOM);
        assertThat(((Refusal) budget.tryAcquire(800_001)).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void aJumpFrom80To97PercentOfTheHeapIsRefused() {
        heap.found(800_000);
        assertThat(((Refusal) budget(0.8).tryAcquire(170_000)).reason()).isEqualTo(Reason.NO_ROOM);
    }

    @Test
    void aLowerBaseIsBelievedStepByStep() {
        heap.found(600_000);
        MemoryBudget budget = budget(1);
        heap.found(100_000);
        budget.refresh();
        assertThat(budget.limitBytes()).isEqualTo(500_000);
        for (int i = 0; i < 30; i++) {
            budget.refresh();
        }
        assertThat(budget.limitBytes()).isCloseTo(900_000, within(2_000L));
    }

    @Test
    void freshPermitsAreNotTakenForFreeRoom() {
        heap.found(600_000);
        MemoryBudget budget = budget(1);
        budget.tryAcquire(300_000).orThrow();
        heap.found(600_000);
        budget.refresh();
        assertThat(budget.limitBytes()).isEqualTo(400_000);
    }

    @Test
    void betweenTwoLiveSetsTheBoundOfYoungCollectionsCountsAndThatOfConcurrentCollectorsDoesNot() {
        heap.found(300_000);
        heap.high = 700_000;
        heap.uptimeMillis += 1_000;
        assertThat(budget(1).limitBytes()).isEqualTo(700_000);
        for (String collector : new String[] {"Serial", "Parallel", "G1"}) {
            heap.collector = collector;
            assertThat(budget(1).limitBytes()).as(collector).isEqualTo(300_000);
        }
        heap.collector = "Shenandoah";
        heap.verified = false;
        assertThat(budget(1).limitBytes()).as("unverified").isEqualTo(300_000);
    }

    @Test
    void aLiveSetThatG1HasJustFoundCountsTheLessTheOlderItIs() {
        heap.collector = "G1";
        heap.found(300_000);
        heap.high = 700_000;
        assertThat(budget(1).limitBytes()).isEqualTo(700_000);
        heap.uptimeMillis += 250;
        assertThat(budget(1).limitBytes()).isEqualTo(600_000);
        heap.uptimeMillis += 5_000;
        assertThat(budget(1).limitBytes()).isEqualTo(300_000);
        heap.collector = "Parallel";
        heap.uptimeMillis = heap.foundMillis;
        assertThat(budget(1).limitBytes()).as("others find one too rarely").isEqualTo(300_000);
    }

    /**
     * A program with a base, whose permits are live by a share. Requests come and go at random and take all they get. A
     * live set is found at every step.
     */
    private MemoryBudget play(long seed, double share, double heldShare, long base, double noise) {
        Random random = new Random(seed);
        heap.found(base);
        MemoryBudget budget = budget(share);
        Deque<MemoryPermit> open = new ArrayDeque<>();
        for (int i = 0; i < 600; i++) {
            long wanted = random.nextInt(6);
            for (int j = 0; j < wanted; j++) {
                if (budget.tryAcquire(10_000 + random.nextInt(30_000)) instanceof MemoryPermit permit) {
                    open.add(permit);
                    assertThat(base + budget.reservedBytes())
                            .as("live if all permits become live, step %s", i)
                            .isLessThanOrEqualTo(Heaps.CAPACITY);
                }
            }
            double breath = i / 20 % 2 == 0 ? 0.9 : 0.4;
            while (!open.isEmpty() && random.nextDouble() > breath) {
                open.remove().close();
            }
            double wrong = 1 + noise * random.nextGaussian();
            heap.found((long) (wrong * base + heldShare * budget.reservedBytes()));
            budget.refresh();
        }
        open.forEach(MemoryPermit::close);
        return budget;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.8, 1.0})
    void whatPermitsHaveMadeLiveIsNotCountedTwice(double heldShare) {
        MemoryBudget budget = play(7, 0.8, heldShare, 200_000, 0);
        heap.found(200_000);
        for (int i = 0; i < 30; i++) {
            budget.refresh();
        }
        assertThat(budget.limitBytes()).isCloseTo(640_000, within(10_000L));
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void whatPermitsMakeLiveIsLearnedWhereItIsToldSecondsAfterTheMarkingBegan() {
        heap.found(200_000);
        MemoryBudget budget = budget(0.8);
        Random random = new Random(5);
        Deque<long[]> marked = new ArrayDeque<>();
        for (int i = 0; i < 600; i++) {
            budget.release(budget.reservedBytes());
            assertThat(budget.tryReserve(i < 500 ? random.nextInt(300_000) : 200_000))
                    .isTrue();
            pass(budget);
            marked.add(new long[] {heap.uptimeMillis, 200_000 + 8 * budget.reservedBytes() / 10});
            if (marked.size() > 60) {
                long[] then = marked.remove();
                found(then[1], then[0]);
                budget.refresh();
            }
        }
        assertThat(budget.limitBytes()).isCloseTo(640_000, within(10_000L));
        budget.release(200_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whateverIsHeldTheHeapIsNotPromisedTwice(long seed) {
        Random random = new Random(seed);
        play(seed, 0.8, random.nextDouble(), 100_000 + random.nextInt(600_000), 0.02);
    }

    @Test
    void whatIsToldToBeLiveIsNotCountedTwice() {
        heap.found(100_000);
        MemoryBudget budget = budget(1);
        MemoryBudget child = budget.child("told").create();
        Registration replaced = child.filled(() -> 0);
        child.filled(() -> filled);
        replaced.close();
        assertThat(child.tryReserve(400_000)).isTrue();
        settle(budget);
        heap.found(500_000);
        settle(budget);
        assertThat(budget.limitBytes()).as("nothing of it is live").isEqualTo(500_000);
        filled = 400_000;
        settle(budget);
        heap.found(500_001);
        settle(budget);
        assertThat(budget.limitBytes()).as("three quarters are believed").isCloseTo(800_000, within(100L));
        filled = 9_000_000;
        settle(budget);
        heap.found(500_002);
        settle(budget);
        assertThat(budget.limitBytes()).as("no more than was given out").isCloseTo(800_000, within(100L));
        Registration failing = child.filled(() -> {
            throw new IllegalStateException("thrown by the test");
        });
        settle(budget);
        heap.found(500_003);
        settle(budget);
        assertThat(budget.limitBytes()).as("one that throws counts as 0").isCloseTo(500_000, within(100L));
        child.filled(() -> filled).close();
        failing.close();
        settle(budget);
        heap.found(500_004);
        settle(budget);
        assertThat(budget.limitBytes())
                .as("nobody tells any more, and it was never learned")
                .isCloseTo(500_000, within(100L));
        child.release(400_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZGC", "G1", "Serial"})
    void whatWasGivenAfterTheLiveSetWasFoundIsNotTakenForLive(String collector) {
        heap.collector = collector;
        heap.found(100_000);
        MemoryBudget budget = budget(1);
        budget.filled(() -> filled);
        settle(budget);
        filled = 400_000;
        assertThat(budget.tryReserve(400_000)).isTrue();
        heap.found(300_000);
        settle(budget);
        assertThat(budget.limitBytes())
                .as("at the refresh before, nothing was out")
                .isEqualTo(700_000);
        heap.found(300_001);
        settle(budget);
        assertThat(budget.limitBytes()).as("it is out now").isCloseTo(1_000_000, within(100L));
        budget.release(400_000);
    }

    @Test
    void whatG1CouldNotSeeWhileItMarkedIsTakenForAlive() {
        heap.collector = "G1";
        heap.found(100_000);
        MemoryBudget budget = budget(1);
        settle(budget);
        heap.found(200_000);
        heap.high = 900_000;
        budget.refresh();
        assertThat(budget.limitBytes())
                .as("700_000 came while it marked, or since")
                .isEqualTo(100_000);
        heap.found(900_000);
        settle(budget);
        heap.found(200_000);
        heap.high = 900_000;
        for (int i = 0; i < 80; i++) {
            budget.refresh();
        }
        assertThat(budget.limitBytes())
                .as("the bound has not risen: it is garbage")
                .isCloseTo(800_000, within(1_000L));
    }

    @Test
    void whatWasLeftSinceIsGarbageThatG1HasNotFoundYet() {
        heap.collector = "G1";
        heap.found(100_000);
        MemoryBudget budget = budget(1);
        Registration told = budget.filled(() -> filled, () -> left);
        settle(budget);
        heap.found(100_001);
        budget.refresh();
        left = 400_000;
        budget.refresh();
        heap.high = 300_000;
        budget.refresh();
        assertThat(budget.limitBytes()).as("explained").isCloseTo(900_000, within(2_000L));
        heap.high = 500_000;
        budget.refresh();
        assertThat(budget.limitBytes())
                .as("three quarters of what was left explain 300_000")
                .isCloseTo(800_000, within(2_000L));
        told.close();
        heap.high = 500_001;
        budget.refresh();
        assertThat(budget.limitBytes()).as("nobody tells any more").isCloseTo(500_000, within(2_000L));
    }

    @Test
    void whereMarkingGoesOnBesideTheProgramItsBeginningCounts() {
        heap.collector = "ZGC";
        MemoryBudget budget = budget(1);
        budget.filled(() -> filled);
        settle(budget);
        long before = heap.uptimeMillis - 10;
        take(budget, 200_000);
        found(300_000, before);
        settle(budget);
        assertThat(budget.limitBytes()).as("it was given since").isCloseTo(700_000, within(100L));

        long begun = heap.uptimeMillis - 10;
        give(budget, 200_000);
        take(budget, 300_000);
        give(budget, 300_000);
        found(300_001, begun);
        settle(budget);
        assertThat(budget.limitBytes())
                .as("three quarters of 200_000 were alive then, whatever came and went since")
                .isCloseTo(850_000, within(100L));

        take(budget, 200_000);
        begun = heap.uptimeMillis - 10;
        give(budget, 100_000);
        found(300_002, begun);
        settle(budget);
        assertThat(budget.limitBytes())
                .as("taken between the refreshes around the beginning: it may have come after it")
                .isCloseTo(700_000, within(100L));
    }

    private void take(MemoryBudget budget, long bytes) {
        assertThat(budget.tryReserve(bytes)).isTrue();
        filled += bytes;
        pass(budget);
    }

    private void give(MemoryBudget budget, long bytes) {
        budget.release(bytes);
        filled -= bytes;
        pass(budget);
    }

    private void pass(MemoryBudget budget) {
        heap.uptimeMillis += 50;
        budget.refresh();
    }

    private void found(long liveBytes, long beganMillis) {
        heap.found(liveBytes);
        heap.foundMillis = beganMillis;
    }

    private void settle(MemoryBudget budget) {
        for (int i = 0; i < 80; i++) {
            pass(budget);
        }
    }

    @Test
    void growthThatNoPermitExplainsShowsAtOnce() {
        MemoryBudget budget = play(3, 1, 0.5, 200_000, 0);
        long before = budget.limitBytes();
        MemoryPermit permit = budget.tryAcquire(200_000).orThrow();
        heap.found(200_000 + 100_000 + 300_000);
        budget.refresh();
        assertThat(budget.limitBytes()).isLessThan(before - 250_000).isLessThan(510_000);
        permit.close();
    }

    @Test
    void aBudgetThatRefusesEverybodyForADoubtAsksForACollection() {
        heap.collector = "Serial";
        heap.found(100_000);
        heap.high = 900_000;
        MemoryBudget budget = budget(0.8);
        for (int i = 0; i < 100; i++) {
            heap.uptimeMillis += 50;
            budget.refresh();
        }
        assertThat(collections).as("nobody wants anything").hasValue(0);
        for (int i = 0; i < 100; i++) {
            heap.uptimeMillis += 50;
            assertThat(budget.tryAcquire(200_000)).isInstanceOf(Refusal.class);
            budget.refresh();
        }
        assertThat(collections).hasValue(1);
        heap.found(100_000);
        for (int i = 0; i < 30; i++) {
            budget.refresh();
        }
        budget.tryAcquire(200_000).orThrow();
    }

    @Test
    void collectionsThatChangeNothingAreAskedForEverMoreRarely() {
        CollectionDoubt doubt = new CollectionDoubt();
        int asked = 0;
        for (long seconds = 0; seconds < 3_600; seconds++) {
            asked += doubt.due(seconds * 1_000_000_000L, true, 900, 50, 700) ? 1 : 0;
        }
        assertThat(asked).isBetween(6, 12);
    }

    @Test
    void aLimitThatIsLowForNoDoubtAsksForNoCollection() {
        heap.found(950_000);
        MemoryBudget budget = budget(0.8);
        for (int i = 0; i < 1_000; i++) {
            heap.uptimeMillis += 50;
            assertThat(budget.tryAcquire(200_000)).isInstanceOf(Refusal.class);
            budget.refresh();
        }
        assertThat(collections).hasValue(0);
    }
}
