package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static MemoryGovernor governor;

    @TempDir
    private Path folder;

    private final List<Integer> written = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void startGovernor() {
        governor = MemoryGovernor.start();
    }

    @AfterAll
    static void closeGovernor() {
        governor.close();
    }

    private Path file() {
        return folder.resolve("quarantine.jsonl");
    }

    private BatchJob<Integer, Integer> job(Set<Integer> failing) {
        return BatchJob.<Integer, Integer>named("replayed")
                .reader(ItemReader.of(IntStream.range(0, 200).boxed().toList()))
                .processor(item -> {
                    if (failing.contains(item)) {
                        throw new IOException("item " + item);
                    }
                    return item;
                })
                .writer(written::addAll)
                .skip(IOException.class, 100)
                .workers(2)
                .chunk(ChunkSize.fixed(7));
    }

    private Set<Long> quarantined() throws IOException {
        return QuarantineLines.read(file()).keySet();
    }

    private void runWithFailures() throws IOException {
        assertThat(job(Set.of(3, 77, 78, 199))
                        .quarantine(Quarantine.file(file()))
                        .run(governor)
                        .failure())
                .isNull();
        assertThat(quarantined()).containsExactly(3L, 77L, 78L, 199L);
        written.clear();
    }

    @Test
    void itemsThatSucceedLeaveTheFileAndTheOthersStayWithNewEvidence() throws IOException {
        runWithFailures();
        String before = QuarantineLines.read(file()).get(77L);
        BatchReport report = job(Set.of(77)).replay(file()).run(governor);
        assertThat(report.failure()).isNull();
        assertThat(report.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(report.read()).isEqualTo(4);
        assertThat(written).containsExactlyInAnyOrder(3, 78, 199);
        assertThat(quarantined()).containsExactly(77L);
        assertThat(QuarantineLines.read(file()).get(77L)).isNotEqualTo(before);
        BatchReport last = job(Set.of()).replay(file()).run(governor);
        assertThat(last.status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(written).containsExactlyInAnyOrder(3, 78, 199, 77);
        assertThat(file()).isEmptyFile();
        assertThat(folder).isDirectoryNotContaining("glob:**.replay");
    }

    @Test
    void anItemThatTheReplayDidNotReachStays() throws IOException {
        runWithFailures();
        BatchJob<Integer, Integer> replay = job(Set.of()).replay(file()).workers(1);
        replay.processor(item -> {
            if (item == 78) {
                throw new IllegalStateException("no rule for this");
            }
            return item;
        });
        BatchReport report = replay.chunk(ChunkSize.fixed(1)).run(governor);
        assertThat(report.status()).isEqualTo(BatchStatus.FAILED);
        assertThat(written).containsExactly(3, 77);
        assertThat(quarantined()).containsExactly(78L, 199L);
    }

    @Test
    void aReplayWithACheckpointCanBeRepeated() throws IOException {
        runWithFailures();
        Checkpoint checkpoint = Checkpoint.file(folder.resolve("checkpoint"));
        assertThat(job(Set.of(77))
                        .checkpoint(checkpoint)
                        .replay(file())
                        .run(governor)
                        .failure())
                .isNull();
        BatchReport again = job(Set.of()).checkpoint(checkpoint).replay(file()).run(governor);
        assertThat(again.failure()).isNull();
        assertThat(written).containsExactlyInAnyOrder(3, 78, 199, 77);
        assertThat(file()).isEmptyFile();
    }

    @Test
    void aLineThatADeadProcessLeftUnfinishedIsNotCounted() throws IOException {
        runWithFailures();
        Files.writeString(file(), "{\"position\":5,\"key", StandardOpenOption.APPEND);
        assertThat(quarantined()).containsExactly(3L, 77L, 78L, 199L);
        assertThat(job(Set.of(10))
                        .quarantine(Quarantine.file(file()))
                        .run(governor)
                        .failure())
                .isNull();
        assertThat(quarantined()).containsExactly(3L, 10L, 77L, 78L, 199L);
    }

    @Test
    void aFileOfSomethingElseIsRefusedWithTheLine() throws IOException {
        Files.writeString(file(), "{\"position\":5}\n{\"id\":6}\n");
        BatchReport report = job(Set.of()).replay(file()).run(governor);
        assertThat(report.failure()).hasMessageContaining("line 2").hasMessageContaining("\"id\":6");
        assertThat(written).isEmpty();
    }

    @Test
    void anInputThatEndsBeforeAQuarantinedItemIsAnError() throws IOException {
        runWithFailures();
        BatchReport report = job(Set.of())
                .reader(ItemReader.of(List.of(1, 2, 3, 4, 5)))
                .replay(file())
                .run(governor);
        assertThat(report.failure()).hasMessageContaining("the input ends at item 5");
        assertThat(quarantined()).contains(77L, 78L, 199L);
    }
}
