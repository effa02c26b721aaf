package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkEventTest {
    private static final int ITEMS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void eachChunkIsRecordedWithTheErrorsItSurvived() throws IOException {
        Path file = folder.resolve("dump.jfr");
        AtomicBoolean failed = new AtomicBoolean();
        BatchReport report;
        try (Recording recording = new Recording();
                MemoryGovernor governor = MemoryGovernor.start()) {
            recording.enable("io.memsafe.Chunk");
            recording.start();
            report = BatchJob.<Integer, byte[]>named("recorded")
                    .reader(ItemReader.of(IntStream.range(0, ITEMS).boxed().toList()))
                    .processor(item -> {
                        if (item == 550 && failed.compareAndSet(false, true)) {
                            throw new OutOfMemoryError("once");
                        }
                        return new byte[1_000];
                    })
                    .writer(results -> {})
                    .chunk(ChunkSize.fixed(100))
                    .run(governor);
            recording.dump(file);
        }
        assertThat(report.complete()).isTrue();
        List<RecordedEvent> chunks = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("io.memsafe.Chunk"))
                .filter(event -> event.getString("job").equals("recorded"))
                .toList();
        assertThat(chunks).hasSize(ITEMS / 100).allSatisfy(chunk -> {
            assertThat(chunk.getInt("items")).isEqualTo(100);
            assertThat(chunk.getLong("bytes")).isGreaterThan(100 * 1_000L);
            assertThat(chunk.getDuration()).isPositive();
        });
        assertThat(chunks).extracting(chunk -> chunk.getInt("contained")).containsOnlyOnce(1);
        assertThat(chunks.stream().mapToInt(chunk -> chunk.getInt("contained")).sum())
                .isEqualTo(1);
    }

    @Test
    void aRuntimeWithoutTheRecorderRunsAJob() {
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .heap("128m")
                .flags("--limit-modules", "java.management,jdk.management")
                .ownClassPath()
                .main(ContainmentChild.class.getName(), "none")
                .timeout(Duration.ofMinutes(1))
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines()).contains("status=COMPLETED", "written=20000");
    }
}
