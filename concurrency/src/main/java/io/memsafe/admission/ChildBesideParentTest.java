package io.memsafe.admission;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIIII_Result;

/** A child and its parent do not both give out the last bytes, and count the same ones. */
@JCStressTest
@Outcome(
        id = {"1, 0, 1, 1, 0", "0, 1, 0, 1, 0"},
        expect = ACCEPTABLE,
        desc = "one of them gave the bytes, and the parent counts them")
@Outcome(
        id = "0, 0, 0, 0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "neither did, for each saw what the other had added; promised no better")
@Outcome(
        id = {"1, 1, .*"},
        expect = FORBIDDEN,
        desc = "both gave the last bytes: parent and child together are over the limit")
@Outcome(expect = FORBIDDEN, desc = "the parent does not count what its child gave out, or bytes are lost")
@State
public class ChildBesideParentTest {
    private final MemoryBudget parent = MemoryBudget.fixed(1);
    private final MemoryBudget child = parent.child("child").create();
    private Admission ofChild = parent.tryAcquire(0);
    private Admission ofParent = ofChild;

    @Actor
    public void asksTheChild(IIIII_Result r) {
        ofChild = child.tryAcquire(1);
        r.r1 = Permits.count(ofChild);
    }

    @Actor
    public void asksTheParent(IIIII_Result r) {
        ofParent = parent.tryAcquire(1);
        r.r2 = Permits.count(ofParent);
    }

    @Arbiter
    public void afterBoth(IIIII_Result r) {
        r.r3 = (int) child.reservedBytes();
        r.r4 = (int) parent.reservedBytes();
        Permits.close(ofChild);
        Permits.close(ofParent);
        r.r5 = (int) (child.reservedBytes() + parent.reservedBytes());
    }
}
