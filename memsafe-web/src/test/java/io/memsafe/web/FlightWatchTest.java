package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.HeapAssessment;
import io.memsafe.MemoryArea;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.TimeToExhaustion;
import io.memsafe.Unit;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class FlightWatchTest {
    private static final long MB = 1 << 20;
    private static final long MS = 1_000_000L;

    /** What threads have allocated, as the test says. */
    private static final class Told implements AllocatedBytes {
        private final Map<Long, Long> bytes = new HashMap<>();

        void allocate(Thread thread, long more) {
            bytes.merge(thread.getId(), more, Long::sum);
        }

        @Override
        public long ofThisThread() {
            return of(Thread.currentThread().getId());
        }

        @Override
        public long of(long threadId) {
            return bytes.getOrDefault(threadId, 0L);
        }
    }

    private final Told told = new Told();
    private final MemoryBudget budget = MemoryBudget.fixed(80 * MB);
    private final RouteTree routes = new RouteTree();
    private final Flights flights = new Flights(budget, ClientShares.NONE, told);
    private PressureLevel level = PressureLevel.NORMAL;
    private long allocationRate;
    private MemoryAssessment assessment = assessment(Duration.ofSeconds(1), 20 * MB);
    private final Gate gate = new Gate(budget, () -> level);
    private final Crowd crowd = new Crowd(assessment.heap());
    private final FlightWatch watch =
            new FlightWatch(flights, routes, gate, crowd, budget, () -> assessment, () -> level);
    private final Thread here = Thread.currentThread();
    private final Route route = routes.find("GET", "/heavy", null);
    private long now = 5_000 * MS;

    private MemoryAssessment assessment(Duration uptime, long liveBytes) {
        HeapAssessment heap = new HeapAssessment(
                "G1",
                128 * MB,
                100 * MB,
                90 * MB,
                liveBytes,
                liveBytes,
                liveBytes,
                "test",
                Duration.ZERO,
                true,
                allocationRate,
                0,
                TimeToExhaustion.NEVER,
                0,
                0);
        MemoryArea area = new MemoryArea(
                MemoryArea.HEAP, Unit.BYTES, liveBytes, 100 * MB, 0, TimeToExhaustion.NEVER, PressureLevel.EMERGENCY);
        return new MemoryAssessment(uptime, heap, List.of(area), List.of(), List.of());
    }

    private long step(long millis) {
        now += millis * MS;
        return watch.step(now);
    }

    /** Looks every 5 ms. */
    private void look(int times) {
        for (int i = 0; i < times; i++) {
            step(5);
        }
    }

    private Flight begin(long expected) {
        return begin(expected, here);
    }

    private Flight begin(long expected, Thread thread) {
        Flight flight = flights.ofThisThread();
        flight.begin(route, expected, thread);
        assertThat(gate.admit(flight, expected, BudgetPriority.DEFAULT)).isNull();
        return flight;
    }

    @Test
    void aRequestIsChargedWhatItWasExpectedUntilItHasAllocatedMore() {
        step(0);
        Flight flight = begin(4 * MB);
        told.allocate(here, 2 * MB);
        step(5);
        assertThat(budget.reservedBytes()).isEqualTo(4 * MB);
        told.allocate(here, 4 * MB);
        step(5);
        assertThat(budget.reservedBytes())
                .as("nobody was ever so large: half as much again")
                .isEqualTo(9 * MB);
        flight.end(budget);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void onceItAllocatesNoMoreItIsChargedWhatItHas() throws InterruptedException {
        Thread parked = new Thread(LockSupport::park);
        parked.start();
        await().until(() -> parked.getState() == Thread.State.WAITING);
        step(0);
        Flight flight = begin(4 * MB, parked);
        told.allocate(parked, 1 * MB);
        step(5);
        look(3);
        assertThat((double) budget.reservedBytes()).isCloseTo(1 * MB + 3 * MB / Math.sqrt(2), within(0.1 * MB));
        step(900);
        assertThat((double) budget.reservedBytes())
                .as("a pause counts as 10 ms")
                .isCloseTo(1 * MB + 1.5 * MB / Math.sqrt(2), within(0.1 * MB));
        look(20);
        assertThat((double) budget.reservedBytes()).isCloseTo(1 * MB, within(0.02 * MB));
        flight.end(budget);
        LockSupport.unpark(parked);
        parked.join();
    }

    @Test
    void aThreadThatCouldRunMayWaitForAProcessor() {
        step(0);
        Flight flight = begin(4 * MB);
        told.allocate(here, 1 * MB);
        step(5);
        look(20);
        assertThat(budget.reservedBytes()).isEqualTo(4 * MB);
        look(20);
        assertThat(budget.reservedBytes()).isLessThan(4 * MB);
        flight.end(budget);
    }

    @Test
    void aRequestThatHasNotBegunToAllocateKeepsItsCharge() {
        step(0);
        begin(4 * MB);
        step(5);
        step(500);
        assertThat(budget.reservedBytes()).isEqualTo(4 * MB);
    }

    @Test
    void itIsUnclearWhatARequestTakesUntilItAllocatesNoMore() {
        step(0);
        Flight flight = begin(1 * MB);
        look(4);
        assertThat(flight.isUnclear()).as("it has not begun").isTrue();
        told.allocate(here, 2 * MB);
        look(2);
        assertThat(flight.isUnclear()).as("it has just allocated").isTrue();
        look(1);
        assertThat(flight.isUnclear()).isFalse();
        told.allocate(here, 2 * MB);
        look(1);
        assertThat(flight.isUnclear()).as("it goes on").isTrue();
        flight.end(budget);
        Flight next = begin(1 * MB);
        look(30);
        assertThat(next.isUnclear()).as("it waits before it begins").isTrue();
        look(12);
        assertThat(next.isUnclear()).isFalse();
        next.end(budget);
    }

    @Test
    void whatWasSmallIsChargedWhenItGrows() {
        step(0);
        begin(1_000);
        assertThat(budget.reservedBytes()).isZero();
        told.allocate(here, 2 * MB);
        assertThat(step(5)).isEqualTo(FlightWatch.FAST_NANOS);
        assertThat(budget.reservedBytes()).isEqualTo(3 * MB);
    }

    @Test
    void whatIsStillToComeIsChargedOnlyIfThereIsRoom() {
        step(0);
        begin(50 * MB);
        told.allocate(here, 70 * MB);
        step(5);
        assertThat(budget.reservedBytes()).as("70 and 35 to come do not fit").isEqualTo(70 * MB);
        assertThat(gate.admit(new Flight(ClientShares.NONE, told), MB, BudgetPriority.CRITICAL))
                .isNull();
    }

    @Test
    void whatIsHeldWithoutRoomHoldsUpTheOthers() {
        step(0);
        Flight flight = begin(50 * MB);
        told.allocate(here, 90 * MB);
        step(5);
        assertThat(budget.reservedBytes()).isEqualTo(50 * MB);
        assertThat(gate.admit(new Flight(ClientShares.NONE, told), MB, BudgetPriority.CRITICAL))
                .isEqualTo(ShedReason.NO_ROOM);
        flight.end(budget);
        step(5);
        assertThat(gate.admit(new Flight(ClientShares.NONE, told), MB, BudgetPriority.CRITICAL))
                .isNull();
    }

    @Test
    void whatIsUnknownIsChargedAsTheFirstThatIsSeen() throws InterruptedException {
        step(0);
        Flight first = begin(MB);
        told.allocate(here, 6 * MB);
        Thread another = new Thread(() -> {
            Flight second = flights.ofThisThread();
            second.begin(route, MB, Thread.currentThread());
            gate.admit(second, MB, BudgetPriority.DEFAULT);
            LockSupport.park();
        });
        another.start();
        await().until(() -> budget.reservedBytes() == 2 * MB);
        step(5);
        step(5);
        assertThat(budget.reservedBytes()).as("6 for each").isEqualTo(12 * MB);
        LockSupport.unpark(another);
        another.join();
        first.end(budget);
    }

    @Test
    void heldIsWhatIsCharged() {
        route.held(0.25);
        step(0);
        begin(8 * MB);
        step(5);
        assertThat(budget.reservedBytes()).isEqualTo(2 * MB);
    }

    @Test
    void itTellsWhatIsHeldOfWhatIsCharged() {
        route.held(0.5);
        step(0);
        Flight flight = begin(8 * MB);
        step(5);
        assertThat(watch.filledBytes()).isZero();
        told.allocate(here, 6 * MB);
        step(5);
        assertThat(watch.filledBytes()).isEqualTo(3 * MB);
        assertThat(watch.leftBytes()).isZero();
        flight.end(budget);
        step(5);
        assertThat(watch.filledBytes()).isZero();
        assertThat(watch.leftBytes()).isEqualTo(3 * MB);
        Flight next = begin(8 * MB);
        told.allocate(here, 2 * MB);
        step(5);
        next.end(budget);
        begin(8 * MB);
        step(5);
        assertThat(watch.leftBytes()).as("its thread has another one already").isEqualTo(4 * MB);
        step(5);
        assertThat(watch.leftBytes()).as("each is told once").isEqualTo(4 * MB);
    }

    @Test
    void inAnOverloadNobodyWaits() {
        step(0);
        for (int i = 0; i < 20; i++) {
            ask(10, 0);
        }
        assertThat(gate.isOverloaded()).isFalse();
        ask(10, 10);
        assertThat(gate.isOverloaded()).as("a peak is none").isFalse();
        for (int i = 0; i < 10; i++) {
            ask(10, 5);
        }
        assertThat(gate.isOverloaded()).isTrue();
        for (int i = 0; i < 3; i++) {
            ask(10, 0);
        }
        assertThat(gate.isOverloaded()).as("it is over").isFalse();
    }

    @Test
    void aFewThatFindNoRoomAreNoOverload() {
        for (int i = 0; i < 8; i++) {
            ask(1, 1);
            assertThat(gate.isOverloaded()).isFalse();
        }
        for (int i = 0; i < 10; i++) {
            ask(1, 1);
        }
        assertThat(gate.isOverloaded()).as("they have become many").isTrue();
    }

    /** So many ask within 100 ms, and some of them find no room. */
    private void ask(int asked, int refused) {
        for (int i = 0; i < asked; i++) {
            gate.asked(8 * MB, i >= refused);
        }
        step(100);
    }

    @Test
    void aThreadThatEndedWithoutEndingItsRequestIsFound() throws InterruptedException {
        Thread gone = new Thread(() -> {
            Flight flight = flights.ofThisThread();
            flight.begin(route, 4 * MB, Thread.currentThread());
            gate.admit(flight, 4 * MB, BudgetPriority.DEFAULT);
        });
        gone.start();
        gone.join();
        assertThat(budget.reservedBytes()).isEqualTo(4 * MB);
        step(5);
        assertThat(budget.reservedBytes()).isZero();
        assertThat(watch.abandoned()).isEqualTo(1);
        step(5);
        assertThat(watch.abandoned()).as("once").isEqualTo(1);
        assertThat(flights.all()).isExhausted();
    }

    @Test
    void whatIsHeldIsLearnedFromLiveSets() {
        step(0);
        for (int i = 0; i < 60; i++) {
            Flight flight = begin(1 * MB);
            told.allocate(here, (i % 2 == 0 ? 20 : 4) * MB);
            step(50);
            step(600); // the marking began when it had allocated that already
            assessment = assessment(Duration.ofSeconds(2 + i), (20 + (i % 2 == 0 ? 4 : 1)) * MB);
            step(5);
            flight.end(budget);
        }
        assertThat(route.heldRatio()).isCloseTo(3.0 / 16, within(0.05));
    }

    @Test
    void whatVirtualThreadsAllocateIsTakenFromWhatTheJvmDoes() {
        Flights untold = new Flights(budget, ClientShares.NONE, new AllocatedBytes.Untold());
        allocationRate = 1_200 * MB;
        assessment = assessment(Duration.ofSeconds(1), 20 * MB);
        FlightWatch other = new FlightWatch(untold, routes, gate, crowd, budget, () -> assessment, () -> level);
        Flight flight = untold.ofThisThread();
        flight.begin(route, 1 * MB, here);
        gate.admit(flight, 1 * MB, BudgetPriority.DEFAULT);
        other.step(now);
        long begun = flight.earlierBytes();
        other.step(now += 5 * MS);
        assertThat(flight.earlierBytes() - begun).isEqualTo(6 * MB);
        assertThat(budget.reservedBytes()).as("half as much again as it has").isEqualTo(flight.earlierBytes() * 3 / 2);
        flight.end(budget);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void whereTheJvmTellsTheSumThoseShareItThatHaveBegunSinceOrCouldRun() throws Exception {
        AtomicLong sum = new AtomicLong(500 * MB);
        Flights untold = new Flights(budget, ClientShares.NONE, new AllocatedBytes() {
            @Override
            public long ofThisThread() {
                return UNKNOWN;
            }

            @Override
            public long of(long threadId) {
                return UNKNOWN;
            }

            @Override
            public long ofAll() {
                return sum.get();
            }
        });
        FlightWatch other = new FlightWatch(untold, routes, gate, crowd, budget, () -> assessment, () -> level);
        Flight running = untold.ofThisThread();
        running.begin(route, 1 * MB, here);
        gate.admit(running, 1 * MB, BudgetPriority.DEFAULT);
        other.step(now);
        long before = running.earlierBytes();
        CompletableFuture<Flight> begun = new CompletableFuture<>();
        Thread parked = new Thread(() -> {
            Flight flight = untold.ofThisThread();
            flight.begin(route, 1 * MB, Thread.currentThread());
            gate.admit(flight, 1 * MB, BudgetPriority.DEFAULT);
            begun.complete(flight);
            LockSupport.park();
        });
        parked.start();
        Flight waiting = begun.get();
        await().until(() -> parked.getState() == Thread.State.WAITING);
        sum.addAndGet(6 * MB);
        other.step(now += 5 * MS);
        assertThat(running.earlierBytes() - before).isEqualTo(3 * MB);
        assertThat(waiting.earlierBytes()).as("has begun since").isEqualTo(3 * MB);
        sum.addAndGet(2 * MB);
        other.step(now += 5 * MS);
        assertThat(running.earlierBytes() - before).isEqualTo(5 * MB);
        assertThat(waiting.earlierBytes()).as("sleeps").isEqualTo(3 * MB);
        running.end(budget);
        sum.addAndGet(7 * MB);
        other.step(now += 5 * MS);
        assertThat(waiting.earlierBytes())
                .as("it was others, such as those that are refused")
                .isEqualTo(3 * MB);
        waiting.end(budget);
        LockSupport.unpark(parked);
        parked.join();
    }

    @Test
    void newerJvmsTellTheSum() {
        AllocatedBytes jvm = AllocatedBytes.ofThisJvm();
        long before = jvm.ofAll();
        byte[] allocated = new byte[(int) MB];
        if (before != AllocatedBytes.UNKNOWN) {
            assertThat(jvm.ofAll() - before).isGreaterThanOrEqualTo(allocated.length);
        } else {
            assertThat(Runtime.version().feature())
                    .as("all that have virtual threads tell")
                    .isLessThan(21);
        }
    }

    @Test
    void itLooksOftenOnlyWhileRequestsCount() {
        assertThat(step(0)).isEqualTo(FlightWatch.SLOW_NANOS);
        Flight flight = begin(4 * MB);
        assertThat(step(5)).isEqualTo(FlightWatch.FAST_NANOS);
        flight.end(budget);
        assertThat(step(5)).isEqualTo(FlightWatch.SLOW_NANOS);
    }
}
