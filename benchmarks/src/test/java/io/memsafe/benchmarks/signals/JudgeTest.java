package io.memsafe.benchmarks.signals;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.EMERGENCY;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.PressureLevel.WARNING;
import static io.memsafe.benchmarks.signals.Moments.MB;
import static io.memsafe.benchmarks.signals.Moments.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.signals.Judge.Stretch;
import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Map<Mark, Long> NOTHING = Map.of();

    private static Stretch whole(Recording recording, long seconds) {
        return new Stretch(recording, 0, seconds * SECOND);
    }

    @Test
    void aMomentStandsUntilTheNextOne() {
        Recording recording = new Recording(
                NOTHING,
                List.of(
                        Moments.at(0, MB, MB, 0, NORMAL),
                        Moments.at(SECOND, MB, MB, 0, WARNING),
                        Moments.at(4 * SECOND, MB, MB, 0, NORMAL)));

        assertThat(Judge.alarmedRatio(whole(recording, 10), Voice.WARNING.alarms()))
                .isEqualTo(0.3);
        assertThat(Judge.alarmedRatio(whole(recording, 10), Voice.CRITICAL.alarms()))
                .isZero();
    }

    @Test
    void noMomentIsNoRatio() {
        assertThat(Judge.alarmedRatio(whole(Moments.levels(NOTHING), 1), Voice.WARNING.alarms()))
                .isNaN();
    }

    @Test
    void anAlarmThatDidNotLastIsNoLead() {
        Recording recording =
                Moments.levels(NOTHING, NORMAL, WARNING, NORMAL, NORMAL, NORMAL, NORMAL, NORMAL, WARNING, CRITICAL);

        assertThat(Judge.leadSeconds(whole(recording, 9), Voice.WARNING.alarms()))
                .hasValue(2);
        assertThat(Judge.leadSeconds(whole(recording, 9), Voice.CRITICAL.alarms()))
                .hasValue(1);
        assertThat(Judge.leadSeconds(whole(recording, 9), Voice.EMERGENCY.alarms()))
                .isEmpty();
    }

    @Test
    void aGapDoesNotEndAnAlarmThatLastedMostOfTheTime() {
        Recording recording = Moments.levels(NOTHING, NORMAL, WARNING, WARNING, NORMAL, WARNING);

        assertThat(Judge.leadSeconds(whole(recording, 5), Voice.WARNING.alarms()))
                .hasValue(4);
    }

    @Test
    void leadInHeapIsWhatWasFilledMeanwhile() {
        Recording recording =
                Moments.levels(Map.of(Mark.MAX_BYTES, 100 * MB), NORMAL, NORMAL, CRITICAL, CRITICAL, CRITICAL);

        assertThat(Judge.leadHeapRatio(whole(recording, 5), Voice.CRITICAL.alarms()))
                .hasValue(0.2);
    }

    @Test
    void whatWasLetGoBeforeTheErrorWasNotedIsNoPartOfTheLead() {
        List<Moment> moments = new ArrayList<>(
                Moments.levels(Map.of(), NORMAL, CRITICAL, CRITICAL, CRITICAL).moments());
        moments.add(Moments.at(4 * SECOND, MB, MB, 0, CRITICAL));
        Recording recording = new Recording(Map.of(Mark.MAX_BYTES, 100 * MB), moments);

        assertThat(Judge.leadHeapRatio(whole(recording, 5), Voice.CRITICAL.alarms()))
                .hasValue(0.2);
    }

    @Test
    void normalCountsFromWhenItStays() {
        Recording recording =
                Moments.levels(Map.of(Mark.RELEASE, SECOND), EMERGENCY, CRITICAL, NORMAL, WARNING, NORMAL, NORMAL);

        assertThat(Judge.secondsToNormal(recording)).hasValue(3);
        assertThat(Judge.collectionsToNormal(recording)).isZero();
    }

    @Test
    void aLevelThatStaysUpNeverComesToNormal() {
        Recording recording = Moments.levels(Map.of(Mark.RELEASE, SECOND), EMERGENCY, CRITICAL, NORMAL, WARNING);

        assertThat(Judge.secondsToNormal(recording)).isEmpty();
        assertThat(Judge.collectionsToNormal(recording)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void onlyWhatMemsafeKnowsIsComparedWithTheTruth() {
        Moment known = Moments.at(SECOND, 10 * MB, 12 * MB, 0, NORMAL);
        Moment nothingLive = Moments.at(2 * SECOND, 0, 12 * MB, 0, NORMAL);
        Recording recording = new Recording(NOTHING, List.of(known, nothingLive));

        assertThat(Judge.liveToTruth(whole(recording, 3))).containsExactly(1.2);
    }

    @Test
    void quantilesArePickedFromTheValues() {
        double[] values = Judge.merged(List.of(new double[] {5, 1, 3}, new double[] {2, 4}));

        assertThat(Judge.quantile(values, 0.5)).isEqualTo(3);
        assertThat(Judge.quantile(values, 0.95)).isEqualTo(5);
        assertThat(Judge.quantile(new double[0], 0.5)).isNaN();
    }

    @Test
    void aRunThatTheKernelKilledEndsWhenItWasLastSeen() {
        Recording recording = Moments.levels(Map.of(Mark.DANGER, 0L), NORMAL, CRITICAL, CRITICAL, EMERGENCY);
        Outcome killed = new Outcome(Scenario.CONTAINER, "killed", recording);
        Outcome alive = new Outcome(Scenario.CONTAINER, "end", recording);

        assertThat(killed.ranOut()).hasValue(3 * SECOND);
        assertThat(killed.leadSeconds(Voice.CRITICAL)).hasValue(2);
        assertThat(alive.ranOut()).isEmpty();
        assertThat(alive.leadSeconds(Voice.CRITICAL)).isEmpty();
    }

    @Test
    void criticalIsEarlyEnoughByTimeOrByHeap() {
        Map<Mark, Long> slow = Map.of(Mark.DANGER, 0L, Mark.FIRST_ERROR, 4 * SECOND, Mark.MAX_BYTES, 10_000 * MB);
        Map<Mark, Long> fast = Map.of(Mark.DANGER, 0L, Mark.FIRST_ERROR, 3 * SECOND, Mark.MAX_BYTES, 100 * MB);

        assertThat(new Outcome(Scenario.SLOW_LEAK, "error", Moments.levels(slow, NORMAL, NORMAL, CRITICAL, CRITICAL))
                        .criticalEarlyEnough())
                .isTrue();
        assertThat(new Outcome(Scenario.SLOW_LEAK, "error", Moments.levels(slow, NORMAL, NORMAL, NORMAL, CRITICAL))
                        .criticalEarlyEnough())
                .isFalse();
        assertThat(new Outcome(Scenario.FAST_LEAK, "error", Moments.levels(fast, NORMAL, CRITICAL, CRITICAL, CRITICAL))
                        .criticalEarlyEnough())
                .isTrue();
    }

    @Test
    void anErrorBeforeTheLeakIsJudgedFromTheBegin() {
        Map<Mark, Long> marks = Map.of(Mark.BEGIN, 0L, Mark.FIRST_ERROR, 3 * SECOND, Mark.DANGER, 4 * SECOND);
        Outcome outcome = new Outcome(
                Scenario.SLOW_LEAK, "error", Moments.levels(marks, NORMAL, CRITICAL, CRITICAL, EMERGENCY, NORMAL));

        assertThat(outcome.leadSeconds(Voice.CRITICAL)).hasValue(2);
    }

    @Test
    void aSpiralBeginsWhenTheHeapIsFullEvenIfTheWorkloadNoticesLater() {
        Map<Mark, Long> marks = Map.of(Mark.DANGER, 4 * SECOND, Mark.MAX_BYTES, 30 * MB);
        Outcome late = new Outcome(
                Scenario.SPIRAL, "end", Moments.levels(marks, NORMAL, NORMAL, CRITICAL, EMERGENCY, CRITICAL));
        Outcome never = new Outcome(Scenario.SPIRAL, "end", Moments.levels(marks, NORMAL, NORMAL, CRITICAL));

        assertThat(late.emergencySeconds()).isEqualTo(1);
        assertThat(never.emergencySeconds()).isNaN();
    }
}
