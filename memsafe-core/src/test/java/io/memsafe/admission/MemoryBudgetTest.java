package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.memsafe.PressureLevel;
import io.memsafe.admission.Refusal.Reason;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = MemoryBudget.fixed(100);

    private static MemoryPermit permit(Admission admission) {
        assertThat(admission).isInstanceOf(MemoryPermit.class);
        return admission.orThrow();
    }

    private static Reason reason(Admission admission) {
        assertThat(admission).isInstanceOf(Refusal.class);
        return ((Refusal) admission).reason();
    }

    @Test
    void permitsAreGivenUpToTheLimitAndNotBeyond() {
        MemoryPermit first = permit(budget.tryAcquire(60));
        assertThat(reason(budget.tryAcquire(41))).isEqualTo(Reason.NO_ROOM);
        MemoryPermit second = permit(budget.tryAcquire(40));
        assertThat(budget.reservedBytes()).isEqualTo(100);
        first.close();
        assertThat(budget.reservedBytes()).isEqualTo(40);
        second.close();
        assertThat(budget.reservedBytes()).isZero();
        assertThat(budget.refusals()).isEqualTo(1);
    }

    @Test
    void whatIsLargerThanTheWholeBudgetIsRefusedForThatReason() {
        assertThat(reason(budget.tryAcquire(101))).isEqualTo(Reason.TOO_LARGE);
        assertThat(reason(budget.tryAcquire(Long.MAX_VALUE))).isEqualTo(Reason.TOO_LARGE);
        assertThat(budget.acquireAsync(101).join()).isInstanceOf(Refusal.class);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void noSumOfRequestsOverflows() {
        MemoryBudget endless = MemoryBudget.fixed(Long.MAX_VALUE);
        assertThat(reason(endless.tryAcquire(Long.MAX_VALUE))).isEqualTo(Reason.TOO_LARGE);
        permit(endless.tryAcquire(endless.limitBytes()));
        assertThat(reason(endless.tryAcquire(endless.limitBytes()))).isEqualTo(Reason.NO_ROOM);
    }

    @Test
    void closingTwiceGivesBackOnceAlsoWhenTheGuardServesAnotherPermit() {
        MemoryPermit first = permit(budget.tryAcquire(30));
        first.close();
        MemoryPermit second = permit(budget.tryAcquire(50));
        first.close();
        assertThat(first.bytes()).isZero();
        assertThat(budget.reservedBytes()).isEqualTo(50);
        second.close();
        second.close();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aPermitIsReleasedOnAnError() {
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> {
            try (MemoryPermit permit = budget.tryAcquire(70).orThrow()) {
                assertThat(permit.bytes()).isEqualTo(70);
                throw new StackOverflowError();
            }
        });
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aPermitCanBeCorrectedAsWorkRuns() {
        MemoryPermit permit = permit(budget.tryAcquire(30));
        assertThat(permit.resize(80)).isSameAs(permit);
        assertThat(budget.reservedBytes()).isEqualTo(80);
        assertThat(reason(permit.resize(101))).isEqualTo(Reason.NO_ROOM);
        assertThat(permit.bytes()).isEqualTo(80);
        assertThat(permit.resize(10)).isSameAs(permit);
        assertThat(budget.reservedBytes()).isEqualTo(10);
        permit.close();
        assertThat(budget.reservedBytes()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> permit.resize(5)).withMessageContaining("5 bytes");
    }

    @Test
    void bytesCanBeTakenWithoutAPermit() {
        assertThat(budget.tryReserve(100)).isTrue();
        assertThat(budget.tryReserve(1)).isFalse();
        budget.release(100);
        assertThat(budget.tryReserve(1)).isTrue();
    }

    @Test
    void refusalsExistBeforehandAndSayWhyWithNumbers() {
        budget.tryReserve(100);
        Admission refusal = budget.tryAcquire(7);
        assertThat(refusal).isSameAs(budget.tryAcquire(7));
        assertThat(refusal.toString())
                .isEqualTo(
                        "budget memory has no room: 100 of 100 bytes are reserved, 0 wait, memory pressure is NORMAL");
        assertThatExceptionOfType(MemoryRefusedException.class)
                .isThrownBy(refusal::orThrow)
                .withMessage(refusal.toString())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_ROOM));
    }

    @Test
    void requestsAndSettingsOutOfBoundsAreRefusedWithTheirValues() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.tryAcquire(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.release(-1))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryBudget.fixed(-5))
                .withMessageContaining("-5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryBudget.builder().headroom(() -> null, 1.5))
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> budget.child("web").guaranteed(0.7).maximum(0.6).create())
                .withMessageContaining("web")
                .withMessageContaining("0.7")
                .withMessageContaining("0.6");
        budget.child("web").guaranteed(0.7).create();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.child("batch").guaranteed(0.4).create())
                .withMessageContaining("batch asks for 0.4")
                .withMessageContaining("0.7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.child("web").create())
                .withMessageContaining("web already");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> budget.learnedCost(0))
                .withMessageContaining("0");
    }

    @Test
    void aChildUsesWhatItsSiblingsLeaveUpToItsMaximum() {
        MemoryBudget web = budget.child("web").guaranteed(0.3).create();
        MemoryBudget batch = budget.child("batch").maximum(0.6).create();
        assertThat(reason(batch.tryAcquire(61))).isEqualTo(Reason.TOO_LARGE);
        MemoryPermit most = permit(batch.tryAcquire(60));
        Refusal refusal = (Refusal) batch.tryAcquire(1);
        assertThat(refusal.reason()).isEqualTo(Reason.NO_ROOM);
        assertThat(refusal.budget()).isSameAs(batch);
        MemoryPermit beyondGuaranteed = permit(web.tryAcquire(40));
        assertThat(budget.reservedBytes()).isEqualTo(100);
        beyondGuaranteed.close();
        most.close();
        assertThat(budget.children()).containsExactly(web, batch);
    }

    @Test
    void whatIsGuaranteedToAChildIsKeptFreeForIt() {
        MemoryBudget web = budget.child("web").guaranteed(0.3).create();
        MemoryBudget batch = budget.child("batch").create();
        permit(batch.tryAcquire(70));
        Refusal refusal = (Refusal) batch.tryAcquire(1);
        assertThat(refusal.reason()).isEqualTo(Reason.NO_ROOM);
        assertThat(refusal.budget()).isSameAs(budget);
        assertThat(reason(budget.tryAcquire(1))).isEqualTo(Reason.NO_ROOM);
        permit(web.tryAcquire(30));
        assertThat(reason(web.tryAcquire(1))).isEqualTo(Reason.NO_ROOM);
    }

    @Test
    void grandchildrenHaveSharesOfTheirParent() {
        MemoryBudget web = budget.child("web").maximum(0.5).create();
        MemoryBudget report = web.child("report").maximum(0.5).create();
        assertThat(report.limitBytes()).isEqualTo(25);
        permit(report.tryAcquire(25));
        permit(web.tryAcquire(25));
        Refusal refusal = (Refusal) web.tryAcquire(1);
        assertThat(refusal.budget()).isSameAs(web);
        permit(budget.tryAcquire(50));
        assertThat(web.reservedBytes()).isEqualTo(50);
    }

    @Test
    void lowerPrioritiesAreRefusedFirstAsTheLevelRises() {
        AtomicReference<PressureLevel> level = new AtomicReference<>(PressureLevel.NORMAL);
        MemoryBudget root = MemoryBudget.builder().fixed(100).level(level::get).build();
        MemoryBudget report = root.child("report")
                .guaranteed(0.5)
                .priority(BudgetPriority.SHEDDABLE)
                .create();
        MemoryBudget pay = root.child("pay").priority(BudgetPriority.CRITICAL).create();
        assertThat(reason(pay.tryAcquire(60))).isEqualTo(Reason.NO_ROOM);

        level.set(PressureLevel.WARNING);
        root.refresh();
        assertThat(reason(report.tryAcquire(1))).isEqualTo(Reason.LEVEL);
        assertThat(report.tryAcquire(1))
                .hasToString("budget report is shut at this level: 0 of 100 bytes are reserved,"
                        + " 0 wait, memory pressure is WARNING");
        // What is guaranteed to one who is shut serves the others.
        permit(pay.tryAcquire(60)).close();
        permit(root.tryAcquire(1)).close();

        level.set(PressureLevel.CRITICAL);
        root.refresh();
        assertThat(reason(root.tryAcquire(1))).isEqualTo(Reason.LEVEL);
        MemoryPermit held = permit(pay.tryAcquire(1));

        level.set(PressureLevel.EMERGENCY);
        root.refresh();
        assertThat(reason(pay.tryAcquire(1))).isEqualTo(Reason.LEVEL);
        assertThat(held.resize(2)).isSameAs(held);

        level.set(PressureLevel.NORMAL);
        root.refresh();
        permit(report.tryAcquire(1));
    }
}
