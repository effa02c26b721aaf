package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs with a checkpoint whose writer is taken back to it. */
class RestartableWriterTest {
    private static final int ITEMS = 500;
    private static MemoryGovernor governor;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    private Checkpoint checkpoint() {
        return Checkpoint.file(folder.resolve("checkpoint"));
    }

    private static List<String> numbers() {
        return IntStream.range(0, ITEMS).mapToObj(Integer::toString).toList();
    }

    /** A job that fails at its n-th item; items are filtered, skipped and written. */
    private BatchJob<Integer, String> job(ItemWriter<String> writer, int failAt) {
        AtomicInteger processed = new AtomicInteger();
        return BatchJob.<Integer, String>named("file")
                .reader(ItemReader.of(IntStream.range(0, ITEMS).boxed()::iterator))
                .processor(item -> {
                    if (processed.incrementAndGet() == failAt) {
                        throw new IOException("item " + item);
                    }
                    return item.toString();
                })
                .writer(writer)
                .workers(2)
                .chunk(ChunkSize.fixed(7))
                .checkpoint(checkpoint(), Duration.ofMillis(1));
    }

    private static ItemWriter<String> lines(Path file) {
        return ItemWriter.file(file).lines(line -> line);
    }

    private static List<String> read(Path file) throws Exception {
        List<String> all = new ArrayList<>();
        try (ItemReader<String> reader = ItemReader.file(file).lines()) {
            for (String line = reader.read(); line != null; line = reader.read()) {
                all.add(line);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.txt", "out.txt.gz", "out.txt.zst"})
    void runsThatFailAndLeaveMoreThanTheCheckpointKnowsWriteEachItemOnce(String name) throws Exception {
        Path file = folder.resolve(name);
        int runs = 0;
        BatchReport report;
        do {
            assertThat(++runs).isLessThan(20);
            report = job(lines(file), 100).run(governor);
            if (report.failure() != null) {
                // as of a chunk that was written after the last save
                Files.writeString(file, "left behind\nand torn", StandardOpenOption.APPEND);
            }
        } while (report.failure() != null);
        assertThat(report.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE);
        assertThat(report.complete()).as("%s", report).isTrue();
        assertThat(report.resumed()).isPositive();
        assertThat(runs).isGreaterThan(2);
        assertThat(read(file)).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void aRunThatIsRefusedLeavesTheFileAsItIs() throws Exception {
        Path file = folder.resolve("out.txt");
        job(lines(file), 0).run(governor);
        List<String> complete = read(file);
        BatchReport refused =
                job(ItemWriter.file(file).overwrite().lines(line -> line), 0).run(governor);
        assertThat(refused.failure()).isInstanceOf(CheckpointException.class).hasMessageContaining("completed");
        assertThat(read(file)).isEqualTo(complete);
    }

    @Test
    void aFileThatBecameShorterIsRefusedAndLeftAsItIs() throws Exception {
        Path file = folder.resolve("out.txt");
        job(lines(file), 400).run(governor);
        Files.writeString(file, "something else\n");
        BatchReport refused = job(lines(file), 0).run(governor);
        assertThat(refused.failure())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("out.txt has 15 bytes, but ")
                .hasMessageContaining("it is not the file of the checkpoint");
        assertThat(file).hasContent("something else\n");
    }

    @Test
    void aFileThatHoldsSomethingIsFoundBeforeTheFirstItemIsRead() throws Exception {
        Path file = Files.writeString(folder.resolve("out.txt"), "mine\n");
        BatchReport report = job(lines(file), 0).run(governor);
        assertThat(report.failure())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("job file cannot begin")
                .hasCauseInstanceOf(FileAlreadyExistsException.class);
        assertThat(report.read()).isZero();
        assertThat(file).hasContent("mine\n");
        assertThat(folder.resolve("checkpoint")).doesNotExist();
    }

    @Test
    void appendedItemsComeOnceAfterWhatWasThere() throws Exception {
        Path file = Files.writeString(folder.resolve("out.txt"), "mine\n");
        job(ItemWriter.file(file).append().lines(line -> line), 300).run(governor);
        job(ItemWriter.file(file).append().lines(line -> line), 0).run(governor);
        List<String> expected = new ArrayList<>(numbers());
        expected.add("mine");
        assertThat(read(file)).startsWith("mine").containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void aCheckpointOfAnotherKindOfWriterIsRefusedOrNoted() {
        List<String> written = new ArrayList<>();
        job(written::addAll, 300).run(governor);
        BatchReport refused = job(lines(folder.resolve("out.txt")), 0).run(governor);
        assertThat(refused.failure())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("does not say how far io.memsafe.batch.file.RecordWriter had written");
        assertThat(folder.resolve("out.txt")).doesNotExist();
        BatchReport report = job(written::addAll, 0).run(governor);
        assertThat(report.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
        assertThat(report.complete()).isTrue();
    }

    @Test
    void aWriterThatCannotBeTakenBackGoesOnAndTheReportSaysWhatThatMeans() throws Exception {
        Path file = folder.resolve("out.txt");
        job(lines(file), 300).run(governor);
        Set<String> written = new TreeSet<>(read(file));
        BatchReport report = job(written::addAll, 0).run(governor);
        assertThat(report.notes()).anyMatch(note -> note.contains("this one cannot"));
        assertThat(written).containsExactlyInAnyOrderElementsOf(numbers());
    }

    @Test
    void withoutACheckpointAFileIsAWriterAsAnyOther() throws Exception {
        Path file = folder.resolve("out.txt");
        BatchReport report = BatchJob.<String, String>named("file")
                .reader(ItemReader.of(numbers()))
                .processor(item -> item)
                .writer(lines(file))
                .run(governor);
        assertThat(report.guarantee()).isEqualTo(Guarantee.ONE_RUN);
        assertThat(read(file)).containsExactlyInAnyOrderElementsOf(numbers());
    }
}
