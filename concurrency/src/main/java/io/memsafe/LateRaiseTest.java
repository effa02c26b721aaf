package io.memsafe;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** What the watch raises late does not outlast the next decision of the governor's thread. */
@JCStressTest
@Outcome(id = "NORMAL", expect = ACCEPTABLE, desc = "the level is what was decided last")
@Outcome(
        expect = FORBIDDEN,
        desc = "level() stays raised although the governor has found all well: work is refused until the next change")
@State
public class LateRaiseTest {
    private final AtomicReference<PressureLevel> published = new AtomicReference<>();
    private final DecidedLevel level = new DecidedLevel(published::setOpaque);

    public LateRaiseTest() {
        level.decide(PressureLevel.WARNING);
    }

    @Actor
    public void step() {
        level.decide(PressureLevel.NORMAL);
    }

    @Actor
    public void watch() {
        level.raise(PressureLevel.EMERGENCY);
    }

    @Arbiter
    public void nextStep(L_Result r) {
        level.decide(PressureLevel.NORMAL);
        r.r1 = published.getOpaque();
    }
}
