package io.memsafe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryGovernorTest {

    private static long governorThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("memsafe-governor"))
                .count();
    }

    @Test
    void aHealthyJvmIsNormalAndAssessed() {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            assertThat(governor.level()).isEqualTo(PressureLevel.NORMAL);
            MemoryAssessment assessment = governor.assessment();
            assertThat(assessment.maxBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
            assertThat(assessment.capacityBytes()).isBetween(1L, assessment.maxBytes());
            assertThat(assessment.headroomBytes()).isPositive();
        }
    }

    @Test
    void assessmentsGoOnWithoutCollections() {
        try (MemoryGovernor governor =
                MemoryGovernor.builder().interval(Duration.ofMillis(1)).start()) {
            Duration first = governor.assessment().uptime();
            await().until(() -> governor.assessment().uptime().compareTo(first.plusMillis(5)) > 0);
        }
    }

    @Test
    void closingLeavesNoThreadAndIsIdempotent() {
        long before = governorThreads();
        MemoryGovernor governor = MemoryGovernor.start();
        MemoryGovernor second = MemoryGovernor.start();
        assertThat(governorThreads()).isEqualTo(before + 2);
        governor.close();
        governor.close();
        assertThat(governorThreads()).isEqualTo(before + 1);
        assertThat(second.level()).isEqualTo(PressureLevel.NORMAL);
        second.close();
        assertThat(governorThreads()).isEqualTo(before);
    }

    @Test
    void settingsOutOfBoundsAreRefusedWithTheirValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryGovernor.builder().thresholds(0.95, 0.85))
                .withMessageContaining("warning is 0.95")
                .withMessageContaining("critical is 0.85");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryGovernor.builder().interval(Duration.ZERO))
                .withMessageContaining("PT0S");
    }
}
