package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memsafe.PressureLevel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * When the limit has fallen nothing is granted beyond it, whatever was asked for meanwhile. The limit is set at the node,
 * since one that follows a heap would need an assessment for each state.
 */
@JCStressTest
@Outcome(
        id = {"0, 0, 0", "1, 0, 0"},
        expect = ACCEPTABLE,
        desc = "granted before the fall or refused after it, and refused from then on")
@Outcome(expect = FORBIDDEN, desc = "granted after the fall, or bytes are lost")
@State
public class LimitFallsTest {
    private final MemoryBudget budget = MemoryBudget.fixed(2);
    private Admission asked = budget.tryAcquire(0);

    @Actor
    public void falls() {
        budget.node().limit(0, 2, PressureLevel.NORMAL);
    }

    @Actor
    public void asks(III_Result r) {
        asked = budget.tryAcquire(1);
        r.r1 = Permits.count(asked);
    }

    @Arbiter
    public void afterBoth(III_Result r) {
        r.r2 = Permits.count(budget.tryAcquire(1));
        Permits.close(asked);
        r.r3 = (int) budget.reservedBytes();
    }
}
