package io.memsafe.pool;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A debugged pool finds a buffer that two threads give back, at one of them, and keeps it once. */
@JCStressTest
@Outcome(
        id = {"1, 0, 1", "0, 1, 1"},
        expect = ACCEPTABLE,
        desc = "found at one of them, and counted")
@Outcome(expect = FORBIDDEN, desc = "not found, or found at both: the mistake that debugging is for stays hidden")
@State
public class BufferGivenTwiceTest {
    private final BufferPool<byte[]> pool = Buffers.builder().debug(true).create();
    private final byte[] mine = pool.take(Buffers.BYTES);

    @Actor
    public void one(III_Result r) {
        r.r1 = refused();
    }

    @Actor
    public void other(III_Result r) {
        r.r2 = refused();
    }

    private int refused() {
        try {
            pool.give(mine);
            return 0;
        } catch (IllegalStateException found) {
            return 1;
        }
    }

    @Arbiter
    public void afterBoth(III_Result r) {
        r.r3 = (int) pool.statistics().misused();
    }
}
