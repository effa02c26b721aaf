package io.memsafe;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.memsafe.level.LevelThresholds;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GovernorLoopTest {
    private static final long INTERVAL_NANOS = 1_000_000;
    private static final int WARM_STEPS = 300;
    private static final int STEPS = 200;
    private static final long MOST_BYTES_PER_STEP = 2_000;

    /** Bytes that the loop's thread had allocated at two of its steps. */
    private static final class Meter {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final AtomicLong steps = new AtomicLong();
        volatile long before;
        volatile long after;

        /** Called at each step; says that the next one is waited for, so that the interval is kept. */
        boolean step() {
            long step = steps.incrementAndGet();
            if (step == WARM_STEPS) {
                before = own();
            } else if (step == WARM_STEPS + STEPS) {
                after = own();
            }
            return true;
        }

        long own() {
            return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        }
    }

    @Test
    void aStepTakesNextToNoMemoryWhileNothingChanges() {
        Meter meter = new Meter();
        try (GovernorLoop loop = new GovernorLoop(
                1, LevelThresholds.DEFAULT, INTERVAL_NANOS, false, false, List.of(), level -> {}, meter::step, null)) {
            loop.start();
            await().until(() -> meter.after > 0);
        }
        assertThat((meter.after - meter.before) / STEPS).isBetween(1L, MOST_BYTES_PER_STEP);
    }

    @Test
    void aStepThatStandsStillRaisesTheLevelAndIsToldOfWhenItIsOver() {
        LevelThresholds eager = LevelThresholds.DEFAULT.with(1e-6, 0.90);
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean stands = new AtomicBoolean();
        List<PressureLevel> published = new CopyOnWriteArrayList<>();
        List<LevelChange> heard = new CopyOnWriteArrayList<>();
        Consumer<PressureLevel> publish = level -> {
            published.add(level);
            if (level == PressureLevel.CRITICAL) {
                end.countDown();
            }
        };
        BooleanSupplier step = () -> {
            if (stands.get()) {
                awaitQuietly(end);
            }
            return true;
        };
        try (GovernorLoop loop =
                new GovernorLoop(1, eager, INTERVAL_NANOS, false, false, List.of(), publish, step, null)) {
            loop.register("hears", heard::add);
            loop.start();
            System.gc();
            await().until(() -> loop.assessment().heap().verified());
            stands.set(true);
            await().until(() -> heard.stream().anyMatch(change -> change.to() == PressureLevel.CRITICAL));
            await().until(() -> published.get(published.size() - 1) != PressureLevel.CRITICAL);
        }
        assertThat(heard)
                .filteredOn(change -> change.to() == PressureLevel.CRITICAL)
                .singleElement()
                .extracting(change -> change.reasons().get(0))
                .asString()
                .containsPattern("stood still for [0-9]+[.,][0-9] s");
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
