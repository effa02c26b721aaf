package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two that take get two buffers, also if only one is idle. */
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1"},
        expect = ACCEPTABLE,
        desc = "one got the idle buffer, and the other one a new one")
@Outcome(
        id = "0, 0",
        expect = ACCEPTABLE_INTERESTING,
        desc = "none did, since the other held its shelf; a buffer is made then, and the idle one stays")
@Outcome(id = "1, 1", expect = FORBIDDEN, desc = "both got the same buffer: one writes into the data of the other")
@State
public class LastBufferTest {
    private final BufferPool<byte[]> pool = Buffers.builder().create();
    private final byte[] idle = pool.take(Buffers.BYTES);

    public LastBufferTest() {
        pool.give(idle);
    }

    @Actor
    public void one(II_Result r) {
        r.r1 = pool.take(Buffers.BYTES) == idle ? 1 : 0;
    }

    @Actor
    public void other(II_Result r) {
        r.r2 = pool.take(Buffers.BYTES) == idle ? 1 : 0;
    }
}
