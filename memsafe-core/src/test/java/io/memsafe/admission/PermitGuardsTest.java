package io.memsafe.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class PermitGuardsTest {
    private static final int ROUNDS = 30;
    private static final int STEPS = 20_000;
    private static final int MOST_OPEN = 3;
    private static final int GROUPS = 32;

    private final PermitGuards guards = new PermitGuards(false);
    private final MemoryBudget budget = MemoryBudget.fixed(1_000);
    private final Map<PermitGuard, Thread> open = new ConcurrentHashMap<>();
    private final ArrayBlockingQueue<PermitGuard> handedOver = new ArrayBlockingQueue<>(4);
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Two threads whose numbers lead to the same place, which is freed when its thread has ended; each closes what the other opened. */
    @Test
    void aGuardStandsForOnePermitAtATime() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = round;
            Thread first = thread(() -> useGuards(new SplittableRandom(seed)));
            Thread second = first;
            while (second == first || group(second) != group(first)) {
                second = thread(() -> useGuards(new SplittableRandom(-seed)));
            }
            first.start();
            second.start();
            while (first.isAlive() || second.isAlive()) {
                guards.freePlaces();
                guards.recover();
            }
            assertThat(failures).isEmpty();
        }
        handedOver.forEach(this::close);
        assertThat(open).isEmpty();
        assertThat(guards.leaks()).isZero();
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setUncaughtExceptionHandler((failed, failure) -> failures.add(failure));
        return thread;
    }

    @SuppressWarnings("deprecation") // since 19; what replaces it is not in 17
    private static long group(Thread thread) {
        return thread.getId() % GROUPS;
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
