package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** A permit that two threads close gives its bytes back once. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "given back once")
@Outcome(expect = FORBIDDEN, desc = "given back twice or never: the budget lets too much in, or less and less")
@State
public class PermitCloseTest {
    private final MemoryBudget budget = MemoryBudget.fixed(2);
    private final MemoryPermit permit = budget.tryAcquire(1).orThrow();

    @Actor
    public void one() {
        permit.close();
    }

    @Actor
    public void other() {
        permit.close();
    }

    @Arbiter
    public void afterBoth(J_Result r) {
        r.r1 = budget.reservedBytes();
    }
}
