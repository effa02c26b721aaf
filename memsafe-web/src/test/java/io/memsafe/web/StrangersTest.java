package io.memsafe.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StrangersTest {
    private static final long PRIOR = 400 << 10;

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
        int few = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < few; i++) {
            strangers.awaitClearness();
        }
        assertThat(wakes).hasValue(0);
        strangers.awaitClearness();
        assertThat(wakes).as("it had the watch look while it waited").hasValue(3);
    }

    @Test
    void whatFindsNoRoomIsAskedForOnceItsRouteIsKnown() {
        assertThat(strangers.askOnceKnown(route, () -> {
                    asked.incrementAndGet();
                    learn(8);
                    return ShedReason.NO_ROOM;
                }))
                .isEqualTo(ShedReason.NO_ROOM);
        assertThat(asked).as("once while it was not known, once when it was").hasValue(2);
    }

    @Test
    void whatFindsRoomMeanwhileWaitsNoLonger() {
        assertThat(strangers.askOnceKnown(route, () -> asked.incrementAndGet() < 3 ? ShedReason.NO_ROOM : null))
                .isNull();
        assertThat(asked).hasValue(3);
        assertThat(strangers.askOnceKnown(route, () -> ShedReason.PRESSURE))
                .as("another reason is the last word")
                .isEqualTo(ShedReason.PRESSURE);
    }

    @Test
    void whoIsInterruptedWaitsNoLonger() {
        Thread.currentThread().interrupt();
        assertThat(strangers.askOnceKnown(route, () -> null)).isEqualTo(ShedReason.NO_ROOM);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(asked).hasValue(0);
    }
}
