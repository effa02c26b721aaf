package io.memsafe.web;

import static io.memsafe.admission.BudgetPriority.CRITICAL;
import static io.memsafe.admission.BudgetPriority.DEFAULT;
import static io.memsafe.admission.BudgetPriority.SHEDDABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.web.UsableShare.Demand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GateTest {
    private static final long MB = 1 << 20;
    private static final long CAPACITY = 100 * MB;

    private final MemoryBudget budget = MemoryBudget.fixed(100 * MB);
    private PressureLevel level = PressureLevel.NORMAL;
    private final Gate gate = new Gate(budget, () -> level);

    GateTest() {
        gate.set(0, 1, 0, CAPACITY, 1);
    }

    private ShedReason admit(long bytes, BudgetPriority priority) {
        return gate.admit(new Flight(ClientShares.NONE, new AllocatedBytes.Untold()), bytes, priority);
    }

    @Test
    void whatFitsIsLetInAndCharged() {
        Flight flight = new Flight(ClientShares.NONE, new AllocatedBytes.Untold());
        assertThat(gate.admit(flight, 90 * MB, DEFAULT)).isNull();
        assertThat(budget.reservedBytes()).isEqualTo(90 * MB);
        assertThat(admit(10 * MB, DEFAULT)).isEqualTo(ShedReason.NO_ROOM);
        assertThat(flight.end(budget)).isTrue();
        assertThat(flight.end(budget)).as("once").isFalse();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void ofUnknownRequestsOnlyAFewComeInUntilItIsClearWhatTheyTake() {
        int most = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
        assertThat(guesses()).isEqualTo(most);
        gate.looks();
        gate.unclear(most);
        assertThat(guesses()).as("none is clear").isZero();
        gate.looks();
        gate.unclear(most - 2);
        assertThat(guesses()).isEqualTo(2);
        gate.looks();
        gate.unclear(1);
        gate.looks();
        assertThat(gate.mayGuess()).isTrue();
        gate.unclear(0);
        assertThat(guesses()).as("one came in during the look").isEqualTo(most - 1);
    }

    private int guesses() {
        int let = 0;
        for (int i = 0; i < 1_000; i++) {
            let += gate.mayGuess() ? 1 : 0;
        }
        return let;
    }

    @Test
    void prioritiesHaveRoomOfTheirOwn() {
        assertThat(admit(74 * MB, SHEDDABLE)).isNull();
        assertThat(admit(2 * MB, SHEDDABLE)).isEqualTo(ShedReason.NO_ROOM);
        assertThat(admit(20 * MB, DEFAULT)).isNull();
        assertThat(admit(2 * MB, DEFAULT)).isEqualTo(ShedReason.NO_ROOM);
        assertThat(admit(5 * MB, CRITICAL)).isNull();
        assertThat(admit(2 * MB, CRITICAL)).isEqualTo(ShedReason.NO_ROOM);
    }

    @ParameterizedTest
    @EnumSource
    void smallRequestsAreLetInWhateverTheLevel(PressureLevel now) {
        level = now;
        budget.tryReserve(100 * MB);
        gate.set(50 * MB, 0.25, 1, CAPACITY, 1);
        assertThat(admit(CAPACITY / 2_000, DEFAULT)).isNull();
        assertThat(admit(CAPACITY / 2_000, CRITICAL)).isNull();
        assertThat(admit(CAPACITY / 2_000, SHEDDABLE))
                .isEqualTo(now == PressureLevel.EMERGENCY ? ShedReason.EMERGENCY : null);
        assertThat(budget.reservedBytes()).isEqualTo(100 * MB);
    }

    @Test
    void smallIsSmallBesideTheHeap() {
        assertThat(gate.isSmall(50 << 10)).isTrue();
        assertThat(gate.isSmall(60 << 10)).isFalse();
        gate.set(0, 1, 0, 10 * MB, 1);
        assertThat(gate.isSmall(16 << 10)).as("at least this").isTrue();
        assertThat(gate.isSmall(17 << 10)).isFalse();
    }

    @Test
    void atEmergencyNothingElseIs() {
        level = PressureLevel.EMERGENCY;
        budget.tryReserve(1);
        assertThat(admit(MB, SHEDDABLE)).isEqualTo(ShedReason.EMERGENCY);
        assertThat(admit(MB, DEFAULT)).isEqualTo(ShedReason.EMERGENCY);
        assertThat(admit(MB, CRITICAL)).isEqualTo(ShedReason.EMERGENCY);
    }

    @Test
    void whatIsTooLargeGetsAChanceWhileNothingElseIsInFlight() {
        Flight alone = new Flight(ClientShares.NONE, new AllocatedBytes.Untold());
        assertThat(gate.admit(alone, 300 * MB, DEFAULT)).isNull();
        assertThat(alone.isProbe()).isTrue();
        assertThat(alone.isInFlight()).isTrue();
        assertThat(admit(300 * MB, DEFAULT)).as("one at a time").isEqualTo(ShedReason.NO_ROOM);
        alone.end(budget);
        gate.probed();
        budget.tryReserve(1);
        assertThat(admit(300 * MB, DEFAULT)).as("something is in flight").isEqualTo(ShedReason.NO_ROOM);
        assertThat(gate.probes()).isEqualTo(1);
    }

    @Test
    void atEmergencyOnlyACriticalOneGetsIt() {
        level = PressureLevel.EMERGENCY;
        assertThat(admit(MB, DEFAULT)).isEqualTo(ShedReason.EMERGENCY);
        assertThat(admit(MB, CRITICAL)).isNull();
    }

    @Test
    void whatHasGrownBeyondItsRoomHoldsUpTheOthers() {
        budget.tryReserve(1);
        gate.set(MB, 1, 0, CAPACITY, 1);
        assertThat(admit(MB, CRITICAL)).isEqualTo(ShedReason.NO_ROOM);
        gate.set(0, 1, 0, CAPACITY, 1);
        assertThat(admit(MB, CRITICAL)).isNull();
    }

    @Test
    void itIsToldThatRoomIsWanted() {
        assertThat(admit(90 * MB, DEFAULT)).isNull();
        gate.asked(90 * MB, true);
        gate.asked(1, true);
        assertThat(gate.demand()).as("small ones do not count").isEqualTo(new Demand(1, 0, 0.9));
        assertThat(admit(7 * MB, DEFAULT)).as("more than its share").isEqualTo(ShedReason.NO_ROOM);
        gate.asked(7 * MB, false);
        assertThat(gate.demand()).isEqualTo(new Demand(2, 1, 0.9));
        assertThat(budget.refusals()).isZero();
        assertThat(admit(11 * MB, DEFAULT)).as("more than there is").isEqualTo(ShedReason.NO_ROOM);
        assertThat(budget.refusals()).as("the budget knows too").isEqualTo(1);
    }

    @Test
    void whatCountsAsSmallShrinksWhenSoManyAreInFlightThatTheyWouldFillTheHeap() {
        gate.set(0, 1, 0, CAPACITY, 200);
        assertThat(gate.isSmall(CAPACITY / 2_000)).as("as with none").isTrue();
        gate.set(0, 1, 0, CAPACITY, 5_000);
        assertThat(gate.isSmall(CAPACITY / 2_000)).isFalse();
        assertThat(gate.isSmall(CAPACITY / 10 / 5_000))
                .as("a tenth of it altogether")
                .isTrue();
        gate.set(0, 1, 0, CAPACITY, 0);
        assertThat(gate.isSmall(CAPACITY / 2_000)).as("over at once").isTrue();
    }

    @Test
    void onlyTheUsableShareIsUsed() {
        budget.tryReserve(1);
        gate.set(0, 0.5, 0, CAPACITY, 1);
        assertThat(admit(50 * MB, DEFAULT)).isEqualTo(ShedReason.NO_ROOM);
        assertThat(admit(47 * MB, DEFAULT)).isNull();
    }

    @Test
    void theLargestAreRefusedFirstAndTheSheddableBeforeTheOthers() {
        for (int i = 0; i < 50; i++) {
            Flight small = new Flight(ClientShares.NONE, new AllocatedBytes.Untold());
            assertThat(gate.admit(small, 256 << 10, DEFAULT)).isNull();
            small.end(budget);
            Flight large = new Flight(ClientShares.NONE, new AllocatedBytes.Untold());
            assertThat(gate.admit(large, 8 * MB, DEFAULT)).isNull();
            large.end(budget);
        }
        level = PressureLevel.WARNING;
        gate.set(0, 1, 0.3, CAPACITY, 1);
        assertThat(refusedOf100(8 * MB, SHEDDABLE)).isBetween(15, 50);
        assertThat(refusedOf100(MB / 4, SHEDDABLE)).isZero();
        assertThat(refusedOf100(8 * MB, DEFAULT)).isZero();
        gate.set(0, 1, 1, CAPACITY, 1);
        assertThat(refusedOf100(MB / 4, SHEDDABLE)).as("all at CRITICAL").isEqualTo(100);
        assertThat(refusedOf100(8 * MB, DEFAULT)).isBetween(80, 100);
        assertThat(refusedOf100(MB / 4, DEFAULT)).isZero();
        assertThat(refusedOf100(8 * MB, CRITICAL)).isZero();
        gate.set(0, 1, 0, CAPACITY, 1);
        assertThat(refusedOf100(8 * MB, SHEDDABLE)).as("over at once").isZero();
    }

    private int refusedOf100(long bytes, BudgetPriority priority) {
        int refused = 0;
        for (int i = 0; i < 100; i++) {
            Flight flight = new Flight(ClientShares.NONE, new AllocatedBytes.Untold());
            ShedReason reason = gate.admit(flight, bytes, priority);
            if (reason != null) {
                assertThat(reason).isEqualTo(ShedReason.PRESSURE);
                refused++;
            }
            flight.end(budget);
        }
        return refused;
    }
}
