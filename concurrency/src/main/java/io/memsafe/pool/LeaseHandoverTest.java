package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Who gets an object sees what was done to it before it was given back. */
@JCStressTest
@Outcome(
        id = {"-1", "1"},
        expect = ACCEPTABLE,
        desc = "it was in use, or is as it was given back")
@Outcome(
        expect = FORBIDDEN,
        desc = "an object as it was before its last use: a parser or encoder in a state that never was")
@State
public class LeaseHandoverTest {
    private final GovernedPool<Item> pool = Item.pool(1);
    private final Lease<Item> held = Item.claim(pool);

    @Actor
    public void gives() {
        held.get().content = 1;
        held.close();
    }

    @Actor
    public void claims(I_Result r) {
        Lease<Item> lease = pool.tryClaim();
        r.r1 = lease == null ? -1 : lease.get().content;
    }
}
