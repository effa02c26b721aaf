package io.memsafe.benchmarks.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ScenarioTest {
    @Test
    void theHelpNamesEveryScenario() {
        String help = new CommandLine(new SignalsLab()).getUsageMessage().replaceAll("\\s+", " ");

        for (Scenario scenario : Scenario.values()) {
            assertThat(help).containsPattern("[ ,]" + scenario.key() + "[ ,]");
        }
        Cell.labels().forEach(label -> assertThat(help).contains(label));
    }

    @Test
    void namedScenariosComeInTheirOwnOrder() {
        assertThat(Scenario.named(List.of("spiral", "churn30"))).containsExactly(Scenario.CHURN30, Scenario.SPIRAL);
        assertThat(Scenario.named(List.of())).containsExactly(Scenario.values());
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Scenario.named(List.of("chrun")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no scenario 'chrun'")
                .hasMessageContaining("slow-leak60");
    }

    @Test
    void aHealthyProgramLeavesRoomOnEveryCollector() {
        for (Scenario scenario : Scenario.values()) {
            if (scenario.kind() == Scenario.Kind.HEALTHY) {
                for (boolean quick : new boolean[] {true, false}) {
                    Profile profile = scenario.profile(quick);
                    for (double second = 0; second <= profile.duration(); second += 0.1) {
                        assertThat(profile.at(second)).as(scenario.key()).isLessThanOrEqualTo(0.80);
                    }
                    assertThat(profile.duration()).isGreaterThan(scenario.judgedFromSeconds() + 3);
                }
            }
        }
    }

    @Test
    void aLeakIsExpectedToEndWhenTheHeapIsFull() {
        assertThat(Scenario.SLOW_LEAK.expectedSeconds(false)).isBetween(32.0, 35.0);
        assertThat(Scenario.CHURN50.expectedSeconds(false)).isEqualTo(22);
        assertThat(Scenario.EARLY_ERRORS.expectedSeconds(true)).isBetween(15.0, 19.0);
    }
}
