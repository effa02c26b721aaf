package io.memsafe.admission;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many threads at once: the limit holds at every moment, everybody is served, and nothing is left over. */
class BudgetStressTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 4_000;
    private static final long LIMIT = 1_000;

    private final MemoryBudget root = MemoryBudget.fixed(LIMIT);
    private final List<MemoryBudget> budgets = List.of(
            root,
            root.child("a").guaranteed(0.2).create(),
            root.child("b").maximum(0.6).create());
    private final AtomicLong out = new AtomicLong();
    private final AtomicLong most = new AtomicLong();

    private void use(MemoryPermit permit) {
        long bytes = permit.bytes();
        most.accumulateAndGet(out.addAndGet(bytes), Math::max);
        out.addAndGet(-bytes);
        permit.close();
    }

    private void run(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            MemoryBudget budget = budgets.get(random.nextInt(budgets.size()));
            long bytes = random.nextInt(500);
            try {
                switch (random.nextInt(5)) {
                    case 0 ->
                        budget.acquireAsync(bytes)
                                .thenAccept(admission -> use(admission.orThrow()))
                                .get(1, TimeUnit.MINUTES);
                    case 1 -> {
                        CompletableFuture<Admission> future = budget.acquireAsync(bytes);
                        if (!future.cancel(false)) {
                            use(future.get().orThrow());
                        }
                    }
                    case 2 -> {
                        if (budget.acquire(bytes, Duration.ofNanos(random.nextInt(100_000)))
                                instanceof MemoryPermit p) {
                            use(p);
                        }
                    }
                    case 3 -> {
                        if (budget.tryAcquire(bytes) instanceof MemoryPermit p) {
                            use(p.resize(bytes / 2).orThrow());
                        }
                    }
                    default -> use(budget.acquire(bytes, Duration.ofMinutes(1)).orThrow());
                }
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void theSumStaysWithinTheLimitAndReturnsToZero() {
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            long seed = i;
            Thread thread = new Thread(() -> {
                try {
                    run(seed);
                    done.complete(null);
                } catch (Throwable t) {
                    done.completeExceptionally(t);
                }
            });
            thread.setDaemon(true);
            thread.start();
            workers.add(done);
        }
        workers.forEach(CompletableFuture::join);
        assertThat(most).hasValueLessThanOrEqualTo(LIMIT);
        assertThat(most).hasPositiveValue();
        await().until(() -> root.reservedBytes() == 0);
        assertThat(root.waiting()).isZero();
        assertThat(root.leaks()).isZero();
    }
}
