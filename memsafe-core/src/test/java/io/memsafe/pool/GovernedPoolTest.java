package io.memsafe.pool;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.memsafe.PressureLevel;
import io.memsafe.response.Demand;
import io.memsafe.response.Reclaimer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GovernedPoolTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Demand CRITICAL = new Demand(PressureLevel.CRITICAL, 2);

    private final Set<Thing> alive = ConcurrentHashMap.newKeySet();
    private final AtomicInteger made = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private final GovernedPool<Thing> pool =
            GovernedPool.of(new Things()).name("things").size(1, 8).create();

    /** What is pooled. */
    private record Thing(int number) {}

    private final class Things implements PoolSource<Thing> {
        @Override
        public Thing create() throws Exception {
            Throwable fails = failure;
            if (fails instanceof Error error) {
                throw error;
            }
            if (fails instanceof Exception exception) {
                throw exception;
            }
            Thing thing = new Thing(made.incrementAndGet());
            alive.add(thing);
            return thing;
        }

        @Override
        public void destroy(Thing thing) {
            assertThat(alive.remove(thing)).as("%s was alive", thing).isTrue();
        }
    }

    @AfterEach
    void end() {
        pool.close();
        await().until(alive::isEmpty);
    }

    private List<Lease<Thing>> claim(int number) throws Exception {
        List<Lease<Thing>> leases = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            leases.add(pool.claim(LONG));
        }
        return leases;
    }

    @Test
    void anObjectIsUsedAgain() throws Exception {
        Thing first;
        try (Lease<Thing> lease = pool.claim(LONG)) {
            first = lease.get();
        }
        try (Lease<Thing> lease = pool.claim(LONG)) {
            assertThat(lease.get()).isSameAs(first);
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void itGrowsWithDemandUpToTheMost() throws Exception {
        List<Lease<Thing>> leases = claim(8);
        assertThat(leases).extracting(lease -> lease.get().number()).doesNotHaveDuplicates();
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> pool.claim(SHORT))
                .withMessage("pool things: all 8 objects were in use for PT0.001S");
        assertThat(pool.tryClaim()).isNull();
        assertThat(pool.statistics())
                .extracting(PoolStatistics::size, PoolStatistics::inUse, PoolStatistics::timeouts)
                .containsExactly(8, 8, 1L);
        leases.forEach(Lease::close);
    }

    @Test
    void aLeaseThatIsClosedTwiceGivesNothingBackThatIsSomebodyElses() throws Exception {
        Lease<Thing> mine = pool.claim(LONG);
        mine.close();
        Lease<Thing> yours = pool.claim(LONG);
        mine.close();
        mine.replace();
        assertThat(pool.statistics().inUse()).isOne();
        assertThat(yours.get().number()).isOne();
        assertThatIllegalStateException().isThrownBy(mine::get).withMessageContaining("was closed");
        yours.close();
    }

    @Test
    void aBrokenObjectIsReplaced() throws Exception {
        Lease<Thing> lease = pool.claim(LONG);
        Thing broken = lease.get();
        lease.replace();
        try (Lease<Thing> next = pool.claim(LONG)) {
            assertThat(next.get()).isNotEqualTo(broken);
        }
        await().until(() -> !alive.contains(broken));
        assertThat(pool.statistics().replaced()).isOne();
    }

    @Test
    void underPressureIdleObjectsGoThoseFirstThatWereNotUsedForLongest() throws Exception {
        claim(8).forEach(Lease::close);
        pool.look(); // its clock moves on
        List<Thing> recent = new ArrayList<>();
        List<Lease<Thing>> again = claim(4);
        for (Lease<Thing> lease : again) {
            recent.add(lease.get());
            lease.close();
        }

        assertThat(pool.reclaim(CRITICAL)).isEqualTo(Reclaimer.UNKNOWN);
        assertThat(alive).containsExactlyInAnyOrderElementsOf(recent);
        assertThat(pool.statistics().returned()).isEqualTo(4);
        assertThat(pool.reclaim(CRITICAL)).isZero();
    }

    @Test
    void whatIsInUseStaysUntilItIsGivenBack() throws Exception {
        List<Lease<Thing>> leases = claim(8);
        pool.reclaim(new Demand(PressureLevel.EMERGENCY, 3));
        assertThat(alive).hasSize(8);
        leases.forEach(Lease::close);
        await().until(() -> alive.size() == 2);

        pool.recover(Demand.NONE);
        claim(8).forEach(Lease::close);
        assertThat(alive).hasSize(8);
    }

    @Test
    void oneAlwaysStays() throws Exception {
        try (GovernedPool<Thing> small =
                GovernedPool.of(new Things()).size(0, 1).create()) {
            small.claim(LONG).close();
            small.reclaim(new Demand(PressureLevel.EMERGENCY, 3));
            small.claim(LONG).close();
            assertThat(small.statistics().most()).isOne();
        }
    }

    @Test
    void whatWasNotUsedForSomeTimeGoes() throws Exception {
        try (GovernedPool<Thing> quick = GovernedPool.of(new Things())
                .size(1, 8)
                .idle(Duration.ofMillis(400))
                .create()) {
            List<Lease<Thing>> leases = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                leases.add(quick.claim(LONG));
            }
            leases.forEach(Lease::close);
            await().until(() -> quick.statistics().size() == 1);
        }
    }

    @Test
    void aSourceThatFailsIsSaidToAndTriedAgain() throws Exception {
        Lease<Thing> only = pool.claim(LONG);
        failure = new IOException("not there");
        only.replace();
        assertThatExceptionOfType(PoolSourceException.class)
                .isThrownBy(() -> pool.claim(LONG))
                .withMessage("pool things: an object could not be made")
                .havingCause()
                .withMessage("not there");
        failure = null;
        pool.claim(LONG).close();
        assertThat(pool.statistics().failed()).isPositive();
    }

    @Test
    void noMemoryForAnObjectIsTheErrorOfWhoClaims() throws Exception {
        Lease<Thing> only = pool.claim(LONG);
        failure = new OutOfMemoryError("on purpose");
        only.replace();
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> pool.claim(LONG))
                .withMessage("on purpose");
        assertThat(pool.statistics().inUse()).isZero();
        failure = null;
        pool.claim(LONG).close();
    }

    @Test
    void noMoreWaitThanMay() throws Exception {
        try (GovernedPool<Thing> small = GovernedPool.of(new Things())
                .name("small")
                .size(1, 1)
                .maxWaiting(1)
                .create()) {
            Lease<Thing> only = small.claim(LONG);
            CompletableFuture<Integer> waits = CompletableFuture.supplyAsync(() -> {
                try (Lease<Thing> lease = small.claim(LONG)) {
                    return lease.get().number();
                } catch (InterruptedException | TimeoutException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> small.statistics().waiting() == 1);
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> small.claim(LONG))
                    .withMessage("pool small: 1 threads wait already for one of 1 objects");
            only.close();
            assertThat(waits.join()).isPositive();
            assertThat(small.statistics().refused()).isOne();
        }
    }

    @Test
    void aForgottenLeaseIsFoundAndItsObjectReplaced() throws Exception {
        try (GovernedPool<Thing> traced =
                GovernedPool.of(new Things()).size(1, 1).traceLeases(true).create()) {
            forget(traced);
            alive.clear(); // nobody may end it but who may still have it
            await().until(() -> {
                System.gc();
                return traced.statistics().leaked() == 1;
            });
            traced.claim(LONG).close();
        }
    }

    private static void forget(GovernedPool<Thing> traced) throws Exception {
        assertThat(traced.claim(LONG).get()).isNotNull();
    }

    @Test
    void whoWaitsGetsAnObjectThatItsThreadHadTakenAgain() throws Exception {
        try (GovernedPool<Thing> small =
                GovernedPool.of(new Things()).size(1, 1).create()) {
            small.claim(LONG).close();
            Lease<Thing> again = small.claim(LONG); // without the queue
            assertThat(small.tryClaim()).isNull();
            CompletableFuture<Thing> waits = CompletableFuture.supplyAsync(() -> {
                try (Lease<Thing> lease = small.claim(LONG)) {
                    return lease.get();
                } catch (InterruptedException | TimeoutException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> small.statistics().waiting() == 1);
            Thing thing = again.get();
            again.close();
            assertThat(waits.join()).isSameAs(thing);
        }
    }

    @Test
    void whatIsGivenBackToAClosedPoolIsEnded() throws Exception {
        List<Lease<Thing>> leases = claim(3);
        pool.close();
        assertThat(alive).hasSize(3);
        leases.forEach(Lease::close);
        await().until(alive::isEmpty);
    }

    @Test
    void aSourceThatTakesLongDoesNotHoldUpPressure() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (GovernedPool<Integer> slow = GovernedPool.of(() -> {
                    int call = calls.incrementAndGet();
                    if (call == 3) {
                        begun.countDown();
                        go.await();
                    }
                    return call;
                })
                .size(2, 8)
                .create()) {
            Lease<Integer> one = slow.claim(LONG);
            Lease<Integer> two = slow.claim(LONG);
            CompletableFuture<Integer> third = CompletableFuture.supplyAsync(() -> {
                try (Lease<Integer> lease = slow.claim(LONG)) {
                    return lease.get();
                } catch (InterruptedException | TimeoutException e) {
                    throw new IllegalStateException(e);
                }
            });
            begun.await();
            assertThat(slow.reclaim(CRITICAL)).as("all are in use").isZero();
            go.countDown();
            assertThat(third.join()).isPositive();
            one.close();
            two.close();
        }
    }

    @Test
    void aClosedPoolSaysSo() {
        pool.close();
        await().untilAsserted(() -> assertThatIllegalStateException().isThrownBy(() -> pool.claim(LONG)));
    }

    @Test
    void mistakesAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GovernedPool.of(Object::new).size(3, 2))
                .withMessageContaining("are 3 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GovernedPool.of(Object::new).size(0, 0))
                .withMessageContaining("are 0 and 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GovernedPool.of(Object::new).name("x").maxWaiting(-1))
                .withMessage("pool x: maxWaiting must be 0 or more, but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GovernedPool.of(Object::new).idle(Duration.ZERO))
                .withMessageContaining("PT0S");
    }
}
