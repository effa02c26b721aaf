package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sorting and grouping in a heap of 32 MB, beside what dies there. */
@Execution(ExecutionMode.CONCURRENT)
class SpillForkedTest {
    @TempDir
    private Path parent;

    static List<Collector> collectors() {
        return Collector.of(Jdk.running()).stream()
                .filter(collector -> collector != Collector.PARALLEL && collector != Collector.SHENANDOAH)
                .toList();
    }

    private ForkedResult run(Collector collector, String work) {
        return ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap("32m")
                .ownClassPath()
                .main(SpillChild.class.getName(), work, parent.toString())
                .timeout(Duration.ofMinutes(3))
                .run();
    }

    /** Both in one child: most of its time is spent on starting. */
    @ParameterizedTest
    @MethodSource("collectors")
    void aSortAndGroupsThatDoNotFitAreWhole(Collector collector) throws IOException {
        ForkedResult result = run(collector, "spill");
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines())
                .contains("sort count=" + SpillChild.ITEMS, "sort wrong=0")
                .contains("group count=" + SpillChild.KEYS, "group wrong=0")
                .doesNotContain("sort spills=0", "group spills=0");
        assertThat(Spills.below(parent)).isEmpty();
    }

    @Test
    void aListThatIsSortedAndATreeDieOfIt() {
        for (String work : List.of("list", "tree")) {
            ForkedResult result = run(Collector.SERIAL, work);
            assertThat(result.exitCode()).as("%s", result).isNotZero();
            assertThat(result.errorTail()).contains("OutOfMemoryError");
        }
    }
}
