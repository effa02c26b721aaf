package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Nobody sees what was in a buffer of a zeroed pool before. */
@JCStressTest
@Outcome(
        id = {"0, 0", "0, 1"},
        expect = ACCEPTABLE,
        desc = "a new buffer, or the same one with nothing left in it")
@Outcome(expect = FORBIDDEN, desc = "what one user wrote shows to another")
@State
public class ZeroedBufferTest {
    private final BufferPool<byte[]> pool = Buffers.builder().zeroed(true).create();
    private final byte[] mine = pool.take(Buffers.BYTES);

    public ZeroedBufferTest() {
        Arrays.fill(mine, (byte) 7);
    }

    @Actor
    public void gives() {
        pool.give(mine);
    }

    @Actor
    public void takes(II_Result r) {
        byte[] taken = pool.take(Buffers.BYTES);
        for (byte each : taken) {
            r.r1 += each;
        }
        r.r2 = taken == mine ? 1 : 0;
    }
}
