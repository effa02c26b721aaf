package io.memsafe.benchmarks.stand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CpuTimesTest {

    private static final String MACHINE = """
            cpu  1000 20 300 5000 40 5 6 7 900 0
            cpu0 500 10 150 2500 20 2 3 4 450 0
            """;
    private static final String PROCESS = "42 (a (strange) name) S 1 42 42 0 -1 4194304 9 8 7 6 100 50 30 20 20 0 1";

    @Test
    void busyMustLeaveOutIdleAndWaitingAndCountStolenTime() {
        CpuTimes times = CpuTimes.parse(MACHINE, PROCESS);
        assertThat(times.busy()).isEqualTo(1000 + 20 + 300 + 5 + 6 + 7);
        assertThat(times.total()).isEqualTo(1000 + 20 + 300 + 5000 + 40 + 5 + 6 + 7);
    }

    @Test
    void ownMustCountEndedChildrenAndSurviveBracketsInTheName() {
        assertThat(CpuTimes.parse(MACHINE, PROCESS).own()).isEqualTo(100 + 50 + 30 + 20);
    }

    @Test
    void foreignMustBeWhatIsBusyAndNotOwn() {
        CpuTimes before = new CpuTimes(1000, 10_000, 100);
        CpuTimes after = new CpuTimes(1150, 10_200, 150);
        assertThat(after.foreignRatioSince(before).orElseThrow()).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void foreignMustNotBeNegativeWhenTheCountersDisagreeByATick() {
        CpuTimes before = new CpuTimes(1000, 10_000, 100);
        CpuTimes after = new CpuTimes(1099, 10_200, 200);
        assertThat(after.foreignRatioSince(before).orElseThrow()).isZero();
    }

    @Test
    void foreignMustBeUnknownWhenNoTimeHasPassed() {
        CpuTimes now = new CpuTimes(1000, 10_000, 100);
        assertThat(now.foreignRatioSince(now)).isEmpty();
    }
}
