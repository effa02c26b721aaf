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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
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
     * instead of throwing the error, in a program without memsafe as well. Not Parallel since then: in one run of five it
     * does the same, since the JVM makes garbage to tell of each collection, and so always has a little to free.
     */
    static List<Collector> collectorsThatThrow() {
        return collectors().stream()
                .filter(collector -> collector
                        != (Jdk.running().version().feature() >= 21 ? Collector.PARALLEL : Collector.SHENANDOAH))
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

    /** Where the first error initialises it, that error can break it for good. */
    @Test
    void whatAnErrorNeedsIsInitialisedBeforeOneComes() {
        List<String> initialised = new CopyOnWriteArrayList<>();
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .heap("64m")
                .flags("-Xlog:class+init=info")
                .onLine(line -> {
                    if (line.contains("Initializing 'io/memsafe/batch/")) {
                        initialised.add(line);
                    }
                })
                .ownClassPath()
                .main(ContainmentChild.class.getName(), "none")
                .run();
        assertThat(result.lines()).contains("contained=0", "quarantined=[]");
        for (Class<?> needed : List.of(Shortage.class, QuarantinedItem.class)) {
            assertThat(initialised)
                    .anyMatch(line -> line.contains("'" + needed.getName().replace('.', '/') + "'"));
        }
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
