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

/** What is kept free for a child is never given to its sibling, whoever asks first. */
@JCStressTest
@Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "the child got what is kept free for it")
@Outcome(
        id = "0, 0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "it was refused while the other's request was being decided; promised no better of requests that race")
@Outcome(
        id = {"1, .*"},
        expect = FORBIDDEN,
        desc = "the sibling got what is kept free for the child")
@Outcome(expect = FORBIDDEN, desc = "bytes are lost or given back twice")
@State
public class GuaranteedChildTest {
    private final MemoryBudget parent = MemoryBudget.fixed(2);
    private final MemoryBudget child = parent.child("child").guaranteed(0.5).create();
    private final MemoryBudget sibling = parent.child("sibling").create();
    private Admission ofSibling = parent.tryAcquire(0);
    private Admission ofChild = ofSibling;

    @Actor
    public void asksForAll(III_Result r) {
        ofSibling = sibling.tryAcquire(2);
        r.r1 = Permits.count(ofSibling);
    }

    @Actor
    public void asksForItsShare(III_Result r) {
        ofChild = child.tryAcquire(1);
        r.r2 = Permits.count(ofChild);
    }

    @Arbiter
    public void whenBothAreClosed(III_Result r) {
        Permits.close(ofSibling);
        Permits.close(ofChild);
        r.r3 = (int) parent.reservedBytes();
    }
}
