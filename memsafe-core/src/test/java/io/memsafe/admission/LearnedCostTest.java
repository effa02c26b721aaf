package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.admission.LearnedCost.Measurement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedCostTest {
    private static final long PRIOR = 1_000_000;

    private final LearnedCost cost = MemoryBudget.fixed(1).learnedCost(PRIOR);

    @Test
    void anUnknownKeyCostsThePrior() {
        assertThat(cost.estimate("report")).isEqualTo(PRIOR);
        cost.learn("other", 10);
        assertThat(cost.estimate("report")).isEqualTo(PRIOR);
    }

    @Test
    void thePriorCountsAsOneUnitAndTheMeanConverges() {
        cost.learn("report", 2_000);
        assertThat(cost.estimate("report")).isEqualTo(501_000);
        for (int i = 0; i < 500; i++) {
            cost.learn("report", 2_000);
        }
        assertThat(cost.estimate("report")).isCloseTo(2_000, within(40L));
        for (int i = 0; i < 200; i++) {
            cost.learn("report", 8_000);
        }
        assertThat(cost.estimate("report")).isCloseTo(8_000, within(200L));
    }

    @Test
    void aUnitIsMeasuredByWhatItsThreadAllocates() {
        List<byte[]> held = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            held.clear();
            try (Measurement unit = cost.measure("report")) {
                held.add(new byte[50_000]);
                held.add(new byte[150_000]);
                unit.complete();
            }
        }
        assertThat(cost.estimate("report")).isBetween(200_000L, 230_000L);
    }

    @Test
    void aUnitThatFailsDoesNotLookCheap() {
        cost.learn("report", PRIOR);
        try (Measurement unit = cost.measure("report")) {
            assertThat(unit.estimate()).isEqualTo(PRIOR);
        }
        assertThat(cost.estimate("report")).isEqualTo(PRIOR);
        byte[] large;
        try (Measurement unit = cost.measure("report")) {
            large = new byte[4 * (int) PRIOR];
            assertThat(unit.estimate()).isGreaterThan(4 * PRIOR);
        }
        assertThat(large).hasSize(4_000_000);
        assertThat(cost.estimate("report")).isGreaterThan(PRIOR);
    }

    @Test
    void aUnitThatEndsOnAnotherThreadTeachesNothingAndIsNoLongerUnderWay() throws InterruptedException {
        Measurement unit = cost.measure("report");
        Thread other = new Thread(() -> {
            unit.complete();
            unit.close();
            unit.close();
        });
        other.start();
        other.join();
        assertThat(cost.estimate("report")).isEqualTo(PRIOR);
    }

    /** A virtual one, where there are such. */
    @Test
    void aThreadThatDoesNotTellTeachesNothing() throws ReflectiveOperationException, InterruptedException {
        Runnable unit = () -> {
            try (Measurement measured = cost.measure("report")) {
                measured.complete();
            }
        };
        Thread thread;
        try {
            thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, unit);
        } catch (NoSuchMethodException e) {
            thread = new Thread(() -> cost.learn("report", PRIOR));
            thread.start();
        }
        thread.join();
        assertThat(cost.estimate("report")).isEqualTo(PRIOR);
    }

    @Test
    void keysBeyondTheBoundShareOneEstimate() {
        for (int i = 0; i < 1_000; i++) {
            cost.learn("key " + i, 10);
        }
        long known = cost.estimate("key 999");
        for (int i = 1_000; i < 5_000; i++) {
            cost.learn("key " + i, 3_000);
        }
        assertThat(cost.estimate("key 999")).isEqualTo(known);
        assertThat(cost.estimate("key 1000"))
                .isEqualTo(cost.estimate("never seen"))
                .isCloseTo(3_000, within(100L));
    }

    /** Units hold a share of what they allocate at their end, half of that on average; a live set is found at each step. */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 0.6, 1.0})
    void theCorrectionConvergesOnTheShareThatIsHeld(double share) {
        Heaps heap = new Heaps();
        heap.found(300_000);
        MemoryBudget budget = MemoryBudget.builder().headroom(heap, 0.8).build();
        LearnedCost learned = budget.learnedCost(PRIOR);
        for (int i = 0; i < 1_000; i++) {
            learned.learn("unit", 10_000);
        }
        assertThat(learned.heldRatio()).isEqualTo(1);
        long before = learned.estimate("unit");
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            List<Measurement> underWay = new ArrayList<>();
            int count = random.nextInt(20);
            for (int j = 0; j < count; j++) {
                underWay.add(learned.measure("unit"));
            }
            double noise = 1 + 0.01 * random.nextGaussian();
            heap.found((long) (300_000 * noise + count * 10_000 * share / 2));
            budget.refresh();
            underWay.forEach(Measurement::close);
        }
        assertThat(learned.heldRatio()).isCloseTo(share, within(0.1));
        assertThat(learned.estimate("unit") / (double) before).isCloseTo(share, within(0.1));
    }

    @Test
    void aLiveSetIsPutBesideWhatWasUnderWayWhenItWasFound() {
        assertThat(heldRatioOfLiveSetsToldLate(60)).isCloseTo(0.6, within(0.05));
    }

    @Test
    void aLiveSetThatIsOlderThanWhatIsRememberedTeachesNothing() {
        assertThat(heldRatioOfLiveSetsToldLate(300)).isEqualTo(1);
    }

    /** As on ZGC with a large heap: what was alive many steps ago is told now, and other units are under way. */
    private static double heldRatioOfLiveSetsToldLate(int steps) {
        Heaps heap = new Heaps();
        heap.found(300_000);
        MemoryBudget budget = MemoryBudget.builder().headroom(heap, 0.8).build();
        LearnedCost learned = budget.learnedCost(PRIOR);
        for (int i = 0; i < 1_000; i++) {
            learned.learn("unit", 100_000);
        }
        Random random = new Random(12);
        Deque<long[]> marked = new ArrayDeque<>();
        for (int i = 0; i < 400; i++) {
            List<Measurement> underWay = new ArrayList<>();
            int count = random.nextInt(20);
            for (int j = 0; j < count; j++) {
                underWay.add(learned.measure("unit"));
            }
            heap.uptimeMillis += 50;
            budget.refresh();
            marked.add(new long[] {heap.uptimeMillis, 300_000 + count * 30_000});
            if (marked.size() > steps) {
                long[] then = marked.remove();
                heap.found(then[1]);
                heap.foundMillis = then[0];
                budget.refresh();
            }
            underWay.forEach(Measurement::close);
        }
        return learned.heldRatio();
    }
}
