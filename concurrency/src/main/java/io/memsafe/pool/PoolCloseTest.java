package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** An object that is given back while its pool is closed is ended once. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "ended once")
@Outcome(
        expect = FORBIDDEN,
        desc = "ended twice or never: connections are left open when the program has closed their pool")
@State
public class PoolCloseTest {
    private static final long LONG_NANOS = 5_000_000_000L;

    private final GovernedPool<Item> pool = Item.pool(1);
    private final Lease<Item> held = Item.claim(pool);
    private final Item item = held.get();

    @Actor
    public void closes() {
        pool.close();
    }

    @Actor
    public void gives() {
        held.close();
    }

    @Arbiter
    public void whenTheKeeperHasLooked(I_Result r) {
        long begin = System.nanoTime();
        while (item.ended() == 0 && System.nanoTime() - begin < LONG_NANOS) {
            pool.look(); // each ends what it can within a millisecond
        }
        r.r1 = item.ended();
    }
}
