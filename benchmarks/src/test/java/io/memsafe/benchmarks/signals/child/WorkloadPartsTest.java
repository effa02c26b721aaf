package io.memsafe.benchmarks.signals.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The parts that a child's truth and its peers rest on. */
class WorkloadPartsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long LARGEST = 41_000;

    @Test
    void aHolderHoldsItsTargetUpToOneArray() {
        Holder holder = new Holder(Sizes.usual(1));

        holder.approach(1 << 20, Long.MAX_VALUE / 2);
        assertThat(holder.bytes()).isBetween((1L << 20) - LARGEST, 1L << 20);

        holder.approach(1 << 19, 0);
        assertThat(holder.bytes()).isBetween((1L << 19) - LARGEST, 1L << 19);
    }

    @Test
    void aHolderGrowsByNoMoreThanAsked() {
        Holder holder = new Holder(Sizes.usual(1));

        holder.approach(1 << 20, 1 << 16);

        assertThat(holder.bytes()).isBetween((1L << 16) - LARGEST, 1L << 16);
    }

    @Test
    void replacingKeepsWhatIsHeld() {
        Holder holder = new Holder(Sizes.usual(1));
        holder.approach(1 << 20, 1 << 20);
        long before = holder.bytes();

        holder.replace(1 << 19);

        assertThat(holder.bytes()).isEqualTo(before);
    }

    @Test
    void footprintsAreRoundedUpWithTheirHeader() {
        assertThat(Sizes.footprint(0)).isEqualTo(16);
        assertThat(Sizes.footprint(1)).isEqualTo(24);
        assertThat(Sizes.footprint(64)).isEqualTo(80);
    }

    @Test
    void debtGrowsInPausesAndIsPaidBackWhileTheProgramRuns() {
        Debt debt = new Debt(3, 1);
        assertThat(debt.above(SECOND, 0)).isFalse();
        assertThat(debt.above(5 * SECOND, 3_400)).isFalse();
        assertThat(debt.above(6 * SECOND, 4_300)).isTrue();
        assertThat(debt.above(8 * SECOND, 4_300)).isFalse();
    }

    @Test
    void aProgramThatRunsHalfOfTheTimeOwesNothing() {
        Debt debt = new Debt(3, 1);
        boolean alarmed = false;
        for (int second = 1; second < 100; second++) {
            alarmed |= debt.above(second * SECOND, second * 500L);
        }
        assertThat(alarmed).isFalse();
    }

    @Test
    void theTotalOfAHistogramIsItsBytes() {
        assertThat(SignalsChild.total("   1:  10  20  [B\nTotal         12345        678901\n"))
                .isEqualTo(678_901);
    }

    @Test
    void onlyCollectionsOfTheWholeHeapCount() {
        assertThat(Sampler.seesTheWholeHeap("ZGC Major Cycles")).isTrue();
        assertThat(Sampler.seesTheWholeHeap("MarkSweepCompact")).isTrue();
        assertThat(Sampler.seesTheWholeHeap("ZGC Minor Cycles")).isFalse();
        assertThat(Sampler.seesTheWholeHeap("Shenandoah Pauses")).isFalse();
    }
}
