package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** A permit that grows and a new one do not both get the last bytes, and a refused growth leaves the permit as it was. */
@JCStressTest
@Outcome(
        id = {"1, 0, 2, 0", "0, 1, 1, 0"},
        expect = ACCEPTABLE,
        desc = "one of them got the bytes")
@Outcome(
        id = "0, 0, 1, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "neither did, for each saw what the other had added; promised no better")
@Outcome(
        id = {"1, 1, .*"},
        expect = FORBIDDEN,
        desc = "both got the last bytes: the heap holds more than the limit")
@Outcome(expect = FORBIDDEN, desc = "the permit does not say what it holds, or its bytes are lost")
@State
public class ResizeBesideAcquireTest {
    private final MemoryBudget budget = MemoryBudget.fixed(2);
    private final MemoryPermit permit = budget.tryAcquire(1).orThrow();
    private Admission second = budget.tryAcquire(0);

    @Actor
    public void grows(IIII_Result r) {
        r.r1 = Permits.count(permit.resize(2));
    }

    @Actor
    public void asks(IIII_Result r) {
        second = budget.tryAcquire(1);
        r.r2 = Permits.count(second);
    }

    @Arbiter
    public void whenBothAreClosed(IIII_Result r) {
        r.r3 = (int) permit.bytes();
        permit.close();
        Permits.close(second);
        r.r4 = (int) budget.reservedBytes();
    }
}
