package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.GuideSnippets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the guide compile, run, and stand there as they stand here. */
class BatchGuideTest {
    @TempDir
    private Path folder;

    @Test
    void aJobShowsItsProgress() throws IOException {
        MeterRegistry registry = new SimpleMeterRegistry();
        List<String> files = List.of("a", "b");
        BatchJob<String, String> job = BatchJob.<String, String>named("catalog")
                .reader(ItemReader.of(files))
                .processor(file -> file)
                .writer(rows -> {});
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin progress
            try (BatchProgressBar bar = new BatchProgressBar(files.size());
                    BatchMetrics metrics = new BatchMetrics(registry)) {
                BatchReport report = job.progress(Duration.ofMillis(250), bar)
                        .progress(Duration.ofSeconds(5), metrics)
                        .run(governor);
                System.out.println(report.text());
            }
            // end progress
        }
        assertThat(registry.getMeters()).as("closed").isEmpty();
        new GuideSnippets("batch.md", BatchGuideTest.class).assertStandsInPage("progress");
    }

    /** Knows names. */
    private interface Service {
        CompletionStage<String> name(int id);
    }

    @Test
    void aServiceIsCalledForSeveralItemsAtOnce() throws Exception {
        Service service = id -> CompletableFuture.completedFuture("name " + id);
        // begin async
        ItemProcessor<Integer, String> names = ItemProcessor.<Integer, String>async(id -> service.name(id))
                .atMost(8) // of a worker's items are under way; 16 by default
                .timeout(Duration.ofSeconds(10)); // for an item; 1 minute by default
        // end async
        assertThat(names.process(7)).isEqualTo("name 7");
        new GuideSnippets("readers-writers.md", BatchGuideTest.class).assertStandsInPage("async");
    }
}
