package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IJ_Result;

/** A permit that one thread lets grow and another closes gives back all it had. */
@JCStressTest
@Outcome(
        id = {"1, 0", "-1, 0"},
        expect = ACCEPTABLE,
        desc = "grown and then closed, or closed already when it was to grow")
@Outcome(expect = FORBIDDEN, desc = "bytes stay taken, or come back twice: nobody holds what the budget counts")
@State
public class ResizeBesideCloseTest {
    private final MemoryBudget budget = MemoryBudget.fixed(8);
    private final MemoryPermit permit = budget.tryAcquire(1).orThrow();

    @Actor
    public void grows(IJ_Result r) {
        try {
            r.r1 = Permits.count(permit.resize(3));
        } catch (IllegalStateException closed) {
            r.r1 = -1;
        }
    }

    @Actor
    public void closes() {
        permit.close();
    }

    @Arbiter
    public void afterBoth(IJ_Result r) {
        r.r2 = budget.reservedBytes();
    }
}
