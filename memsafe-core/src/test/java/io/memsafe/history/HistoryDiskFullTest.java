package io.memsafe.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.fork.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history on a small disk of its own, a tmpfs, which only root can have. */
class HistoryDiskFullTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path disk;

    private @Nullable SmallDisk mounted;

    @BeforeEach
    void mount() {
        mounted = SmallDisk.mount(disk, "64k").orElse(null);
        Assumptions.assumeTrue(mounted != null, "optional kernel: a tmpfs cannot be mounted here");
    }

    @AfterEach
    void unmount() {
        if (mounted != null) {
            mounted.close();
        }
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(disk.resolve("else"))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(Files.getFileStore(disk).getUsableSpace()).isZero();
        }
    }

    @Test
    void whatAFullDiskKeepsOutIsPartOfTheNextEntryAndLaterTheDiskMayFill() throws Exception {
        Path path = disk.resolve("memory.history");
        try (Tape tape = new Tape(path, Tape.START)) {
            tape.run(SECOND.multipliedBy(100), SECOND, PressureLevel.WARNING);
            assertThat(tape.failedWrites()).as("tried every 30 s").isEqualTo(4);
            assertThat(Files.getFileStore(disk).getUsableSpace())
                    .as("left to others")
                    .isPositive();
            mounted.resize("20m");
            tape.run(SECOND.multipliedBy(30), SECOND, PressureLevel.NORMAL);
            fill();
            tape.run(SECOND.multipliedBy(30), SECOND, PressureLevel.NORMAL);
            assertThat(tape.failedWrites()).as("the room was taken before").isEqualTo(4);
        }
        try (HistoryReader reader = HistoryReader.open(path)) {
            List<HistoryEntry> seconds =
                    reader.entries(HistoryResolution.SECONDS).toList();
            assertThat(seconds.get(0).start()).isEqualTo(Tape.START.plus(SECOND));
            assertThat(seconds.get(0).length()).isGreaterThanOrEqualTo(SECOND.multipliedBy(99));
            assertThat(seconds.get(0).worstLevel()).isEqualTo(PressureLevel.WARNING);
            HistoryEntry last = seconds.get(seconds.size() - 1);
            assertThat(last.start().plus(last.length())).isEqualTo(Tape.START.plus(SECOND.multipliedBy(160)));
        }
    }
}
