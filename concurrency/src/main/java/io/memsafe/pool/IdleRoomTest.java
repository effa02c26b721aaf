package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.memsafe.admission.MemoryBudget;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two shelves that ask for the last room of a pool do not both get it, and its budget counts what the pool does. */
@JCStressTest
@Outcome(
        id = {"1, 0, 0", "0, 1, 0"},
        expect = ACCEPTABLE,
        desc = "one of them got it")
@Outcome(
        id = "0, 0, .*",
        expect = FORBIDDEN,
        desc = "neither did although there was room: a buffer is dropped for nothing")
@Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "both did: the pool keeps more than its bound")
@Outcome(
        expect = FORBIDDEN,
        desc = "pool and budget count differently: what the pool keeps is given away a second time, or never again")
@State
public class IdleRoomTest {
    private final MemoryBudget budget = MemoryBudget.fixed(8);
    private final IdleRoom room = new IdleRoom(1, budget);

    @Actor
    public void one(III_Result r) {
        r.r1 = room.reserve(1) ? 1 : 0;
    }

    @Actor
    public void other(III_Result r) {
        r.r2 = room.reserve(1) ? 1 : 0;
    }

    @Arbiter
    public void whenAllIsReleased(III_Result r) {
        r.r3 = (int) (budget.reservedBytes() - room.reserved());
        room.release(r.r1 + r.r2);
        r.r3 += (int) (budget.reservedBytes() + room.reserved());
    }
}
