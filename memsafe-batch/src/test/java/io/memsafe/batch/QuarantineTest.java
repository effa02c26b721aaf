package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {
    @TempDir
    private Path folder;

    private static QuarantinedItem item(String key) {
        return new QuarantinedItem(
                7,
                key,
                BatchPhase.PROCESS,
                "java.lang.OutOfMemoryError",
                "Java heap space",
                true,
                3,
                1_000,
                PressureLevel.CRITICAL,
                "",
                List.of("a.B.c(B.java:1)", "d.E.f(E.java:2)"),
                Instant.EPOCH);
    }

    @Test
    void oneLineAnItemIsAppended() throws IOException {
        Path file = folder.resolve("quarantine.jsonl");
        try (Quarantine quarantine = Quarantine.file(file)) {
            assertThat(file).doesNotExist();
            quarantine.add(item("first"));
            quarantine.add(item("second"));
        }
        try (Quarantine quarantine = Quarantine.file(file)) {
            quarantine.add(item("third"));
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .isEqualTo("{\"position\":7,\"key\":\"first\",\"phase\":\"PROCESS\","
                        + "\"errorType\":\"java.lang.OutOfMemoryError\",\"errorMessage\":\"Java heap space\","
                        + "\"memory\":true,\"attempts\":3,\"allocatedBytes\":1000,\"level\":\"CRITICAL\","
                        + "\"stack\":[\"a.B.c(B.java:1)\",\"d.E.f(E.java:2)\"],\"time\":\"1970-01-01T00:00:00Z\"}");
    }

    @Test
    void textIsEscaped() {
        assertThat(JsonLinesQuarantine.json(item("a\"b\\c\nd\u0001\uD83D\uDE00é")))
                .contains("\"a\\\"b\\\\c\\u000ad\\u0001\\ud83d\\ude00é\"");
    }

    @Test
    void aJobAddsFromOneThreadAtATime() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        BatchReport report;
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            report = BatchJob.<Integer, Integer>named("all-bad")
                    .reader(ItemReader.of(IntStream.range(0, 400).boxed().toList()))
                    .processor(item -> {
                        throw new IOException("item " + item);
                    })
                    .writer(items -> {})
                    .skip(IOException.class, 400)
                    .workers(4)
                    .chunk(ChunkSize.fixed(5))
                    .quarantine(item -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                    })
                    .run(governor);
        }
        assertThat(report.quarantined()).isEqualTo(400);
        assertThat(most).hasValue(1);
    }

    @Test
    void aMissingFolderIsAnError() throws IOException {
        try (Quarantine quarantine = Quarantine.file(folder.resolve("missing").resolve("file"))) {
            assertThatThrownBy(() -> quarantine.add(item("x")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("missing");
        }
    }
}
