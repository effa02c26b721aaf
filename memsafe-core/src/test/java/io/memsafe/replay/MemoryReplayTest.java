package io.memsafe.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.LevelChange;
import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryReplayTest {
    private static final long MIB = 1 << 20;
    private static final long MAX = 256 * MIB;
    private static final long STEP_NANOS = 100_000_000L;

    private final List<LevelChange> changes = new ArrayList<>();
    private long nanos;

    /** A Serial heap whose full collections leave more and more, a second apart. */
    private MemoryAssessment leak(MemoryReplay replay, long fromMib, long toMib) {
        MemoryAssessment now = replay.sampled(new RecordedSample(nanos, fromMib * MIB, MAX, 0), List.of());
        for (long live = fromMib; live <= toMib; live += 4) {
            replay.collected(full(live));
            for (int i = 0; i < 10; i++) {
                now = replay.sampled(new RecordedSample(nanos, (live + i) * MIB, MAX, 0), List.of());
                nanos += STEP_NANOS;
            }
        }
        return now;
    }

    private RecordedCollection full(long liveMib) {
        long millis = nanos / 1_000_000;
        return new RecordedCollection(
                nanos,
                "MarkSweepCompact",
                "end of major GC",
                "Allocation Failure",
                millis - 5,
                millis,
                (liveMib + 10) * MIB,
                liveMib * MIB,
                liveMib * MIB,
                liveMib * MIB,
                0);
    }

    @Test
    void aLeakMustRiseThroughTheLevelsInOrder() {
        MemoryReplay replay = new MemoryReplay("Serial", ReplayThresholds.DEFAULT, changes::add);
        MemoryAssessment last = leak(replay, 100, 252);
        assertThat(changes)
                .extracting(LevelChange::to)
                .startsWith(PressureLevel.WARNING, PressureLevel.CRITICAL)
                .isSorted();
        assertThat(replay.level().atLeast(PressureLevel.CRITICAL)).isTrue();
        assertThat(replay.reasons(last)).isNotEmpty();
        assertThat(last.heap().collector()).isEqualTo("Serial");
    }

    @Test
    void lowerThresholdsMustWarnEarlier() {
        leak(new MemoryReplay("Serial", ReplayThresholds.DEFAULT, changes::add), 100, 252);
        Duration usual = changes.get(0).uptime();
        changes.clear();
        nanos = 0;
        leak(new MemoryReplay("Serial", ReplayThresholds.DEFAULT.with(0.6, 0.7), changes::add), 100, 252);
        assertThat(changes.get(0).uptime()).isLessThan(usual);
    }

    @Test
    void anAreaMustRaiseNoMoreThanItMay() {
        MemoryReplay replay = new MemoryReplay("G1", ReplayThresholds.DEFAULT, Duration.ofSeconds(1), 0, changes::add);
        for (int second = 0; second < 20; second++) {
            RecordedArea area = new RecordedArea("code-cache", Unit.BYTES, 99, 100, PressureLevel.WARNING);
            replay.sampled(new RecordedSample(second * 1_000_000_000L, MIB, MAX, -1), List.of(area));
        }
        assertThat(replay.level()).isEqualTo(PressureLevel.WARNING);
    }

    @Test
    void silenceMustBeEvidenceOnlyOfAHeapThatWasNearlyFull() {
        MemoryReplay calm = new MemoryReplay("Serial", ReplayThresholds.DEFAULT, changes::add);
        leak(calm, 40, 60);
        assertThat(calm.levelUnanswered(Duration.ofSeconds(10))).isEqualTo(PressureLevel.NORMAL);
        nanos = 0;
        MemoryReplay full = new MemoryReplay("Serial", ReplayThresholds.DEFAULT, changes::add);
        leak(full, 100, 228);
        assertThat(full.level()).isEqualTo(PressureLevel.WARNING);
        assertThat(full.levelUnanswered(Duration.ofMillis(300))).isEqualTo(PressureLevel.WARNING);
        assertThat(full.levelUnanswered(Duration.ofMillis(1_300))).isEqualTo(PressureLevel.CRITICAL);
        assertThat(full.levelUnanswered(Duration.ofDays(300))).isEqualTo(PressureLevel.EMERGENCY);
    }

    @Test
    void collectorsMustBeKnownByTheirBeans() {
        assertThat(MemoryReplay.collectorOf(List.of("G1 Young Generation", "G1 Old Generation"), List.of()))
                .isEqualTo("G1");
        assertThat(MemoryReplay.collectorOf(List.of("Shenandoah Cycles"), List.of("Shenandoah Old Gen")))
                .isEqualTo("generational Shenandoah");
        assertThat(MemoryReplay.collectorOf(List.of("other"), List.of())).isEqualTo("unknown collector");
        assertThat(MemoryReplay.isOldPool("Tenured Gen")).isTrue();
    }

    @Test
    void wrongSettingsMustNameTheirValues() {
        assertThatThrownBy(() -> ReplayThresholds.DEFAULT.with(0.9, 0.8)).hasMessageContaining("0.9, 0.8");
        assertThatThrownBy(() -> ReplayThresholds.DEFAULT.with(0.9, 1))
                .hasMessageContaining("critical must be below 1");
        assertThatThrownBy(() -> new RecordedArea("a", Unit.BYTES, -1, 0, PressureLevel.NORMAL))
                .hasMessageContaining("-1 and 0");
    }
}
