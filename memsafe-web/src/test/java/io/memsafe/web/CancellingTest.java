package io.memsafe.web;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.PressureLevel;
import io.memsafe.admission.BudgetPriority;
import io.memsafe.admission.MemoryBudget;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancellingTest {
    private static final long MB = 1 << 20;
    private static final long MS = 1_000_000L;

    private final MemoryBudget budget = MemoryBudget.fixed(200 * MB);
    private final Flights flights = new Flights(budget, ClientShares.NONE, new AllocatedBytes.Untold());
    private final Gate gate = new Gate(budget, () -> PressureLevel.NORMAL);
    private final RouteTree routes = new RouteTree();
    private final Cancelling cancelling =
            new Cancelling(flights, Duration.ofSeconds(8).toNanos(), true);

    private final Cancelling largestOnly = new Cancelling(flights, Long.MAX_VALUE, true);

    @AfterEach
    void close() {
        cancelling.close();
        largestOnly.close();
    }

    private Flight begin(BudgetPriority priority, long bytes, long startNanos) {
        Flight flight = flights.ofThisThread();
        flights.leave(); // as a request that goes on without a thread
        flight.begin(routes.find("GET", "/a", null), bytes, Thread.currentThread());
        flight.cancellable(new CancellationToken(priority, startNanos));
        assertThat(gate.admit(flight, bytes, priority)).isNull();
        return flight;
    }

    private static boolean isCancelled(Flight flight) {
        CancellationToken token = flight.token();
        return token != null && token.isCancelled();
    }

    @Test
    void whatTakesLongerThanItMayIsAskedToEndTheSoonerTheHigherTheLevel() {
        Flight old = begin(BudgetPriority.CRITICAL, MB, 0);
        Flight young = begin(BudgetPriority.CRITICAL, MB, 5_000 * MS);
        cancelling.step(8_000 * MS, PressureLevel.NORMAL, false);
        assertThat(isCancelled(old)).isFalse();
        cancelling.step(8_001 * MS, PressureLevel.NORMAL, false);
        assertThat(isCancelled(old)).isTrue();
        cancelling.step(9_000 * MS, PressureLevel.WARNING, false);
        assertThat(isCancelled(young)).isFalse();
        cancelling.step(9_001 * MS, PressureLevel.WARNING, false);
        assertThat(isCancelled(young)).isTrue();
        Flight last = begin(BudgetPriority.CRITICAL, MB, 9_000 * MS);
        cancelling.step(11_001 * MS, PressureLevel.CRITICAL, false);
        assertThat(isCancelled(last)).isTrue();
        assertThat(cancelling.cancelled()).isEqualTo(3);
    }

    @Test
    void underLastingPressureTheLargestIsAskedAndTheNextWhenItHasEnded() {
        Flight critical = begin(BudgetPriority.CRITICAL, 40 * MB, 0);
        Flight large = begin(BudgetPriority.DEFAULT, 30 * MB, 0);
        Flight small = begin(BudgetPriority.DEFAULT, 5 * MB, 0);
        Flight sheddable = begin(BudgetPriority.SHEDDABLE, MB, 0);
        largestOnly.step(1_000 * MS, PressureLevel.CRITICAL, true);
        largestOnly.step(1_099 * MS, PressureLevel.CRITICAL, true);
        assertThat(largestOnly.cancelled()).as("it has not lasted").isZero();
        largestOnly.step(1_100 * MS, PressureLevel.CRITICAL, true);
        assertThat(isCancelled(sheddable)).isTrue();
        largestOnly.step(1_200 * MS, PressureLevel.CRITICAL, true);
        assertThat(isCancelled(large)).as("the other has not ended").isFalse();
        sheddable.end(budget);
        largestOnly.step(1_300 * MS, PressureLevel.CRITICAL, true);
        assertThat(isCancelled(large)).isTrue();
        largestOnly.step(2_299 * MS, PressureLevel.EMERGENCY, false);
        assertThat(isCancelled(small)).isFalse();
        largestOnly.step(2_300 * MS, PressureLevel.EMERGENCY, false);
        assertThat(isCancelled(small)).as("a second is long enough").isTrue();
        largestOnly.step(4_000 * MS, PressureLevel.EMERGENCY, false);
        assertThat(isCancelled(critical)).isFalse();
    }

    @Test
    void whatFitsIsLeftAloneAtCritical() {
        Flight flight = begin(BudgetPriority.SHEDDABLE, 30 * MB, 0);
        for (int i = 0; i < 20; i++) {
            largestOnly.step((1_000 + 100 * i) * MS, PressureLevel.CRITICAL, false);
        }
        assertThat(isCancelled(flight)).isFalse();
    }

    @Test
    void actionsRunOnceAndOneThatThrowsKeepsNoneFromRunning() {
        Flight flight = begin(BudgetPriority.DEFAULT, MB, 0);
        CancellationToken token = flight.token();
        List<String> ran = new CopyOnWriteArrayList<>();
        token.throwIfCancelled();
        token.onCancel(() -> {
            ran.add("throws");
            throw new IllegalStateException("thrown by the test");
        });
        token.onCancel(() -> ran.add("second"));
        cancelling.step(9_000 * MS, PressureLevel.NORMAL, false);
        cancelling.step(9_100 * MS, PressureLevel.NORMAL, false);
        await().until(() -> ran.size() == 2);
        token.onCancel(() -> ran.add("late"));
        assertThat(ran).containsExactly("throws", "second", "late");
        assertThatThrownBy(token::throwIfCancelled)
                .isInstanceOf(RequestCancelledException.class)
                .hasMessageContaining("longer");
    }

    @Test
    void afterCloseNothingIsAsked() {
        Flight flight = begin(BudgetPriority.DEFAULT, MB, 0);
        cancelling.close();
        cancelling.step(9_000 * MS, PressureLevel.NORMAL, false);
        assertThat(isCancelled(flight)).isFalse();
    }
}
