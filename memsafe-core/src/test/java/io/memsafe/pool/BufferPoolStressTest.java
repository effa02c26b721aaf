package io.memsafe.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.response.Demand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Four threads take, give and shrink at random: nobody ever has a buffer that somebody else has too, and nothing is lost. */
class BufferPoolStressTest {
    private static final int THREADS = 4;
    private static final int STEPS = Integer.getInteger("memsafe.pool-steps", 1_000_000) / THREADS;
    private static final int MOST_OUT = 40;

    private final MemoryBudget budget = MemoryBudget.fixed(8 << 20);
    private final BufferPool<byte[]> pool =
            BufferPool.arrays().maxIdleBytes(4 << 20).budget(budget).create();

    /** Whoever has a buffer writes his mark into it, and finds it there when he gives it back. */
    private void work(int thread) {
        SplittableRandom random = new SplittableRandom(thread);
        Deque<byte[]> out = new ArrayDeque<>();
        for (int step = 0; step < STEPS; step++) {
            int dice = random.nextInt(1_000);
            if (dice == 0) {
                PressureLevel level = PressureLevel.values()[random.nextInt(4)];
                pool.reclaim(new Demand(level, Demand.depthOf(level)));
                pool.recover(Demand.NONE);
            } else if (out.isEmpty() || (dice < 500 && out.size() < MOST_OUT)) {
                byte[] buffer = pool.take(random.nextInt(1 << random.nextInt(18)));
                buffer[0] = (byte) thread;
                buffer[buffer.length - 1] = (byte) thread;
                out.add(buffer);
            } else {
                giveBack(out.removeFirst(), thread);
            }
        }
        out.forEach(buffer -> giveBack(buffer, thread));
    }

    private void giveBack(byte[] buffer, int thread) {
        assertThat(buffer[0]).isEqualTo((byte) thread);
        assertThat(buffer[buffer.length - 1]).isEqualTo((byte) thread);
        pool.give(buffer);
    }

    @Test
    void nothingIsDoubledOrLost() {
        List<CompletableFuture<Void>> works = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread + 1;
            works.add(CompletableFuture.runAsync(() -> work(number), task -> new Thread(task).start()));
        }
        works.forEach(CompletableFuture::join);
        BufferPoolStatistics end = pool.statistics();
        assertThat(end.reused()).isPositive();
        assertThat(end.idleBytes()).isLessThanOrEqualTo(4 << 20);
        pool.close();
        assertThat(pool.statistics().idle()).isZero();
        assertThat(budget.reservedBytes()).as("all room went back").isZero();
    }
}
