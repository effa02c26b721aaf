package io.memsafe.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryPermit;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.ItemReader;
import io.memsafe.batch.Quarantine;
import io.memsafe.response.CaffeineReclaimer;
import io.memsafe.web.MemoryShedFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs in the README compile, run, and stand there as they stand here. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Path THIS = Path.of("src/test/java/io/memsafe/examples/ReadmeTest.java");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    @TempDir
    private Path folder;

    private record Row(String name, long bytes) {
        static Row of(Path file) throws IOException {
            return new Row(file.toString(), Files.size(file));
        }
    }

    private static String block(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as("%s", start).isNotNegative();
        from += start.length();
        return text.substring(from, text.indexOf(end, from)).stripIndent().strip();
    }

    private static void assertStandsInReadme(String snippet) throws IOException {
        String source = block(Files.readString(THIS), "// begin " + snippet + "\n", "        // end " + snippet);
        String readme = block(
                Files.readString(ROOT.resolve("README.md")), "<!-- snippet: " + snippet + " -->\n```java\n", "```");
        assertThat(readme).isEqualTo(source.indent(-8).strip());
    }

    @Test
    void theBatchJobOfTheReadmeRuns() throws IOException {
        List<Path> files = List.of(ROOT.resolve("README.md"), ROOT.resolve("LICENSE"));
        List<Row> table = Collections.synchronizedList(new ArrayList<>());
        // begin batch
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            BatchReport report = BatchJob.<Path, Row>named("catalog")
                    .reader(ItemReader.of(files))
                    .processor(Row::of)
                    .writer(rows -> table.addAll(rows))
                    .workers(2)
                    .skip(IOException.class, 100)
                    .quarantine(Quarantine.file(folder.resolve("quarantine.jsonl")))
                    .run(governor);
            if (!report.complete()) {
                System.err.println(report);
            }
        }
        // end batch
        assertThat(table).extracting(Row::bytes).allMatch(bytes -> bytes > 0).hasSize(2);
        assertStandsInReadme("batch");
    }

    private static void refuse() {
        throw new IllegalStateException("a test JVM should not be short of memory");
    }

    @Test
    void theGovernorOfTheReadmeRuns() throws IOException {
        // begin governor
        MemoryGovernor governor =
                MemoryGovernor.builder().thresholds(0.85, 0.95).start();
        governor.onLevelChange("log", change -> System.out.println(change));
        if (governor.level().atLeast(PressureLevel.CRITICAL)) {
            refuse();
        }
        // end governor
        assertThat(governor.level()).isEqualTo(PressureLevel.NORMAL);
        governor.close();
        assertStandsInReadme("governor");
    }

    @Test
    void theBudgetOfTheReadmeRuns() throws IOException {
        Cache<String, byte[]> cache = Caffeine.newBuilder().maximumSize(100).build();
        AtomicInteger worked = new AtomicInteger();
        Runnable work = worked::incrementAndGet;
        long bytes = 1 << 20;
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            askFirst(governor, cache, bytes, work);
        }
        assertThat(worked).hasValue(1);
        assertStandsInReadme("budget");
    }

    private static void askFirst(MemoryGovernor governor, Cache<String, byte[]> cache, long bytes, Runnable job) {
        // begin budget
        governor.reclaim("products", CaffeineReclaimer.of(cache));
        if (governor.budget().tryAcquire(bytes) instanceof MemoryPermit permit) {
            try (permit) {
                job.run();
            }
        } else {
            refuse();
        }
        // end budget
    }

    @Test
    void theFilterOfTheReadmeIsMade() throws IOException {
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            makeFilter(governor).close();
        }
        assertStandsInReadme("web");
    }

    private static MemoryShedFilter makeFilter(MemoryGovernor governor) {
        // begin web
        MemoryShedFilter shed = MemoryShedFilter.with(governor)
                .exempt("/health/*")
                .sheddable("/report/*")
                .build();
        // end web
        return shed;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CONTRIBUTING.md",
                "docs/guide/batch.md",
                "docs/guide/budgets.md",
                "docs/guide/governor.md",
                "docs/guide/observability.md",
                "docs/guide/operations.md",
                "docs/guide/spring-boot.md",
                "docs/guide/readers-writers.md",
                "docs/guide/responses.md",
                "docs/guide/restart.md",
                "docs/guide/spill.md",
                "docs/guide/spring-batch.md",
                "docs/guide/web.md"
            })
    void linksLeadSomewhere(String page) throws IOException {
        Path file = ROOT.resolve(page);
        Matcher links = LINK.matcher(Files.readString(file));
        try (Stream<String> targets = links.results().map(link -> link.group(1))) {
            assertThat(targets)
                    .allSatisfy(
                            target -> assertThat(file.resolveSibling(target)).exists());
        }
    }
}
