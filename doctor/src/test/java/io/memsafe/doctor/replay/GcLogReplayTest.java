package io.memsafe.doctor.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.memsafe.PressureLevel;
import io.memsafe.fork.GuideSnippets;
import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GcLogReplayTest {
    private static final double NAIVE = 0.85;

    @TempDir
    Path folder;

    private ReplayResult replay(String log, ReplayThresholds thresholds) throws IOException {
        Path path = Files.writeString(folder.resolve("gc.log"), log);
        return GcLogReplay.replay(List.of(path), -1, thresholds, NAIVE);
    }

    @Test
    void aLeakMustRiseInOrderBeforeItsEnd() throws IOException {
        ReplayResult result = replay(GcLogs.leak(), ReplayThresholds.DEFAULT);
        assertThat(result.collector()).isEqualTo("Serial");
        assertThat(result.worst().atLeast(PressureLevel.CRITICAL)).isTrue();
        assertThat(result.firsts().get(PressureLevel.WARNING))
                .isLessThanOrEqualTo(result.firsts().get(PressureLevel.CRITICAL))
                .isLessThan(result.length());
        assertThat(result.changes().get(0).reason()).contains("MiB");
        Duration sum = result.levels().values().stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(sum).isEqualTo(result.length());
    }

    @Test
    void lowerThresholdsMustWarnEarlier() throws IOException {
        Duration usual =
                replay(GcLogs.leak(), ReplayThresholds.DEFAULT).firsts().get(PressureLevel.WARNING);
        Duration earlier = replay(GcLogs.leak(), ReplayThresholds.DEFAULT.with(0.5, 0.6))
                .firsts()
                .get(PressureLevel.WARNING);
        assertThat(earlier).isLessThan(usual);
    }

    /** From 40 to 127 of 128 MB, it is above 85 % for 18.2 of the 87. */
    @Test
    void aSawToothMustBeNormalHoweverOftenTheNaiveRuleHolds() throws IOException {
        ReplayResult result = replay(GcLogs.sawTooth(100), ReplayThresholds.DEFAULT);
        assertThat(result.worst()).isEqualTo(PressureLevel.NORMAL);
        assertThat(result.naiveCount()).isEqualTo(99);
        assertThat(result.naive().toNanos() / (double) result.length().toNanos())
                .isCloseTo(18.2 / 87, within(0.02));
        assertThat(result.notes()).anyMatch(note -> note.contains("does not say -Xmx"));
    }

    @Test
    void aJvmThatBeginsAnewMustBeginAtNormal() throws IOException {
        ReplayResult result = replay(GcLogs.leak() + GcLogs.sawTooth(30), ReplayThresholds.DEFAULT);
        assertThat(result.notes()).anyMatch(note -> note.contains("2 runs"));
        assertThat(result.columns().get(result.columns().size() - 1).level()).isEqualTo(PressureLevel.NORMAL);
    }

    @Test
    void filesOfOneLogMustBeReadInTurn() throws IOException {
        String log = GcLogs.sawTooth(60);
        int half = log.indexOf('\n', log.length() / 2) + 1;
        Path first = Files.writeString(folder.resolve("gc.log.0"), log.substring(0, half));
        Path second = Files.writeString(folder.resolve("gc.log.1"), log.substring(half));
        ReplayResult parts = GcLogReplay.replay(List.of(first, second), 128L << 20, ReplayThresholds.DEFAULT, NAIVE);
        assertThat(parts.length())
                .isEqualTo(replay(log, ReplayThresholds.DEFAULT).length());
        assertThat(parts.notes()).noneMatch(note -> note.contains("does not say -Xmx"));
    }

    @Test
    void theSnippetOfTheGuideMustCompileAndRun() throws IOException {
        Path log = Files.writeString(folder.resolve("gc.log"), GcLogs.leak());
        // begin replay
        ReplayResult result = GcLogReplay.replay(List.of(log), -1, ReplayThresholds.DEFAULT.with(0.80, 0.92), 0.85);
        PressureLevel worst = result.worst();
        // end replay
        assertThat(worst.atLeast(PressureLevel.CRITICAL)).isTrue();
        new GuideSnippets("doctor-replay.md", GcLogReplayTest.class).assertStandsInPage("replay");
    }

    @Test
    void theTimelineMustStayBoundedHoweverLongTheLogIs() throws IOException {
        ReplayResult result = replay(GcLogs.sawTooth(5_000), ReplayThresholds.DEFAULT);
        assertThat(result.columns()).hasSizeBetween(100, 240);
        assertThat(result.columnWidth()).isGreaterThan(Duration.ofSeconds(15));
    }

    @Test
    void whatIsNoLogOrSaysTooLittleMustSayWhatWouldDo() {
        assertThatThrownBy(() -> replay("all is well\n", ReplayThresholds.DEFAULT))
                .hasMessageContaining("no garbage collection was found");
        assertThatThrownBy(() -> replay("GC(1) Pause Full (System.gc()) 5M->2M(8M) 3.1ms\n", ReplayThresholds.DEFAULT))
                .hasMessageContaining("has no times")
                .hasMessageContaining("-Xlog:gc*");
    }
}
