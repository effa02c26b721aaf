package io.memsafe.batch;

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

/** Batches that really run out of memory, one child JVM for each collector of this JDK. */
@Execution(ExecutionMode.CONCURRENT)
class ContainmentForkedTest {
    private static final long SUM = 20_000L * 19_999 / 2;

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    /**
     * Not Shenandoah before JDK 21: with another thread allocating now and then, it goes on collecting for minutes
     * instead of throwing the error, in a program without memsafe as well.
     */
    static List<Collector> collectorsThatThrow() {
        return collectors().stream()
                .filter(collector -> collector != Collector.SHENANDOAH
                        || Jdk.running().version().feature() >= 21)
                .toList();
    }

    private static Map<String, String> run(Collector collector, String poison) {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("48m")
                .ownClassPath()
                .main(ContainmentChild.class.getName(), poison)
                .timeout(Duration.ofMinutes(3))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        Map<String, String> values = new HashMap<>();
        for (String line : result.lines()) {
            int at = line.indexOf('=');
            values.put(line.substring(0, Math.max(0, at)), line.substring(at + 1));
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void anArrayThatFitsNowhereIsSetAsideAlone(Collector collector) {
        Map<String, String> seen = run(collector, "huge-array");
        assertThat(seen).as("%s", seen).containsEntry("quarantined", "[10007]").containsEntry("written", "19999");
        assertThat(seen).containsEntry("sum", String.valueOf(SUM - 10_007));
        assertThat(seen).containsEntry("status", "COMPLETED");
    }

    @ParameterizedTest
    @MethodSource("collectorsThatThrow")
    void anItemThatFillsTheHeapIsSetAsideAlone(Collector collector) {
        Map<String, String> seen = run(collector, "many-objects");
        assertThat(seen).as("%s", seen).containsEntry("quarantined", "[10007]").containsEntry("written", "19999");
        assertThat(seen).containsEntry("sum", String.valueOf(SUM - 10_007));
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void aBurstOfBigItemsIsLivedThrough(Collector collector) {
        Map<String, String> seen = run(collector, "phase-change");
        assertThat(seen).as("%s", seen).containsEntry("quarantined", "[]").containsEntry("written", "20000");
        assertThat(seen).containsEntry("sum", String.valueOf(SUM));
    }
}
