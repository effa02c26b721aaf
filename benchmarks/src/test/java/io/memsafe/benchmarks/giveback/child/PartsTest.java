package io.memsafe.benchmarks.giveback.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.pool.BufferPool;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final long MB = 1 << 20;

    private final BufferPool<ByteBuffer> pool =
            BufferPool.heapBuffers().maxIdleBytes(2 * MB).create();
    private final StampedBuffers buffers = new StampedBuffers(pool, 2 * MB);

    @Test
    void whatAPartMayKeepFollowsItsSettings() {
        assertThat(Part.PRODUCTS.keptBytes(PressureLevel.WARNING, 20 * MB)).isEqualTo(15 * MB);
        assertThat(Part.DIRECT.keptBytes(PressureLevel.EMERGENCY, 20 * MB)).isEqualTo(8 * MB);
        assertThat(Part.OBJECTS.keptBytes(PressureLevel.CRITICAL, 0)).isEqualTo(12 * DearObject.BYTES);
        assertThat(Part.GROUP.keptBytes(PressureLevel.NORMAL, 100 * MB)).isEqualTo(32 * MB);
    }

    @Test
    void aBufferThatIsGivenBackTwiceIsDoubled() {
        ByteBuffer buffer = buffers.take(1);
        buffers.give(buffer);
        assertThat(buffers.doubled()).isZero();
        buffers.give(buffer);
        assertThat(buffers.doubled()).isEqualTo(1);
    }

    @Test
    void aBufferThatIsNeverGivenBackIsLost() {
        buffers.rush();
        assertThat(buffers.lost()).isZero();
        StampedBuffers others = new StampedBuffers(pool, 2 * MB);
        others.take(1);
        others.take(2);
        assertThat(others.lost()).isPositive();
    }

    @Test
    void objectsThatAreTakenAndGivenBackAreNeitherLostNorDoubled() throws Exception {
        DearPool objects = new DearPool(4 * DearObject.BYTES);
        objects.rush();
        objects.fanOut(1);
        objects.use(2);
        assertThat(objects.made()).isEqualTo(4);
        assertThat(objects.doubled()).isZero();
        assertThat(objects.lost()).isZero();
        objects.pool().claim(java.time.Duration.ofSeconds(1));
        assertThat(objects.lost()).as("somebody has it still").isEqualTo(1);
    }

    @Test
    void aCacheThatAnswersWithAnotherKeysValueIsFoundOut() {
        KeyedCache cache = new KeyedCache(MB, MB, 1_024, 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            cache.use(random);
        }
        assertThat(cache.faults()).isZero();
        byte[] other = new byte[1_024];
        other[3] = 5;
        cache.cache().put(0, other);
        for (int i = 0; i < 1_000; i++) {
            cache.use(random);
        }
        assertThat(cache.faults()).isPositive();
    }
}
