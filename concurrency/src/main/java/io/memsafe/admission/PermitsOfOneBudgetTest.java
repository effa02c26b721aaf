package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two permits that are closed at once give back the bytes of both. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "all bytes are free again")
@Outcome(expect = FORBIDDEN, desc = "the bytes of one are lost: the budget shrinks with every race")
@State
public class PermitsOfOneBudgetTest {
    private final MemoryBudget budget = MemoryBudget.fixed(2);
    private final MemoryPermit first = budget.tryAcquire(1).orThrow();
    private final MemoryPermit second = budget.tryAcquire(1).orThrow();

    @Actor
    public void one() {
        first.close();
    }

    @Actor
    public void other() {
        second.close();
    }

    @Arbiter
    public void afterBoth(J_Result r) {
        r.r1 = budget.reservedBytes();
    }
}
