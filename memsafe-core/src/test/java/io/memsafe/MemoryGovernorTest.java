package io.memsafe;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsafe.admission.Refusal;
import io.memsafe.response.Reclaimed;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryGovernorTest {

    private static long governorThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("memsafe-"))
                .count();
    }

    @Test
    void aHealthyJvmIsNormalAndAssessed() {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            assertThat(governor.level()).isEqualTo(PressureLevel.NORMAL);
            HeapAssessment assessment = governor.assessment().heap();
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
        assertThat(governorThreads()).isEqualTo(before + 8);
        governor.close();
        governor.close();
        assertThat(governorThreads()).isEqualTo(before + 4);
        assertThat(second.level()).isEqualTo(PressureLevel.NORMAL);
        second.close();
        assertThat(governorThreads()).isEqualTo(before);
    }

    @Test
    void preloadingStartsNothingAndItsGovernorIsAsOneThatIsClosed() {
        long before = governorThreads();
        MemoryGovernor idle = MemoryGovernor.preload();
        assertThat(governorThreads()).isEqualTo(before);
        assertThat(idle.level()).isEqualTo(PressureLevel.NORMAL);
        idle.budget().tryAcquire(1).orThrow().close();
        idle.onLevelChange("hears nothing", change -> {}).close();
        idle.close();
        assertThat(idle.level()).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void theBudgetIsThatOfTheHeapAndOutlivesTheGovernor() {
        MemoryGovernor governor = MemoryGovernor.builder().budgetShare(0.5).start();
        long most = governor.assessment().heap().capacityBytes() / 2;
        assertThat(governor.budget()).isSameAs(governor.budget());
        assertThat(governor.budget().limitBytes()).isBetween(1L, most);
        assertThat(governor.budget().tryAcquire(most + 1)).isInstanceOf(Refusal.class);
        governor.close();
        governor.budget().tryAcquire(1).orThrow().close();
        assertThat(governor.budget().reservedBytes()).isZero();
    }

    @Test
    void reclaimersAreAskedWhenSomebodyWantsIt() throws InterruptedException {
        Duration most = Duration.ofMinutes(1);
        MemoryGovernor governor = MemoryGovernor.start();
        governor.reclaim("dear", 200, demand -> demand.level().ordinal());
        governor.reclaim("cheap", 1, demand -> 0);
        assertThat(governor.reclaimers()).containsExactly("cheap", "dear");
        assertThat(governor.reclaimNow(PressureLevel.CRITICAL, most))
                .containsExactly(
                        new Reclaimed("cheap", Reclaimed.Outcome.RETURNED, 0),
                        new Reclaimed("dear", Reclaimed.Outcome.RETURNED, 2));
        assertThat(governor.level()).isEqualTo(PressureLevel.NORMAL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> governor.reclaimNow(PressureLevel.NORMAL, most))
                .withMessageContaining("WARNING");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> governor.reclaimNow(PressureLevel.WARNING, Duration.ZERO))
                .withMessageContaining("PT0S");
        governor.close();
        assertThat(governor.reclaimNow(PressureLevel.CRITICAL, most))
                .extracting(Reclaimed::outcome)
                .containsOnly(Reclaimed.Outcome.NOT_ASKED);
    }

    @Test
    void aGovernorThatCallsNobodyAsksNobody() throws InterruptedException {
        try (MemoryGovernor governor = MemoryGovernor.builder().responses(false).start()) {
            governor.reclaim("never", demand -> 0);
            assertThat(governor.reclaimNow(PressureLevel.WARNING, Duration.ofMinutes(1)))
                    .extracting(Reclaimed::outcome)
                    .containsExactly(Reclaimed.Outcome.NOT_ASKED);
        }
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
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryGovernor.builder().budgetShare(1.1))
                .withMessageContaining("1.1");
    }
}
