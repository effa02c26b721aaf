package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private static final long PRIOR = 400 << 10;
    private static final int FEW = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Gate gate = new Gate(MemoryBudget.fixed(100 << 20), () -> PressureLevel.NORMAL);
    private final AtomicInteger wakes = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Strangers strangers = new Strangers(gate, this::wake);
    private final Route route = new Route("GET /light");

    /** The watch finds it clear what all take that are in, at its third look. */
    private void wake() {
        if (wakes.incrementAndGet() == 3) {
            gate.looks();
            gate.unclear(0);
        }
    }

    private void learn(int times) {
        for (int i = 0; i < times; i++) {
            route.learn(new RequestNumbers(), PRIOR, 1_000, true, PRIOR);
        }
    }

    @Test
    void aFewComeInAtOnceAndTheOthersWhenItIsClearWhatTheyTake() {
        for (int i = 0; i < FEW; i++) {
            assertThat(strangers.ask(route, () -> null)).isNull();
        }
        assertThat(wakes).hasValue(0);
        assertThat(strangers.ask(route, () -> null)).isNull();
        assertThat(wakes).as("it had the watch look while it waited").hasValue(3);
    }

    @Test
    void whatIsRefusedLeavesItsPlaceToAnother() {
        for (int i = 0; i < 10 * FEW; i++) {
            assertThat(strangers.ask(route, () -> ShedReason.EMERGENCY)).isEqualTo(ShedReason.EMERGENCY);
        }
        assertThat(wakes).as("none had to wait").hasValue(0);
    }

    @Test
    void whatFindsNoRoomIsAskedForOnceItsRouteIsKnown() {
        assertThat(strangers.ask(route, () -> {
                    if (asked.incrementAndGet() == 2) {
                        learn(8);
                    }
                    return ShedReason.NO_ROOM;
                }))
                .isEqualTo(ShedReason.NO_ROOM);
        assertThat(asked).as("twice while it was not known, once when it was").hasValue(3);
    }

    @Test
    void whatFindsRoomMeanwhileWaitsNoLonger() {
        assertThat(strangers.ask(route, () -> asked.incrementAndGet() < 4 ? ShedReason.NO_ROOM : null))
                .isNull();
        assertThat(asked).hasValue(4);
        assertThat(strangers.ask(route, () -> asked.incrementAndGet() < 6 ? ShedReason.NO_ROOM : ShedReason.PRESSURE))
                .as("another reason is the last word")
                .isEqualTo(ShedReason.PRESSURE);
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() {
        Thread.currentThread().interrupt();
        assertThat(strangers.ask(route, () -> {
                    asked.incrementAndGet();
                    return ShedReason.NO_ROOM;
                }))
                .isEqualTo(ShedReason.NO_ROOM);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(asked).hasValue(1);
    }
}
