package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A lease that is closed twice gives its object back once, also when somebody else has it by then. */
@JCStressTest
@Outcome(
        id = {"0, 1", "1, 0"},
        expect = ACCEPTABLE,
        desc = "the object was claimed while it was given back, or can be afterwards; never both")
@Outcome(
        id = "1, 1",
        expect = FORBIDDEN,
        desc = "the second close gave away the object of somebody else: two threads work on one")
@Outcome(expect = FORBIDDEN, desc = "the object is lost")
@State
public class LeaseClosedTwiceTest {
    private final GovernedPool<Item> pool = Item.pool(1);
    private final Lease<Item> held = Item.claim(pool);

    @Actor
    public void closesTwice() {
        held.close();
        held.close();
    }

    @Actor
    public void claims(II_Result r) {
        r.r1 = pool.tryClaim() == null ? 0 : 1;
    }

    @Arbiter
    public void afterBoth(II_Result r) {
        r.r2 = pool.tryClaim() == null ? 0 : 1;
    }
}
