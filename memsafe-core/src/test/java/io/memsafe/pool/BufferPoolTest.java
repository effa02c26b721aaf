package io.memsafe.pool;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.response.Demand;
import io.memsafe.response.Shares;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BufferPoolTest {
    private static final int KB = 1 << 10;
    private static final Demand CRITICAL = new Demand(PressureLevel.CRITICAL, 2);

    static Stream<BufferPoolBuilder<?>> kinds() {
        return Stream.of(BufferPool.arrays(), BufferPool.heapBuffers(), BufferPool.directBuffers());
    }

    private static <B> List<B> take(BufferPool<B> pool, int number, int bytes) {
        List<B> taken = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            taken.add(pool.take(bytes));
        }
        return taken;
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(bean -> bean.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsGivenBackIsTakenAgain(BufferPoolBuilder<?> kind) {
        takenAgain(kind.create());
    }

    private static <B> void takenAgain(BufferPool<B> pool) {
        B first = pool.take(5_000);
        pool.give(first);
        assertThat(pool.take(4_500)).isSameAs(first);
        assertThat(pool.take(5_000)).isNotSameAs(first);
        assertThat(pool.statistics().reused()).isOne();
        assertThat(pool.statistics().made()).isEqualTo(2);
    }

    @Test
    void anArrayIsAtLeastAsLongAsWasAskedFor() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().create()) {
            assertThat(pool.take(0)).hasSize(KB);
            assertThat(pool.take(1_025)).hasSize(1_280);
            assertThat(pool.take(1 << 20)).hasSize(1 << 20);
            assertThat(pool.take((1 << 20) + 1)).hasSize((1 << 20) + 1);
        }
    }

    @Test
    void aByteBufferComesAsANewOne() {
        try (BufferPool<ByteBuffer> pool = BufferPool.directBuffers().create()) {
            ByteBuffer buffer = pool.take(2_048);
            assertThat(buffer.isDirect()).isTrue();
            buffer.order(ByteOrder.LITTLE_ENDIAN).position(7).limit(9).mark();
            pool.give(buffer);
            ByteBuffer again = pool.take(2_048);
            assertThat(again).isSameAs(buffer);
            assertThat(again.remaining()).isEqualTo(2_048);
            assertThat(again.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        }
    }

    @Test
    void whatWouldExceedTheBoundIsDropped() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().maxIdleBytes(64 * KB).create()) {
            take(pool, 20, 8 * KB).forEach(pool::give);
            BufferPoolStatistics now = pool.statistics();
            assertThat(now.idleBytes()).isEqualTo(64 * KB);
            assertThat(now.idle()).isEqualTo(8);
            assertThat(now.dropped()).isEqualTo(12);
        }
    }

    @Test
    void whatIsNotOfASizeOfThePoolIsDropped() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().create()) {
            pool.give(new byte[1_500]);
            pool.give(new byte[3 << 20]);
            assertThat(pool.statistics().idle()).isZero();
            assertThat(pool.statistics().dropped()).isEqualTo(2);
        }
    }

    @Test
    void aByteBufferOfAnotherKindIsDropped() {
        try (BufferPool<ByteBuffer> pool = BufferPool.heapBuffers().create()) {
            pool.give(ByteBuffer.allocateDirect(2_048));
            pool.give(ByteBuffer.allocate(2_048).asReadOnlyBuffer());
            assertThat(pool.statistics().idle()).isZero();
        }
    }

    @Test
    void idleBytesComeOutOfTheBudget() {
        MemoryBudget budget = MemoryBudget.fixed(100 * KB);
        try (BufferPool<byte[]> pool =
                BufferPool.arrays().maxIdleBytes(1 << 20).budget(budget).create()) {
            take(pool, 20, 16 * KB).forEach(pool::give);
            assertThat(pool.statistics().idle()).isEqualTo(6);
            assertThat(budget.reservedBytes()).isBetween(96L * KB, 100L * KB);
            pool.reclaim(CRITICAL);
            pool.close();
            assertThat(budget.reservedBytes()).isZero();
        }
    }

    @Test
    void zerosAreWhatTheNextOneFindsIfThatIsWanted() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().zeroed(true).create()) {
            byte[] buffer = pool.take(KB);
            buffer[17] = 1;
            pool.give(buffer);
            assertThat(pool.take(KB)).isSameAs(buffer).containsOnly(0);
        }
    }

    @Test
    void underPressureItsShareIsKept() {
        try (BufferPool<byte[]> pool = BufferPool.arrays()
                .maxIdleBytes(1 << 20)
                .shares(new Shares(0.5, 0.25, 0))
                .create()) {
            take(pool, 64, 16 * KB).forEach(pool::give);
            assertThat(pool.reclaim(CRITICAL)).isEqualTo(768 * KB);
            assertThat(pool.statistics().idleBytes()).isEqualTo(256 * KB);
            assertThat(pool.reclaim(CRITICAL)).isZero();
            take(pool, 64, 16 * KB).forEach(pool::give);
            assertThat(pool.statistics().idleBytes()).isEqualTo(256 * KB);

            pool.recover(Demand.NONE);
            take(pool, 64, 16 * KB).forEach(pool::give);
            assertThat(pool.statistics().idleBytes()).isEqualTo(1 << 20);
            assertThat(pool.reclaim(new Demand(PressureLevel.EMERGENCY, 3))).isEqualTo(1 << 20);
            assertThat(pool.statistics().idleBytes()).isZero();
        }
    }

    @Test
    void whatNobodyNeededGoesFirst() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().maxIdleBytes(1 << 20).create()) {
            take(pool, 8, 64 * KB).forEach(pool::give);
            take(pool, 8, 32 * KB).forEach(pool::give);
            pool.reclaim(new Demand(PressureLevel.WARNING, 1)); // begins to count anew; 768 KB were there, 768 may be
            take(pool, 8, 32 * KB).forEach(pool::give);
            pool.reclaim(CRITICAL);
            assertThat(take(pool, 8, 32 * KB)).hasSize(8);
            assertThat(pool.statistics().made())
                    .as("all of 32 KB were still there")
                    .isEqualTo(16);
        }
    }

    @Test
    void directMemoryIsFreedAtOnce() {
        try (BufferPool<ByteBuffer> pool =
                BufferPool.directBuffers().maxIdleBytes(32 << 20).create()) {
            long before = directBytes();
            take(pool, 32, 1 << 20).forEach(pool::give);
            assertThat(directBytes() - before).isEqualTo(32 << 20);
            pool.reclaim(new Demand(PressureLevel.EMERGENCY, 3));
            assertThat(directBytes() - before).isEqualTo(8 << 20);
        }
    }

    @Test
    void aClosedPoolKeepsNothingAndStillServes() {
        BufferPool<byte[]> pool = BufferPool.arrays().create();
        byte[] buffer = pool.take(KB);
        take(pool, 3, KB).forEach(pool::give);
        pool.close();
        assertThat(pool.statistics().idle()).isZero();
        pool.give(buffer);
        assertThat(pool.statistics().idle()).isZero();
        assertThat(pool.take(KB)).hasSize(KB);
    }

    @Test
    void debuggingFindsTheSecondReturn() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().debug(true).create()) {
            byte[] buffer = pool.take(KB);
            pool.give(buffer);
            assertThatIllegalStateException()
                    .isThrownBy(() -> pool.give(buffer))
                    .withMessage("a buffer of 1024 bytes was given back twice")
                    .withStackTraceContaining("given back here");
            assertThatIllegalStateException()
                    .isThrownBy(() -> pool.give(new byte[KB]))
                    .withMessageContaining("not taken from");
            assertThat(pool.statistics().misused()).isEqualTo(2);
            assertThat(pool.statistics().idle()).isOne();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void debuggingFindsWhoWritesAfterwards(BufferPoolBuilder<?> kind) {
        writtenAfterwards(kind.debug(true).create());
    }

    private static <B> void writtenAfterwards(BufferPool<B> pool) {
        B buffer = pool.take(KB);
        pool.give(buffer);
        if (buffer instanceof byte[] array) {
            array[1_000] = 1;
        } else if (buffer instanceof ByteBuffer bytes) {
            bytes.put(1_000, (byte) 1);
        }
        assertThat(pool.take(KB)).as("nobody gets it").isNotSameAs(buffer);
        assertThat(pool.statistics().misused()).isOne();
        B clean = pool.take(KB);
        pool.give(clean);
        assertThat(pool.take(KB)).isSameAs(clean);
        assertThat(pool.statistics().misused()).isOne();
    }

    @Test
    void debuggingCountsWhatWasForgotten() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().debug(true).create()) {
            pool.take(KB);
            await().until(() -> {
                System.gc();
                return pool.statistics().lost() == 1;
            });
        }
    }

    @Test
    void mistakesAreNamed() {
        try (BufferPool<byte[]> pool = BufferPool.arrays().create()) {
            assertThatIllegalArgumentException().isThrownBy(() -> pool.take(-1)).withMessageContaining("-1");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BufferPool.arrays().maxIdleBytes(-5))
                .withMessageContaining("-5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BufferPool.arrays().sizes(1_000, 2_000))
                .withMessageContaining("1000 and 2000");
    }

    /** One thread brings what fills the pool; others, whose shelves are not its own, use it. */
    @Test
    void whatOneThreadHasBroughtIsNotLostWhenOthersUseIt() throws InterruptedException {
        try (BufferPool<byte[]> pool =
                BufferPool.arrays().maxIdleBytes(64L * 64 * KB).create()) {
            take(pool, 64, 64 * KB).forEach(pool::give);
            for (int i = 0; i < 8; i++) {
                Thread other = new Thread(() -> {
                    for (int j = 0; j < 100; j++) {
                        pool.give(pool.take(64 * KB));
                    }
                });
                other.start();
                other.join();
            }
            assertThat(pool.statistics().dropped()).isZero();
            assertThat(pool.statistics().made()).isEqualTo(64);
            assertThat(pool.statistics().idleBytes()).isEqualTo(64L * 64 * KB);
        }
    }

    @Test
    void aPoolThatHasShrunkGoesOnToReuseWhatItKept() throws InterruptedException {
        try (BufferPool<byte[]> pool =
                BufferPool.arrays().maxIdleBytes(64L * 64 * KB).create()) {
            take(pool, 64, 64 * KB).forEach(pool::give);
            pool.reclaim(CRITICAL);
            for (int i = 0; i < 8; i++) {
                Thread other = new Thread(() -> take(pool, 32, 64 * KB).forEach(pool::give));
                other.start();
                other.join();
            }
            assertThat(pool.statistics().made()).isEqualTo(64);
            assertThat(pool.statistics().idle()).isEqualTo(32);
        }
    }
}
