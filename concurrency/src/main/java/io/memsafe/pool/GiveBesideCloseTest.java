package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memsafe.admission.MemoryBudget;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A buffer that is given back while the pool is closed is not kept, nor its room. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing is kept")
@Outcome(
        expect = FORBIDDEN,
        desc = "a closed pool keeps a buffer and its room for ever: the budget shrinks with each pool that is closed")
@State
public class GiveBesideCloseTest {
    private final MemoryBudget budget = MemoryBudget.fixed(1 << 20);
    private final BufferPool<byte[]> pool = Buffers.builder().budget(budget).create();
    private final byte[] mine = pool.take(Buffers.BYTES);

    @Actor
    public void gives() {
        pool.give(mine);
    }

    @Actor
    public void closes() {
        pool.close();
    }

    @Arbiter
    public void afterBoth(II_Result r) {
        r.r1 = (int) pool.statistics().idleBytes();
        r.r2 = (int) budget.reservedBytes();
    }
}
