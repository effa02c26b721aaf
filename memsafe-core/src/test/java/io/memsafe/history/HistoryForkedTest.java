package io.memsafe.history;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history that several processes are at. */
class HistoryForkedTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private ForkedJvm child(Path path, String program) {
        return ForkedJvm.on(Jdk.running())
                .heap("64m")
                .ownClassPath()
                .main(HistoryChild.class.getName(), program, path.toString())
                .timeout(Duration.ofMinutes(1));
    }

    /** Each second comes after the one before it, and carries the figures of its own time. */
    private static List<HistoryEntry> read(Path path) {
        try (HistoryReader reader = HistoryReader.open(path)) {
            List<HistoryEntry> seconds =
                    reader.entries(HistoryResolution.SECONDS).toList();
            for (int i = 1; i < seconds.size(); i++) {
                HistoryEntry entry = seconds.get(i);
                assertThat(entry.figure(HistoryFigure.LIVE).max())
                        .isEqualTo(Tape.live(entry.start().plus(entry.length())));
                assertThat(entry.start()).isAfterOrEqualTo(end(seconds.get(i - 1)));
            }
            return seconds;
        }
    }

    private static Instant end(HistoryEntry entry) {
        return entry.start().plus(entry.length());
    }

    @Test
    void itIsReadWhileItIsWrittenAndWholeAfterAKill() {
        Path path = folder.resolve("memory.history");
        List<String> written = new CopyOnWriteArrayList<>();
        RunningJvm child = child(path, "write").onLine(written::add).start();
        try {
            for (int read = 0; read < 3; read++) {
                int before = written.size();
                await().until(() -> written.size() > before + 3);
                await().untilAsserted(() -> assertThat(read(path)).isNotEmpty());
            }
            await().until(() -> written.size() > HistoryResolution.SECONDS.kept() / HistoryChild.STEPS + 1);
            assertThatThrownBy(() -> HistoryFile.open(path))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(path.toString())
                    .hasMessageContaining("another process");
        } finally {
            child.kill();
        }
        assertThat(child.await().exitCode()).isNotZero();
        Instant least = Instant.parse(written.get(written.size() - 1));
        List<HistoryEntry> seconds = read(path);
        assertThat(seconds).hasSizeGreaterThanOrEqualTo(HistoryResolution.SECONDS.kept() - 1);
        for (int i = 1; i < seconds.size(); i++) {
            assertThat(seconds.get(i).start()).isEqualTo(end(seconds.get(i - 1)));
        }
        assertThat(seconds.get(seconds.size() - 1).start()).isAfterOrEqualTo(least.minus(SECOND));
    }

    @Test
    void aReaderThatClosesDoesNotTakeTheLockFromTheWriterBesideIt() throws IOException {
        Path path = folder.resolve("memory.history");
        try (Tape tape = new Tape(path, Tape.START)) {
            tape.run(SECOND, SECOND);
            HistoryReader.open(path).close();
            ForkedResult result = child(path, "open").run();
            assertThat(result.lines()).singleElement().asString().contains("another process");
        }
        assertThat(child(path, "open").run().lines()).containsExactly("open at NORMAL");
    }
}
