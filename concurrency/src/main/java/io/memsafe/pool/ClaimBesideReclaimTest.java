package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Who claims while idle objects are reclaimed gets one that stays, and never one that is ended. */
@JCStressTest
@Outcome(id = "0, 1, 1", expect = ACCEPTABLE, desc = "got one, and it alone is kept")
@Outcome(id = "-1, .*", expect = FORBIDDEN, desc = "refused although an object was idle all the time")
@Outcome(id = "1, .*", expect = FORBIDDEN, desc = "got an object that was ended under it")
@Outcome(expect = FORBIDDEN, desc = "there are more objects than the pressure allows, or none")
@State
public class ClaimBesideReclaimTest {
    private final GovernedPool<Item> pool = Item.pool(2);
    private @Nullable Lease<Item> lease;

    public ClaimBesideReclaimTest() {
        Lease<Item> first = Item.claim(pool);
        Item.claim(pool).close();
        first.close();
    }

    @Actor
    public void reclaims() {
        pool.reclaim(new Demand(PressureLevel.CRITICAL, 2));
    }

    @Actor
    public void claims() {
        lease = pool.tryClaim();
    }

    @Arbiter
    public void afterBoth(III_Result r) {
        r.r1 = lease == null ? -1 : lease.get().ended();
        r.r2 = pool.statistics().size();
        Item.close(lease);
        pool.reclaim(new Demand(PressureLevel.CRITICAL, 2));
        r.r3 = pool.statistics().size();
    }
}
