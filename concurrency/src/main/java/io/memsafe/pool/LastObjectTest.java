package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Of two that claim the only object one gets it, and it is there once when it was given back. */
@JCStressTest
@Outcome(
        id = {"1, 0, 1", "0, 1, 1"},
        expect = ACCEPTABLE,
        desc = "one of them got it")
@Outcome(
        id = {"1, 1, .*"},
        expect = FORBIDDEN,
        desc = "both got the same object, or one more than there may be")
@Outcome(
        id = {"0, 0, .*"},
        expect = FORBIDDEN,
        desc = "neither got it although it was idle")
@Outcome(expect = FORBIDDEN, desc = "it is lost, or there twice")
@State
public class LastObjectTest {
    private final GovernedPool<Item> pool = Item.pool(1);
    private @Nullable Lease<Item> first;
    private @Nullable Lease<Item> second;

    public LastObjectTest() {
        Item.claim(pool).close();
    }

    @Actor
    public void one(III_Result r) {
        first = pool.tryClaim();
        r.r1 = first == null ? 0 : 1;
    }

    @Actor
    public void other(III_Result r) {
        second = pool.tryClaim();
        r.r2 = second == null ? 0 : 1;
    }

    @Arbiter
    public void whenBothAreClosed(III_Result r) {
        Item.close(first);
        Item.close(second);
        while (pool.tryClaim() != null) {
            r.r3++;
        }
    }
}
