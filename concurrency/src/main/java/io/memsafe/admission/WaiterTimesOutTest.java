package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** A release that comes when the time of a waiter is up gives its bytes to him or to the budget, never to nobody. */
@JCStressTest
@Outcome(
        id = {"0, 0, 0, 1", "1, 0, 0, 1"},
        expect = ACCEPTABLE,
        desc = "served or too late, and the bytes are free again")
@Outcome(expect = FORBIDDEN, desc = "bytes went to somebody who had left, or bar the way: the budget shrinks for ever")
@State
public class WaiterTimesOutTest {
    private static final Duration SHORT = Duration.ofNanos(500);

    private final MemoryBudget budget = MemoryBudget.fixed(1);
    private final MemoryPermit held = budget.tryAcquire(1).orThrow();
    private Admission asked = held;

    @Actor
    public void waits(IIII_Result r) {
        asked = Permits.await(budget, SHORT);
        r.r1 = Permits.count(asked);
    }

    @Actor
    public void gives() {
        held.close();
    }

    @Arbiter
    public void afterBoth(IIII_Result r) {
        Permits.close(asked);
        r.r2 = (int) budget.reservedBytes();
        r.r3 = budget.waiting();
        r.r4 = Permits.count(budget.tryAcquire(1));
    }
}
