package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.GuideSnippets;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The programs in the guide compile, run, and stand there as they stand here. */
class BudgetsGuideTest {
    private static final long LIMIT = 100 << 20;

    private final MemoryBudget fixed = MemoryBudget.fixed(LIMIT);
    private final Governor governor = new Governor(fixed);
    private int worked;
    private int refused;

    /** A budget whose limit does not move is enough here. */
    private record Governor(MemoryBudget budget) {}

    private void work() {
        worked++;
    }

    private void report() {
        worked++;
    }

    private void refuse() {
        refused++;
    }

    private void ask(long bytes) {
        // begin ask
        MemoryBudget budget = governor.budget();

        if (budget.tryAcquire(bytes) instanceof MemoryPermit permit) {
            try (permit) {
                work();
            }
        } else {
            refuse();
        }
        // end ask
    }

    @Test
    void whoeverAsksIsGrantedOrRefused() throws IOException {
        ask(LIMIT);
        assertThat(worked).isEqualTo(1);
        ask(LIMIT + 1);
        assertThat(refused).isEqualTo(1);
        assertThat(fixed.reservedBytes()).isZero();
        new GuideSnippets("budgets.md", BudgetsGuideTest.class).assertStandsInPage("ask");
    }

    @Test
    void whoeverCanWaitIsServedLater() throws Exception {
        MemoryBudget budget = fixed;
        long bytes = LIMIT;
        // begin wait
        try (MemoryPermit permit = budget.acquire(bytes, Duration.ofMillis(50)).orThrow()) {
            work();
        }

        CompletableFuture<Admission> later = budget.acquireAsync(bytes).orTimeout(1, TimeUnit.SECONDS);
        // end wait
        assertThat(later.get()).isInstanceOf(MemoryPermit.class);
        assertThat(worked).isEqualTo(1);
        new GuideSnippets("budgets.md", BudgetsGuideTest.class).assertStandsInPage("wait");
    }

    @Test
    void partsShareTheBudget() throws IOException {
        MemoryBudget budget = fixed;
        // begin parts
        MemoryBudget pay = budget.child("pay")
                .guaranteed(0.2)
                .priority(BudgetPriority.CRITICAL)
                .create();
        MemoryBudget report = budget.child("report")
                .maximum(0.5)
                .priority(BudgetPriority.SHEDDABLE)
                .create();
        // end parts
        assertThat(report.tryAcquire(LIMIT * 6 / 10)).isInstanceOf(Refusal.class);
        assertThat(pay.tryAcquire(LIMIT * 6 / 10)).isInstanceOf(MemoryPermit.class);
        new GuideSnippets("budgets.md", BudgetsGuideTest.class).assertStandsInPage("parts");
    }

    @Test
    void whatAUnitCostsIsLearned() throws IOException {
        MemoryBudget budget = fixed;
        // begin cost
        LearnedCost cost = budget.learnedCost(4 << 20);

        if (budget.tryAcquire(cost.estimate("report")) instanceof MemoryPermit permit) {
            try (permit;
                    LearnedCost.Measurement unit = cost.measure("report")) {
                report();
                unit.complete();
            }
        }
        // end cost
        assertThat(worked).isEqualTo(1);
        assertThat(cost.estimate("report")).isLessThan(4 << 20);
        new GuideSnippets("budgets.md", BudgetsGuideTest.class).assertStandsInPage("cost");
    }
}
