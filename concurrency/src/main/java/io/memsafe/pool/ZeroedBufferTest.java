package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Nobody sees what was in a buffer of a zeroed pool before. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing is left of it")
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
    public void takes(I_Result r) {
        int sum = 0;
        for (byte each : pool.take(Buffers.BYTES)) {
            sum += each;
        }
        r.r1 = sum;
    }
}
