package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who waits for an object gets the one that is given back, even if that comes while he begins to wait. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "got it, and it is there once when he gave it back")
@Outcome(id = "0, .*", expect = FORBIDDEN, desc = "waited until his time was up beside an idle object")
@Outcome(expect = FORBIDDEN, desc = "it is lost, or there twice")
@State
public class ClaimWaitsTest {
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(1);

    /** Somebody got none: the test has failed, and the others need not wait for so long as well. */
    private static volatile boolean failed;

    private final GovernedPool<Item> pool = Item.pool(1);
    private final Lease<Item> held = Item.claim(pool);

    @Actor
    public void waits(II_Result r) {
        try (Lease<Item> lease = pool.claim(failed ? SHORT : LONG)) {
            r.r1 = lease.get().ended() + 1;
        } catch (TimeoutException | InterruptedException e) {
            r.r1 = 0;
            failed = true;
        }
    }

    @Actor
    public void gives() {
        held.close();
    }

    @Arbiter
    public void afterBoth(II_Result r) {
        while (pool.tryClaim() != null) {
            r.r2++;
        }
    }
}
