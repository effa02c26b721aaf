package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Who waits for bytes is served by the release that makes room, even if that comes while he begins to wait. */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "served, and nothing is left over")
@Outcome(
        id = "0, .*",
        expect = FORBIDDEN,
        desc = "a wake-up was lost: the request waits until its time is up beside free bytes")
@Outcome(expect = FORBIDDEN, desc = "bytes are lost, or somebody stays in the queue and bars all others")
@State
public class WaiterIsServedTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(1);

    /** Somebody was not served: the test has failed, and the others need not wait for so long as well. */
    private static volatile boolean failed;

    private final MemoryBudget budget = MemoryBudget.fixed(1);
    private final MemoryPermit held = budget.tryAcquire(1).orThrow();
    private Admission asked = held;

    @Actor
    public void waits(III_Result r) {
        asked = Permits.await(budget, failed ? SHORT : LONG);
        r.r1 = Permits.count(asked);
        failed |= r.r1 == 0;
    }

    @Actor
    public void gives() {
        held.close();
    }

    @Arbiter
    public void afterBoth(III_Result r) {
        Permits.close(asked);
        r.r2 = (int) budget.reservedBytes();
        r.r3 = budget.waiting();
    }
}
