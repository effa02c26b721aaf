package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A buffer that is given back goes to one taker at most, and is as it was given. */
@JCStressTest
@Outcome(
        id = {"7, 0", "0, 7"},
        expect = ACCEPTABLE,
        desc = "it was got as it was given, by who took meanwhile or by the next")
@Outcome(id = "0, 0", expect = ACCEPTABLE_INTERESTING, desc = "it was dropped, since all shelves were held just then")
@Outcome(expect = FORBIDDEN, desc = "two have the same buffer, or an old content shows: data of one request in another")
@State
public class TakeBesideGiveTest {
    private final BufferPool<byte[]> pool = Buffers.builder().create();
    private final byte[] mine = pool.take(Buffers.BYTES);

    @Actor
    public void gives() {
        mine[0] = 7;
        pool.give(mine);
    }

    @Actor
    public void takes(II_Result r) {
        r.r1 = pool.take(Buffers.BYTES)[0];
    }

    @Arbiter
    public void takesAfterBoth(II_Result r) {
        r.r2 = pool.take(Buffers.BYTES)[0];
    }
}
