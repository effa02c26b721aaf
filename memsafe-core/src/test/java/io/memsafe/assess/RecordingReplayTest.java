package io.memsafe.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsafe.MemoryAssessment;
import io.memsafe.PressureLevel;
import io.memsafe.level.LevelPolicy;
import io.memsafe.level.LevelThresholds;
import io.memsafe.level.MarkRequests;
import io.memsafe.signal.CollectionEvent;
import io.memsafe.signal.CollectorFamily;
import io.memsafe.signal.MarkResult;
import io.memsafe.signal.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Recorded JVMs with a known live set, fed to the assessor and the level policy. The recordings are not part of the
 * project; without them these tests are skipped.
 */
class RecordingReplayTest {
    private static final Path RECORDINGS = Path.of("..", "..", "shared", "data", "recordings");
    private static final long WARM_UP_NANOS = 2_000_000_000L;

    /** What a replay showed. */
    private record Replay(
            List<Double> estimateToTruth,
            Map<PressureLevel, Integer> samples,
            Map<PressureLevel, Long> leadNanos,
            Map<PressureLevel, Double> lowestTruthRatio,
            Map<PressureLevel, Double> highestTruthRatio) {

        double quantile(double share) {
            return estimateToTruth.get((int) (share * (estimateToTruth.size() - 1)));
        }
    }

    private static <T> Map<PressureLevel, T> byLevel() {
        return new EnumMap<>(PressureLevel.class);
    }

    private static Replay replay(String name) {
        return replay(name, true);
    }

    private static Replay replay(String name, boolean withMarks) {
        Path file = RECORDINGS.resolve(name + ".rec.gz");
        assumeTrue(Files.exists(file), () -> "optional data: no recording " + file);
        Recording recording = new Recording(file);
        MemoryAssessor assessor = new MemoryAssessor(recording.family(), 0);
        LevelPolicy policy = new LevelPolicy(LevelThresholds.DEFAULT);
        MarkRequests requests = new MarkRequests();
        AtomicBoolean logged = new AtomicBoolean(withMarks && recording.family() != CollectorFamily.G1);
        Replay result = new Replay(new ArrayList<>(), byLevel(), byLevel(), byLevel(), byLevel());
        recording.replay(new Recording.Listener() {
            @Override
            public void marked(MarkResult mark) {
                if (logged.get()) {
                    assessor.marked(mark);
                    requests.marked();
                }
            }

            @Override
            public void collected(CollectionEvent event) {
                assessor.collected(event);
            }

            @Override
            public void sampled(Sample sample, long truthBytes) {
                MemoryAssessment assessment = assessor.assess(sample, List.of());
                if (withMarks && recording.family() == CollectorFamily.G1) {
                    logged.set(requests.wanted(assessment));
                }
                PressureLevel level = policy.decide(assessment);
                result.samples().merge(level, 1, Integer::sum);
                double ratio = (double) truthBytes / sample.maxBytes();
                result.lowestTruthRatio().merge(level, ratio, Math::min);
                result.highestTruthRatio().merge(level, ratio, Math::max);
                for (PressureLevel reached : PressureLevel.values()) {
                    if (level.atLeast(reached)) {
                        result.leadNanos().putIfAbsent(reached, recording.outOfMemoryNanos() - sample.nanos());
                    }
                }
                if (assessment.heap().verified() && sample.nanos() > WARM_UP_NANOS) {
                    result.estimateToTruth().add((double) assessment.heap().liveBytes() / truthBytes);
                }
            }
        });
        Collections.sort(result.estimateToTruth());
        return result;
    }

    @ParameterizedTest
    @ValueSource(strings = {"s17", "s25", "p17", "p25", "g17", "g25", "h17", "h25", "hg25", "z17", "z25"})
    void theEstimateIsCloseToTheTruthUnderSteadyLoad(String config) {
        Replay replay = replay(config + "-capped");
        assertThat(replay.quantile(0.5)).isBetween(0.95, 1.15);
        assertThat(replay.quantile(0.95)).isLessThanOrEqualTo(1.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s17", "s25", "g17", "g25", "h17", "h25", "hg25"})
    void steadyLoadIsNotCritical(String config) {
        assertThat(replay(config + "-capped").samples())
                .doesNotContainKeys(PressureLevel.CRITICAL, PressureLevel.EMERGENCY);
    }

    /**
     * At 80 % live and 200 MB a second these JVMs stall most of the time: Parallel spends 95 % of it on full
     * collections, and of two on ZGC one died at 81 %.
     */
    @ParameterizedTest
    @ValueSource(strings = {"z17", "z25", "p17", "p25"})
    void steadyLoadIsCriticalOnlyWhileTheCollectorStallsTheProgram(String config) {
        Replay replay = replay(config + "-capped");
        assertThat(replay.samples()).doesNotContainKey(PressureLevel.EMERGENCY);
        assertThat(replay.highestTruthRatio().get(PressureLevel.NORMAL)).isGreaterThan(0.55);
        assertThat(replay.lowestTruthRatio().get(PressureLevel.CRITICAL)).isGreaterThan(0.75);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s17", "p17", "g17", "g25", "h17", "h25", "hg25", "z17", "z25"})
    void aStepToSeventyPercentAndBackIsNormal(String config) {
        assertThat(replay(config + "-step").samples()).containsOnlyKeys(PressureLevel.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"g17", "g25"})
    void atEightyPercentG1DoesNotWarnOfTheGarbageThatItLeaves(String config) {
        assertThat(replay(config + "-capped").samples()).containsOnlyKeys(PressureLevel.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"g17", "g25", "h17", "h25", "hg25", "z17", "z25"})
    void theEstimateIsUsableWithoutTheLog(String config) {
        Replay replay = replay(config + "-capped", false);
        assertThat(replay.quantile(0.5)).isBetween(0.9, 1.2);
        assertThat(replay.quantile(0.95)).isLessThanOrEqualTo(1.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"g17", "g25", "h17", "h25", "hg25", "z17", "z25"})
    void aFastLeakIsCriticalBeforeItsErrorWithoutTheLogToo(String config) {
        assertThat(replay(config + "-fastleak", false).leadNanos().get(PressureLevel.CRITICAL))
                .isGreaterThan(500_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s17-slowleak",
                "p17-slowleak",
                "g17-slowleak",
                "g25-slowleak",
                "h17-slowleak",
                "h25-slowleak",
                "hg25-slowleak",
                "z17-slowleak",
                "z25-slowleak"
            })
    void aSlowLeakIsCriticalTwoSecondsBeforeItsError(String recording) {
        assertThat(replay(recording).leadNanos().get(PressureLevel.CRITICAL)).isGreaterThan(2_000_000_000L);
    }

    /** It gains a tenth of the heap a second, so half a second is a twentieth of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "s17-fastleak",
                "s25-fastleak",
                "p17-fastleak",
                "p25-fastleak",
                "g17-fastleak",
                "g25-fastleak",
                "h17-fastleak",
                "h25-fastleak",
                "hg25-fastleak",
                "z17-fastleak",
                "z25-fastleak"
            })
    void aFastLeakIsCriticalATwentiethOfTheHeapBeforeItsError(String recording) {
        assertThat(replay(recording).leadNanos().get(PressureLevel.CRITICAL)).isGreaterThan(500_000_000L);
    }
}
