package io.memsafe;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The governor's budget in child JVMs, one for each collector of this JDK. */
@Execution(ExecutionMode.CONCURRENT)
class BudgetForkedTest {

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    private static String run(Collector collector, String scenario) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("128m")
                .ownClassPath()
                .main(BudgetChild.class.getName(), scenario)
                .timeout(Duration.ofMinutes(2))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        return String.join("\n", result.lines());
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void workersWhoseSumWouldExhaustTheHeapDieWithoutABudget(Collector collector) {
        assertThat(run(collector, "control").lines())
                .filteredOn(line -> line.startsWith("errors="))
                .isNotEmpty()
                .doesNotContain("errors=0");
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void theyFinishUnderItAndAJumpFrom80To97PercentIsRefused(Collector collector) {
        assertThat(run(collector, "governed").lines())
                .contains("units=16", "errors=0", "refusals=0", "reserved=0")
                .containsAnyOf("refused=NO_ROOM", "refused=LEVEL");
    }
}
