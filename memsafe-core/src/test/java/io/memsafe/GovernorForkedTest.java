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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The governor in child JVMs, one for each collector of this JDK. */
@Execution(ExecutionMode.CONCURRENT)
class GovernorForkedTest {

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    private static Map<String, String> run(Collector collector, String scenario) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("128m")
                .ownClassPath()
                .main(GovernorChild.class.getName(), scenario)
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
        return values;
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void garbageRaisesNoLevel(Collector collector) {
        Map<String, String> seen = run(collector, "churn");
        assertThat(Long.parseLong(seen.get("raised")))
                .as("%s", seen)
                .isLessThanOrEqualTo(Long.parseLong(seen.get("rounds")) / 100);
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void aLeakRaisesTheLevelBeforeItsErrorAndTheLevelEndsWithIt(Collector collector) {
        Map<String, String> seen = run(collector, "leak");
        assertThat(seen.get("before")).as("%s", seen).containsAnyOf("WARNING", "CRITICAL", "EMERGENCY");
        assertThat(seen.get("told")).as("%s", seen).contains("NORMAL");
        assertThat(seen.get("end")).as("%s", seen).isEqualTo("NORMAL");
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void aLevelEndsByItselfWhenTheProgramHasStoppedAllWork(Collector collector) {
        Map<String, String> seen = run(collector, "quiet");
        assertThat(seen.get("raised")).as("%s", seen).isIn("CRITICAL", "EMERGENCY");
        assertThat(seen.get("end")).as("%s", seen).isEqualTo("NORMAL");
    }
}
