package io.memsafe.doctor.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.PressureLevel;
import io.memsafe.doctor.watch.HistoryWatch;
import io.memsafe.doctor.watch.LoadChild;
import io.memsafe.doctor.watch.WatchReading;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A history that a governor has written in a JVM that leaks to its end. */
@Execution(ExecutionMode.CONCURRENT)
class HistoryReplayTest {
    private static final int CASES = Math.max(20, Integer.getInteger("doctor.mutations", 4_000) / 100);
    private static final int MUTATED_BYTES = 1 << 20;
    private static final double NAIVE = 0.85;

    @TempDir
    static Path folder;

    private static Path history;

    @BeforeAll
    static void record() throws InterruptedException {
        history = folder.resolve("memory.history");
        CountDownLatch full = new CountDownLatch(1);
        RunningJvm child = ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("128m")
                .ownClassPath()
                .main(LoadChild.class.getName(), "leak", history.toString())
                .onLine(line -> {
                    if (line.equals("closed")) {
                        full.countDown();
                    }
                })
                .start();
        full.await();
        child.kill();
        child.await();
    }

    @Test
    void theLevelsOfTheRunMustBeFoundAgain() throws IOException {
        assertThat(HistoryReplay.isHistory(history)).isTrue();
        ReplayResult result = HistoryReplay.replay(history, ReplayThresholds.DEFAULT, NAIVE);
        assertThat(result.collector()).isEqualTo("Serial");
        assertThat(result.recorded()).containsKey(PressureLevel.NORMAL);
        assertThat(result.recorded().keySet()).anyMatch(level -> level.atLeast(PressureLevel.CRITICAL));
        assertThat(result.worst().atLeast(PressureLevel.CRITICAL)).isTrue();
        assertThat(result.firsts()).containsKey(PressureLevel.WARNING);
        assertThat(result.notes()).anyMatch(note -> note.contains("no single collection"));
    }

    @Test
    void higherThresholdsMustNotWarnEarlier() throws IOException {
        ReplayResult usual = HistoryReplay.replay(history, ReplayThresholds.DEFAULT, NAIVE);
        ReplayResult low = HistoryReplay.replay(history, ReplayThresholds.DEFAULT.with(0.5, 0.6), NAIVE);
        assertThat(low.firsts().get(PressureLevel.WARNING))
                .isLessThanOrEqualTo(usual.firsts().get(PressureLevel.WARNING));
        assertThat(low.levels().getOrDefault(PressureLevel.NORMAL, java.time.Duration.ZERO))
                .isLessThanOrEqualTo(usual.levels().get(PressureLevel.NORMAL));
    }

    @Test
    void aWatchMustShowItsNewestAndWhatWasBefore() throws IOException {
        try (HistoryWatch watch = HistoryWatch.start(history)) {
            assertThat(watch.title()).contains("memory.history, Serial, Java ");
            List<WatchReading> before = watch.before();
            assertThat(before)
                    .isNotEmpty()
                    .isSortedAccordingTo((a, b) -> a.time().compareTo(b.time()));
            assertThat(before).anyMatch(reading -> reading.level().atLeast(PressureLevel.CRITICAL));
            WatchReading newest = watch.reading().orElseThrow();
            assertThat(newest.time()).isEqualTo(before.get(before.size() - 1).time());
            assertThat(newest.assessment().heap().maxBytes()).isPositive();
        }
    }

    @Test
    void whatIsNoHistoryMustBeNamed() throws IOException {
        Path other = Files.writeString(folder.resolve("other.log"), "memsafe");
        assertThat(HistoryReplay.isHistory(other)).isFalse();
        assertThatThrownBy(() -> HistoryWatch.start(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no memsafe history");
    }

    /** Damaged, it is read or refused with a reason. */
    @Test
    void noDamageMayMakeTheReplayFail() throws IOException {
        Path damaged = folder.resolve("damaged.history");
        Files.copy(history, damaged);
        try (FileChannel file = FileChannel.open(damaged, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int seed = 0; seed < CASES; seed++) {
                Random random = new Random(seed);
                int size = 1 + random.nextInt(64);
                long at = random.nextInt(seed % 2 == 0 ? 4096 : MUTATED_BYTES);
                ByteBuffer was = ByteBuffer.allocate(size);
                file.read(was, at);
                byte[] noise = new byte[size];
                random.nextBytes(noise);
                file.write(ByteBuffer.wrap(noise), at);
                try {
                    HistoryReplay.replay(damaged, ReplayThresholds.DEFAULT, NAIVE);
                } catch (IOException e) {
                    assertThat(e.getMessage()).as("seed %d", seed).contains("damaged.history");
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("seed " + seed, e);
                }
                file.write(was.flip(), at);
            }
        }
    }
}
