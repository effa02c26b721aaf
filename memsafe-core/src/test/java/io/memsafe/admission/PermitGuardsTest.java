package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PermitGuardsTest {
    private static final int THREADS_MANY = 400;
    private static final int STEPS = 500;
    private static final int MOST_OPEN = 3;

    private final PermitGuards guards = new PermitGuards(false);
    private final MemoryBudget budget = MemoryBudget.fixed(1_000);
    private final Map<PermitGuard, Thread> open = new ConcurrentHashMap<>();
    private final ArrayBlockingQueue<PermitGuard> handedOver = new ArrayBlockingQueue<>(4);

    /** Threads that come and go, more than there are places, while what they leave is freed; some close what others opened. */
    @Test
    void aGuardStandsForOnePermitAtATime() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Future<?> freeing = pool.submit(() -> {
                while (!ended.get()) {
                    guards.recover();
                }
            });
            List<Future<?>> starting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                starting.add(pool.submit(() -> startThreads()));
            }
            for (Future<?> one : starting) {
                one.get();
            }
            ended.set(true);
            freeing.get();
        } finally {
            pool.shutdownNow();
        }
        handedOver.forEach(this::close);
        assertThat(open).isEmpty();
        assertThat(guards.leaks()).isZero();
    }

    private Void startThreads() throws Exception {
        for (int i = 0; i < THREADS_MANY; i++) {
            int seed = i;
            List<Throwable> failures = new ArrayList<>();
            Thread thread = new Thread(() -> useGuards(new SplittableRandom(seed)));
            thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
            thread.start();
            thread.join();
            assertThat(failures).isEmpty();
        }
        return null;
    }

    private void useGuards(SplittableRandom random) {
        List<PermitGuard> mine = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            if (mine.size() < MOST_OPEN && random.nextBoolean()) {
                PermitGuard guard = guards.take(budget, 1);
                assertThat(open.put(guard, Thread.currentThread()))
                        .as("who has it already")
                        .isNull();
                mine.add(guard);
            } else if (!mine.isEmpty()) {
                PermitGuard guard = mine.remove(random.nextInt(mine.size()));
                if (random.nextInt(10) > 0 || !handedOver.offer(guard)) {
                    close(guard);
                }
            }
            PermitGuard other = random.nextInt(10) == 0 ? handedOver.poll() : null;
            if (other != null) {
                close(other);
            }
        }
        mine.forEach(this::close);
    }

    private void close(PermitGuard guard) {
        open.remove(guard);
        guards.giveBack(guard);
    }
}
