package io.memsafe.pool;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Four threads claim, give back, replace and shrink at random: nobody has an object that somebody else has, none is lost. */
class GovernedPoolStressTest {
    private static final int THREADS = 4;
    private static final int STEPS = Integer.getInteger("memsafe.pool-steps", 1_000_000) / THREADS;
    private static final int MOST = 6;

    private final AtomicLong alive = new AtomicLong();

    /** Knows who has it. */
    private final class Thing implements AutoCloseable {
        private final AtomicInteger holders = new AtomicInteger();

        Thing() {
            alive.incrementAndGet();
        }

        @Override
        public void close() {
            assertThat(holders.getAndSet(-1)).as("nobody has it when it ends").isZero();
            alive.decrementAndGet();
        }
    }

    private void work(GovernedPool<Thing> pool, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            int dice = random.nextInt(10_000);
            if (dice == 0) {
                PressureLevel level = PressureLevel.values()[random.nextInt(4)];
                pool.reclaim(new Demand(level, Demand.depthOf(level)));
                pool.recover(Demand.NONE);
                continue;
            }
            try (Lease<Thing> lease = pool.claim(Duration.ofMinutes(1))) {
                Thing thing = lease.get();
                assertThat(thing.holders.compareAndSet(0, 1))
                        .as("nobody else has it")
                        .isTrue();
                thing.holders.set(0);
                if (dice < 5) {
                    lease.replace();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void nothingIsDoubledOrLost() {
        GovernedPool<Thing> pool = GovernedPool.of(Thing::new).size(1, MOST).create();
        List<CompletableFuture<Void>> works = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int seed = thread;
            works.add(CompletableFuture.runAsync(() -> work(pool, seed), task -> new Thread(task).start()));
        }
        works.forEach(CompletableFuture::join);
        assertThat(pool.statistics().inUse()).isZero();
        assertThat(alive).hasValueLessThanOrEqualTo(MOST);
        pool.close();
        await().until(() -> alive.get() == 0);
    }
}
