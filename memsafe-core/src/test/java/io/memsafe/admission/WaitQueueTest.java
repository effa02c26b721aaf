package io.memsafe.admission;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.admission.Refusal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WaitQueueTest {
    private static final Duration POLL = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofDays(100_000_000);

    private final AtomicLong clock = new AtomicLong();
    private final AtomicReference<PressureLevel> level = new AtomicReference<>(PressureLevel.NORMAL);
    private final MemoryBudget budget = MemoryBudget.builder()
            .fixed(100)
            .clock(clock::get)
            .level(level::get)
            .build();

    /** A thread that waits in {@code acquire}, and what came of it. */
    private static final class Asker {
        final AtomicReference<Object> outcome = new AtomicReference<>();
        final Thread thread;

        Asker(MemoryBudget from, long bytes, Duration timeout) {
            int before = from.waiting();
            thread = new Thread(() -> {
                try {
                    outcome.set(from.acquire(bytes, timeout));
                } catch (InterruptedException e) {
                    outcome.set(e);
                }
            });
            thread.setDaemon(true);
            thread.start();
            await().pollDelay(Duration.ZERO).pollInterval(POLL).until(() -> from.waiting() == before + 1);
        }

        Object outcome() {
            await().pollDelay(Duration.ZERO).pollInterval(POLL).until(() -> outcome.get() != null);
            return outcome.get();
        }

        MemoryPermit permit() {
            assertThat(outcome()).isInstanceOf(MemoryPermit.class);
            return (MemoryPermit) outcome();
        }
    }

    private static MemoryPermit permit(CompletableFuture<Admission> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS).orThrow();
    }

    @Test
    void theOneThatWaitsGetsTheBytesThatAreGivenBack() {
        MemoryPermit held = budget.tryAcquire(80).orThrow();
        Asker asker = new Asker(budget, 50, LONG);
        held.close();
        asker.permit().close();
        assertThat(budget.reservedBytes()).isZero();
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void thoseThatWaitAreServedInTheirOrder() throws Exception {
        MemoryPermit held = budget.tryAcquire(100).orThrow();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<CompletableFuture<Admission>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(budget.acquireAsync(100));
        }
        held.close();
        for (int i = 0; i < 20; i++) {
            MemoryPermit next = permit(futures.get(i));
            order.add(i);
            assertThat(futures.stream().filter(CompletableFuture::isDone)).hasSize(i + 1);
            next.close();
        }
        assertThat(order).isSorted();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aLargeRequestIsNotStarvedBySmallOnesThatComeAfterIt() throws Exception {
        MemoryPermit held = budget.tryAcquire(60).orThrow();
        CompletableFuture<Admission> large = budget.acquireAsync(90);
        CompletableFuture<Admission> small = budget.acquireAsync(10);
        assertThat(((Refusal) budget.tryAcquire(10)).reason()).isEqualTo(Reason.QUEUE);
        assertThat(budget.tryReserve(1)).isFalse();
        assertThat(small).isNotDone();
        held.close();
        permit(large).close();
        permit(small).close();
        budget.tryAcquire(100).orThrow().close();
    }

    @Test
    void whoWaitsForOneChildDoesNotHoldUpAnother() throws Exception {
        MemoryBudget web = budget.child("web").maximum(0.4).create();
        MemoryBudget batch = budget.child("batch").guaranteed(0.2).create();
        MemoryPermit held = web.tryAcquire(40).orThrow();
        CompletableFuture<Admission> waits = web.acquireAsync(30);
        CompletableFuture<Admission> behind = budget.acquireAsync(60);
        assertThat(behind).isNotDone(); // it would take what is guaranteed to batch
        CompletableFuture<Admission> guaranteed = batch.acquireAsync(20);
        MemoryPermit other = permit(guaranteed);
        assertThat(((Refusal) batch.tryAcquire(1)).reason()).isEqualTo(Reason.QUEUE);
        assertThat(waits).isNotDone();
        held.close();
        MemoryPermit served = permit(waits);
        assertThat(behind).isNotDone();
        served.close();
        permit(behind).close();
        other.close();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aTimeoutEndsTheWaitWithWhatWasInTheWayAndLetsTheNextOneGo() throws Exception {
        MemoryPermit held = budget.tryAcquire(60).orThrow();
        Asker large = new Asker(budget, 90, Duration.ofMillis(50));
        CompletableFuture<Admission> small = budget.acquireAsync(40);
        clock.addAndGet(49_999_999);
        budget.refresh();
        assertThat(small).isNotDone();
        clock.addAndGet(1);
        budget.refresh();
        assertThat(((Refusal) large.outcome()).reason()).isEqualTo(Reason.NO_ROOM);
        permit(small).close();
        held.close();
        assertThat(budget.refusals()).isEqualTo(1);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void noTimeAtAllDoesNotWait() throws Exception {
        budget.tryReserve(100);
        assertThat(budget.acquire(1, Duration.ZERO)).isInstanceOf(Refusal.class);
        assertThat(budget.acquire(1, Duration.ofSeconds(-1))).isInstanceOf(Refusal.class);
        assertThat(((Refusal) budget.acquire(101, LONG)).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void anInterruptEndsTheWaitAndTakesNothing() throws Exception {
        MemoryPermit held = budget.tryAcquire(60).orThrow();
        Asker asker = new Asker(budget, 90, LONG);
        CompletableFuture<Admission> behind = budget.acquireAsync(40);
        asker.thread.interrupt();
        assertThat(asker.outcome()).isInstanceOf(InterruptedException.class);
        permit(behind).close();
        held.close();
        assertThat(budget.reservedBytes()).isZero();
        Thread.currentThread().interrupt();
        try {
            budget.acquire(1, LONG);
            throw new AssertionError("an interrupted thread acquired");
        } catch (InterruptedException e) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aCancelledFutureLeavesTheQueueAtOnce() throws Exception {
        MemoryPermit held = budget.tryAcquire(60).orThrow();
        CompletableFuture<Admission> large = budget.acquireAsync(90);
        CompletableFuture<Admission> small = budget.acquireAsync(40);
        assertThat(budget.waiting()).isEqualTo(2);
        large.cancel(false);
        permit(small).close();
        assertThat(budget.waiting()).isZero();
        assertThat(large).isCancelled();
        held.close();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aFutureThatIsCompletedByOthersWhenItsBytesComeGivesThemBack() throws Exception {
        for (int i = 0; i < 100; i++) {
            MemoryPermit held = budget.tryAcquire(100).orThrow();
            CompletableFuture<Admission> future = budget.acquireAsync(100);
            Thread closer = new Thread(held::close);
            closer.start();
            future.cancel(false);
            closer.join();
            try {
                future.join().orThrow().close();
            } catch (CancellationException e) {
                assertThat(future).isCancelled();
            }
            while (budget.reservedBytes() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aFutureWithATimeLimitOfItsOwnTakesNothingAfterIt() {
        budget.tryReserve(100);
        CompletableFuture<Admission> future = budget.acquireAsync(1).orTimeout(1, TimeUnit.NANOSECONDS);
        await().until(future::isCompletedExceptionally);
        assertThat(future.handle((admission, failure) -> failure).join()).isInstanceOf(TimeoutException.class);
        await().until(() -> budget.waiting() == 0);
        budget.release(100);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void whatFollowsAFutureNeverRunsOnTheThreadThatMadeRoom() throws Exception {
        MemoryPermit held = budget.tryAcquire(100).orThrow();
        CompletableFuture<Thread> runner = new CompletableFuture<>();
        CompletableFuture<Void> chain = budget.acquireAsync(100).thenAccept(admission -> {
            runner.complete(Thread.currentThread());
            admission.orThrow().close();
        });
        held.close();
        assertThat(runner.get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        chain.get(10, TimeUnit.SECONDS);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void oneThatIsShutByTheLevelWaitsUntilItFalls() throws Exception {
        level.set(PressureLevel.CRITICAL);
        budget.refresh();
        CompletableFuture<Admission> future = budget.acquireAsync(10);
        Asker asker = new Asker(budget, 10, LONG);
        assertThat(future).isNotDone();
        level.set(PressureLevel.WARNING);
        budget.refresh();
        permit(future).close();
        asker.permit().close();
        assertThat(budget.reservedBytes()).isZero();
    }
}
