package io.memsafe.benchmarks.batch.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final int MEGABYTE = 1 << 20;

    private static int[] sorted(Workload workload) {
        return IntStream.range(0, workload.items())
                .map(workload::length)
                .sorted()
                .toArray();
    }

    @Test
    void theHeavyTailHasTheMedianThePercentileAndTheLargestItemItPromises() {
        int[] lengths = sorted(Workload.HEAVY_TAIL);
        assertThat(lengths[lengths.length / 2]).isBetween(1_900, 2_200);
        assertThat(lengths[(int) (lengths.length * 0.99)]).isBetween(170_000, 240_000);
        assertThat(lengths[lengths.length - 1]).isEqualTo(8 * MEGABYTE);
    }

    @Test
    void thePhasesHaveABurstOfLargeItemsBetweenTinyOnes() {
        Workload phases = Workload.PHASES;
        assertThat(IntStream.range(0, phases.items()).filter(id -> phases.length(id) >= MEGABYTE))
                .hasSize(300);
        assertThat(phases.length(0)).isLessThan(1_000);
        assertThat(phases.length(20_150)).isBetween(MEGABYTE, 4 * MEGABYTE);
        assertThat(phases.length(phases.items() - 1)).isLessThan(1_000);
    }

    @Test
    void aRepetitionHasTheSameItems() {
        Workload workload = Workload.HEAVY_TAIL;
        assertThat(workload.length(workload.items() + 5L)).isEqualTo(workload.length(5));
        assertThat(workload.seed(workload.items() + 5L)).isEqualTo(workload.seed(5));
    }
}
