package io.memsafe;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memsafe.level.LevelThresholds;
import io.memsafe.level.StallPolicy;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** What the stall watch raises while the governor's thread takes what it raised before is taken now or with the next step. */
@JCStressTest
@Outcome(
        id = {"CRITICAL, EMERGENCY", "EMERGENCY, NORMAL"},
        expect = ACCEPTABLE,
        desc = "taken one after the other, or the higher one at once")
@Outcome(expect = FORBIDDEN, desc = "the higher level is lost: it is not held for its time after a stall")
@State
public class RaisedLevelTest {
    private static final long HALF_SECOND_NANOS = 500_000_000L;
    private static final int TICKS_TO_EMERGENCY = 4;

    private final StallWatch watch =
            new StallWatch("never started", new StallPolicy(LevelThresholds.DEFAULT), any -> {});

    /** A step stands still in a full heap, and the next tick makes it an emergency. */
    public RaisedLevelTest() {
        watch.stepBegins();
        watch.stepEnds(1);
        watch.stepBegins();
        for (int i = 0; i < TICKS_TO_EMERGENCY; i++) {
            watch.tick(i * HALF_SECOND_NANOS);
        }
    }

    @Actor
    public void watch() {
        watch.tick(TICKS_TO_EMERGENCY * HALF_SECOND_NANOS);
    }

    @Actor
    public void step(LL_Result r) {
        r.r1 = watch.takeRaised();
    }

    @Arbiter
    public void nextStep(LL_Result r) {
        r.r2 = watch.takeRaised();
    }
}
