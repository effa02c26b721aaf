package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An object that was given back as broken is ended once, and nobody gets it. */
@JCStressTest
@Outcome(
        id = {"-1, 1", "0, 1"},
        expect = ACCEPTABLE,
        desc = "there was none, or a new one")
@Outcome(id = "1, .*", expect = FORBIDDEN, desc = "somebody got the broken object")
@Outcome(
        expect = FORBIDDEN,
        desc = "it was ended twice or never: connections are left open, or closed under somebody else")
@State
public class BrokenObjectTest {
    private final GovernedPool<Item> pool = Item.pool(1);
    private final Lease<Item> held = Item.claim(pool);
    private final Item item = held.get();

    @Actor
    public void replaces() {
        item.broken = true;
        held.replace();
    }

    @Actor
    public void claims(II_Result r) {
        Lease<Item> lease = pool.tryClaim();
        r.r1 = lease == null ? -1 : lease.get().broken ? 1 : 0;
    }

    @Arbiter
    public void afterBoth(II_Result r) {
        r.r2 = item.ended();
    }
}
