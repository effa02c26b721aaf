package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalog of the whole running JDK in the heaps that are promised for it, in child JVMs. */
@Execution(ExecutionMode.CONCURRENT)
class CatalogSurvivalTest {
    private static final String PROMISED = "64m";
    private static final String PROMISED_WITHOUT_CONCURRENT_MARKING = "40m";
    private static final Path RECORD = Path.of("target", "survival.md");

    @TempDir
    private Path folder;

    @BeforeAll
    static void startRecord() throws IOException {
        Files.createDirectories(RECORD.getParent());
        Files.writeString(RECORD, "| contestant | collector | heap | exit code | end |\n|---|---|---|---|---|\n");
    }

    static List<Collector> collectors() {
        return Collector.of(Jdk.running());
    }

    private static String smallest(Collector collector) {
        return collector == Collector.ZGC || collector == Collector.SHENANDOAH
                ? PROMISED
                : PROMISED_WITHOUT_CONCURRENT_MARKING;
    }

    private ForkedResult run(Contestant contestant, Collector collector, String heap) throws IOException {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(collector)
                .heap(heap)
                .ownClassPath()
                .temporaryFolder(folder)
                .main(
                        Catalog.class.getName(),
                        "--mode",
                        contestant.name(),
                        "--out",
                        folder.resolve("out").toString(),
                        "--no-answers",
                        "--report",
                        "lines")
                .timeout(Duration.ofMinutes(5))
                .run();
        String end = result.lines().stream()
                .flatMap(line -> ReportLines.result(line).stream())
                .map(RunResult::toString)
                .findFirst()
                .orElse("no result");
        Files.writeString(
                RECORD,
                String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %d | %s |%n",
                        contestant.label(),
                        collector.label(),
                        heap,
                        result.exitCode(),
                        end),
                StandardOpenOption.APPEND);
        return result;
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void theGovernedJobIsCompleteAndVerifiedInTheSmallestHeapPromised(Collector collector) throws IOException {
        ForkedResult result = run(Contestant.GOVERNED, collector, smallest(collector));
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines())
                .as("%s", result)
                .anySatisfy(line -> assertThat(ReportLines.result(line))
                        .hasValueSatisfying(end -> assertThat(end.verified()).isTrue()));
    }

    @ParameterizedTest
    @MethodSource("collectors")
    void collectingEverythingFailsThere(Collector collector) throws IOException {
        ForkedResult result = run(Contestant.COLLECT, collector, smallest(collector));
        assertThat(result.exitCode()).as("%s", result).isNotZero();
    }

    @Test
    void whatFixedChunksDoThereIsRecorded() throws IOException {
        run(Contestant.FIXED, Collector.G1, PROMISED_WITHOUT_CONCURRENT_MARKING);
        assertThat(Files.readString(RECORD)).contains("fixed");
    }
}
