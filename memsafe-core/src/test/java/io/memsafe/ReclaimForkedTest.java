package io.memsafe;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cache in child JVMs, one for each collector of this JDK. */
@Execution(ExecutionMode.CONCURRENT)
class ReclaimForkedTest {
    private static final int OUT_OF_MEMORY = 3;

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    /** In a small heap ZGC, whose pages are 2 MB, runs out before its live set tells: a limit of the level. */
    private static String heap(Collector collector) {
        return collector == Collector.ZGC ? "256m" : "128m";
    }

    private static RunningJvm start(Collector collector, String mode) {
        return ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap(heap(collector))
                .ownClassPath()
                .main(ReclaimChild.class.getName(), mode)
                .timeout(Duration.ofMinutes(2))
                .start();
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void aCacheGivesWayToWorkThatWouldDieOfItAndGrowsBack(Collector collector) {
        RunningJvm control = start(collector, "control");
        ForkedResult governed = start(collector, "governed").await();
        assertThat(control.await().exitCode()).as("without memsafe").isEqualTo(OUT_OF_MEMORY);
        assertThat(governed.exitCode()).as("%s", governed).isZero();
        assertThat(governed.lines())
                .contains("shrunk=true", "phase=MONITOR", "restored=true")
                .anyMatch(line -> line.startsWith("size=0.9") || line.equals("size=1.0"))
                .anyMatch(line -> line.startsWith("episode=") && line.contains("freed: products"));
        assertThat(governed.lines().toString())
                .as("counted as one drop, not as none")
                .doesNotContain("products 0.0 MiB");
    }
}
