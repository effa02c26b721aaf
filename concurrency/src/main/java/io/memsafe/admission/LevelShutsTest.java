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

/** When a refresh has shut a budget at a level, work of its priority is refused, whatever was asked for meanwhile. */
@JCStressTest
@Outcome(
        id = {"0, 0, 0", "1, 0, 0"},
        expect = ACCEPTABLE,
        desc = "granted before the level or refused at it, and refused from then on")
@Outcome(expect = FORBIDDEN, desc = "granted at a level that refuses it, or bytes are lost")
@State
public class LevelShutsTest {
    private volatile PressureLevel level = PressureLevel.NORMAL;
    private final MemoryBudget budget =
            MemoryBudget.builder().fixed(2).level(() -> level).build();
    private Admission asked = budget.tryAcquire(0);

    @Actor
    public void rises() {
        level = PressureLevel.EMERGENCY;
        budget.refresh();
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
