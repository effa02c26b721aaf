package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.file.FileEntry;
import io.memsafe.fork.GuideSnippets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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

    /** An item of a file. */
    private record Invoice(String number, long amount) {
        static Invoice parse(String name, InputStream content) throws IOException {
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            return new Invoice(name, Long.parseLong(text));
        }
    }

    @Test
    void theFilesOfAFolderAreRead() throws Exception {
        Path inbox = Files.createDirectories(folder.resolve("inbox/today")).getParent();
        Files.writeString(inbox.resolve("today/1.txt"), "7");
        Files.writeString(inbox.resolve("notes"), "x");
        List<Invoice> table = Collections.synchronizedList(new ArrayList<>());
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            // begin folder
            BatchReport report = BatchJob.<FileEntry, Invoice>named("invoices")
                    .reader(ItemReader.folder(inbox).matching("**.txt"))
                    .processor(entry -> {
                        try (InputStream content = entry.open()) {
                            return Invoice.parse(entry.name(), content);
                        }
                    })
                    .writer(invoices -> table.addAll(invoices))
                    .run(governor);
            // end folder
            assertThat(report.complete()).isTrue();
        }
        assertThat(table).containsExactly(new Invoice("today/1.txt", 7));
        new GuideSnippets("readers-writers.md", BatchGuideTest.class).assertStandsInPage("folder");
    }
}
