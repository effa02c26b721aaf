package io.memsafe;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.memsafe.level.LevelThresholds;
import io.memsafe.level.StallPolicy;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final long QUARTER_NANOS = 250_000_000;

    private final List<PressureLevel> raised = new CopyOnWriteArrayList<>();
    private final StallWatch watch =
            new StallWatch("test-watch", new StallPolicy(LevelThresholds.DEFAULT), raised::add);
    private long nanos;

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            nanos += QUARTER_NANOS;
            watch.tick(nanos);
        }
    }

    @Test
    void aStepThatDoesNotEndRaisesTheLevel() {
        watch.stepBegins();
        watch.stepEnds(0.92);
        watch.stepBegins();
        tick(9);
        assertThat(raised).last().isEqualTo(PressureLevel.EMERGENCY);
        assertThat(watch.stoodNanos()).isEqualTo(8 * QUARTER_NANOS);
        assertThat(watch.takeRaised()).isEqualTo(PressureLevel.EMERGENCY);
        assertThat(watch.takeRaised()).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void stepsThatAreGivenUpOneAfterTheOtherAreOneStall() {
        watch.stepBegins();
        watch.stepEnds(0.92);
        for (int i = 0; i < 9; i++) {
            watch.stepBegins();
            tick(1);
        }
        assertThat(raised).last().isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void stepsThatEndRaiseNothingHoweverFullTheHeapIs() {
        for (int i = 0; i < 50; i++) {
            watch.stepBegins();
            tick(1);
            watch.stepEnds(0.99);
            tick(1);
        }
        assertThat(raised).isEmpty();
        assertThat(watch.takeRaised()).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void aClosedWatchRaisesNothing() {
        watch.stepBegins();
        watch.stepEnds(0.99);
        watch.stepBegins();
        watch.close();
        tick(50);
        assertThat(raised).isEmpty();
    }

    @Test
    void itWakesForAHeapThatBecomesFullAndEndsWhenItIsClosed() {
        watch.start();
        watch.stepBegins();
        watch.stepEnds(0.1);
        watch.stepBegins();
        watch.stepEnds(0.95);
        watch.stepBegins(); // and never ends
        await().until(() -> raised.contains(PressureLevel.EMERGENCY));
        watch.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("test-watch"));
    }

    @Test
    void aTickTakesNoMemory() {
        StallWatch quiet = new StallWatch("quiet", new StallPolicy(LevelThresholds.DEFAULT), level -> {});
        quiet.stepBegins();
        quiet.stepEnds(0.99);
        quiet.stepBegins();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long own = Thread.currentThread().getId();
        quiet.tick(0);
        threads.getThreadAllocatedBytes(own);
        long before = threads.getThreadAllocatedBytes(own);
        for (int i = 1; i <= 10_000; i++) {
            quiet.tick(i * QUARTER_NANOS);
        }
        assertThat(threads.getThreadAllocatedBytes(own) - before).isLessThan(1_000);
        assertThat(quiet.takeRaised()).isEqualTo(PressureLevel.EMERGENCY);
    }
}
