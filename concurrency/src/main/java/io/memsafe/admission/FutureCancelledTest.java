package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A future that is cancelled while its bytes are on the way gives them back. A thread of the executor may still have
 * them when both actors are done, so the arbiter waits for it.
 */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 0"},
        expect = ACCEPTABLE,
        desc = "cancelled or served, and the bytes are free again")
@Outcome(expect = FORBIDDEN, desc = "bytes went to a future that nobody asks any more: the budget shrinks for ever")
@State
public class FutureCancelledTest {
    private static final long LONG_NANOS = 5_000_000_000L;

    private final MemoryBudget budget = MemoryBudget.fixed(1);
    private final MemoryPermit held = budget.tryAcquire(1).orThrow();
    private final CompletableFuture<Admission> asked = budget.acquireAsync(1);

    @Actor
    public void cancels(II_Result r) {
        r.r1 = asked.cancel(false) ? 0 : 1;
    }

    @Actor
    public void gives() {
        held.close();
    }

    @Arbiter
    public void afterBoth(II_Result r) {
        if (!asked.isCancelled()) {
            Permits.close(asked.join());
        }
        long begin = System.nanoTime();
        while (budget.reservedBytes() != 0 && System.nanoTime() - begin < LONG_NANOS) {
            Thread.onSpinWait();
        }
        r.r2 = (int) budget.reservedBytes() + budget.waiting();
    }
}
