package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Of two that ask for the last bytes at most one gets them, and a refusal keeps none. */
@JCStressTest
@Outcome(
        id = {"1, 0, 0", "0, 1, 0"},
        expect = ACCEPTABLE,
        desc = "one of them got the bytes")
@Outcome(
        id = "0, 0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "neither did, for each saw what the other had added; promised no better")
@Outcome(
        id = {"1, 1, .*"},
        expect = FORBIDDEN,
        desc = "both got the last bytes: the heap holds more than the limit")
@Outcome(expect = FORBIDDEN, desc = "bytes are lost or given back twice: the budget shrinks or grows with every race")
@State
public class LastBytesTest {
    private final MemoryBudget budget = MemoryBudget.fixed(3);
    private Admission first = budget.tryAcquire(0);
    private Admission second = first;

    @Actor
    public void one(III_Result r) {
        first = budget.tryAcquire(2);
        r.r1 = Permits.count(first);
    }

    @Actor
    public void other(III_Result r) {
        second = budget.tryAcquire(2);
        r.r2 = Permits.count(second);
    }

    @Arbiter
    public void whenBothAreClosed(III_Result r) {
        Permits.close(first);
        Permits.close(second);
        r.r3 = (int) budget.reservedBytes();
    }
}
