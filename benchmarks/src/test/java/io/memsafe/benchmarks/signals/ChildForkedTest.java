package io.memsafe.benchmarks.signals;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One scenario for real. */
class ChildForkedTest {
    @Test
    void theTruthFollowsTheProfileAndTheGovernorSeesACollection() throws IOException {
        Cell cell = Cell.of(List.of(Jdk.running()), List.of("g1")).get(0);
        Optional<Outcome> ran = new Child(true, true).run(cell, Scenario.CHURN50, Duration.ofMinutes(2));

        assertThat(ran).isPresent();
        Outcome outcome = ran.get();
        Recording recording = outcome.recording();
        List<Moment> judged = Judge.judged(recording, Scenario.CHURN50).moments();
        assertThat(outcome.end()).isEqualTo("end");
        assertThat(recording.at(Mark.FIRST_ERROR)).isEmpty();
        assertThat(recording.at(Mark.COUNTED).orElse(0)).isPositive();
        assertThat(judged).isNotEmpty().allSatisfy(moment -> {
            assertThat((double) moment.truth() / recording.maxBytes()).isBetween(0.49, 0.51);
            assertThat(moment.used()).isGreaterThan(moment.truth() / 2);
        });
        assertThat(judged.get(judged.size() - 1).verified()).isTrue();
        assertThat(outcome.values()).containsKeys("warning", "critical", "liveMedian", "shares");
        assertThat(recording.csv().lines().filter(line -> line.endsWith(",0,0")).count())
                .isPositive();
    }
}
