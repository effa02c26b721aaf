package io.memsafe;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults in child JVMs: under each the level still rises and ends, and a closed governor leaves nothing behind. */
@Execution(ExecutionMode.CONCURRENT)
class FaultForkedTest {

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    private static Map<String, String> run(Collector collector, String... arguments) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("64m")
                .ownClassPath()
                .main(FaultChild.class.getName(), arguments)
                .timeout(Duration.ofMinutes(2))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        Map<String, String> values = new HashMap<>();
        for (String line : result.lines()) {
            int at = line.indexOf('=');
            if (at > 0) {
                values.put(line.substring(0, at), line.substring(at + 1));
            }
        }
        assertThat(values.get("raised")).as("%s", result).isEqualTo("true");
        assertThat(values.get("end")).as("%s", result).isEqualTo("NORMAL");
        return values;
    }

    private static void assertNothingLeft(Map<String, String> seen) {
        assertThat(seen.get("left")).as("%s", seen).isEqualTo("[]");
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void outOfMemoryErrorsInTheGovernorsThreadEndNothing(Collector collector) {
        Map<String, String> seen = run(collector, "out-of-memory");
        assertThat(Integer.parseInt(seen.get("errors"))).isGreaterThan(5);
        assertNothingLeft(seen);
    }

    @Test
    void listenersThatThrowAndHangKeepNobodyFromHearing() {
        assertThat(run(Collector.G1, "listeners").get("heard")).isEqualTo("true");
    }

    @Test
    void aSignalThatHangsHoldsUpNoLevelAndIsSaidToBeStale() {
        assertThat(run(Collector.G1, "hanging-signal").get("signals"))
                .contains("name=hangs")
                .contains("not read yet");
    }

    @Test
    void aSignalThatThrowsIsLeftOutWithItsReason() {
        Map<String, String> seen = run(Collector.G1, "throwing-signal");
        assertThat(seen.get("signals")).contains("committed = 10 should be < max = 5");
        assertNothingLeft(seen);
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void deadNotificationsAreReplacedByPollingAndSaidToBeSo(Collector collector) {
        Map<String, String> seen = run(collector, "dead-notifications");
        assertThat(seen.get("signals")).contains("late or lost");
        assertNothingLeft(seen);
    }

    @Test
    void aControlGroupThatVanishesIsMissedAndNothingElse() {
        try (RealControlGroup group = RealControlGroup.ofMemory(512L << 20)) {
            Map<String, String> seen = run(Collector.G1, "vanishing-group", group.door());
            assertThat(seen.get("before")).isEqualTo("null");
            assertThat(seen.get("after")).isNotEqualTo("null");
            assertNothingLeft(seen);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-governors", "two-loaders"})
    void twoGovernorsDoNotDisturbEachOther(String scenario) {
        for (Collector collector : List.of(Collector.G1, Collector.ZGC)) {
            Map<String, String> seen = run(collector, scenario);
            assertThat(seen.get("both")).as("%s", seen).isEqualTo("true");
            assertNothingLeft(seen);
        }
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void governorsThatAreClosedUnderFireLeaveNothingBehind(Collector collector) {
        Map<String, String> seen = run(collector, "close-under-fire");
        assertThat(seen.get("closed")).isEqualTo("6");
        assertNothingLeft(seen);
    }
}
