package io.memsafe.history;

import static io.memsafe.fork.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    private static final long MOST_BYTES = 20_000_000;
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve("memory.history");
    }

    private List<HistoryEntry> entries(HistoryResolution resolution) {
        try (HistoryReader reader = HistoryReader.open(path)) {
            return reader.entries(resolution).toList();
        }
    }

    @Test
    void aYearFitsIntoTwentyMegabytesAndIsRead() throws IOException {
        Instant end;
        try (Tape tape = new Tape(path, Tape.START)) {
            Duration minute = Duration.ofMinutes(1);
            tape.run(Duration.ofDays(100), minute);
            tape.run(Duration.ofHours(3), minute, PressureLevel.CRITICAL);
            tape.run(Duration.ofDays(366).minus(Duration.ofDays(100)).minus(Duration.ofHours(3)), minute);
            end = tape.now();
        }
        assertThat(Files.size(path)).isEqualTo(Ring.fileBytes()).isLessThan(MOST_BYTES);
        try (HistoryReader reader = HistoryReader.open(path)) {
            List<HistoryEntry> all = reader.entries().toList();
            assertThat(all.get(0).start()).isBefore(Tape.START.plusSeconds(61));
            assertThat(all.get(all.size() - 1)
                            .start()
                            .plus(all.get(all.size() - 1).length()))
                    .isEqualTo(end);
            Instant before = Instant.MIN;
            for (HistoryEntry entry : all) {
                assertThat(entry.start()).isAfter(before);
                before = entry.start();
            }
            Duration critical = all.stream()
                    .filter(entry -> entry.worstLevel() == PressureLevel.CRITICAL)
                    .map(HistoryEntry::length)
                    .reduce(Duration.ZERO, Duration::plus);
            assertThat(critical).isBetween(Duration.ofHours(3), Duration.ofMinutes(3 * 60 + 32));
        }
    }

    @Test
    void theNewestEntriesStayWhenARingIsFull() throws IOException {
        int kept = HistoryResolution.SECONDS.kept();
        try (Tape tape = new Tape(path, Tape.START)) {
            tape.run(SECOND.multipliedBy(kept + 800L), SECOND);
            List<HistoryEntry> seconds = entries(HistoryResolution.SECONDS);
            assertThat(seconds).hasSize(kept);
            assertThat(seconds.get(kept - 1).start().plus(SECOND)).isEqualTo(tape.now());
            for (int i = 1; i < kept; i++) {
                assertThat(seconds.get(i).start())
                        .isEqualTo(seconds.get(i - 1).start().plus(SECOND));
            }
        }
    }

    @Test
    void eachTimeIsReadInItsFinestResolution() throws IOException {
        try (Tape tape = new Tape(path, Tape.START)) {
            tape.run(Duration.ofHours(5), SECOND);
        }
        try (HistoryReader reader = HistoryReader.open(path)) {
            List<HistoryEntry> all = reader.entries().toList();
            assertThat(all)
                    .filteredOn(entry -> entry.resolution() == HistoryResolution.QUARTERS)
                    .isEmpty();
            assertThat(all)
                    .filteredOn(entry -> entry.resolution() == HistoryResolution.MINUTES)
                    .hasSizeBetween(170, 181);
            assertThat(all)
                    .filteredOn(entry -> entry.resolution() == HistoryResolution.SECONDS)
                    .hasSize(7_200);
            assertThat(all.get(0).start()).isBefore(Tape.START.plus(SECOND.multipliedBy(2)));
        }
    }

    @Test
    void anEntryHoldsLeastMeanAndMostAndWhatBound() throws IOException {
        try (Tape tape = new Tape(path, Tape.START)) {
            tape.step(Assessments.of(100, 10), PressureLevel.NORMAL);
            for (int i = 0; i < 10; i++) {
                tape.wait(TENTH);
                tape.step(
                        Assessments.of(i < 5 ? 100 : 300, i == 7 ? 80 : 10),
                        i < 8 ? PressureLevel.NORMAL : PressureLevel.WARNING);
            }
        }
        List<HistoryEntry> seconds = entries(HistoryResolution.SECONDS);
        assertThat(seconds).hasSize(1);
        HistoryEntry entry = seconds.get(0);
        assertThat(entry.start()).isEqualTo(Tape.START);
        assertThat(entry.length()).isEqualTo(SECOND);
        assertThat(entry.observed()).isEqualTo(SECOND);
        HistoryRange live = entry.figure(HistoryFigure.LIVE);
        assertThat(live.min()).isEqualTo(100);
        assertThat(live.mean()).isEqualTo(200, within(0.01));
        assertThat(live.max()).isEqualTo(300);
        assertThat(entry.worstLevel()).isEqualTo(PressureLevel.WARNING);
        assertThat(entry.levelShares().get(PressureLevel.NORMAL)).isEqualTo(0.8, within(0.001));
        assertThat(entry.levelShares().get(PressureLevel.WARNING)).isEqualTo(0.2, within(0.001));
        assertThat(entry.bindingArea()).isEqualTo("metaspace");
        assertThat(entry.bindingHeadroom()).isEqualTo(20);
        assertThat(entry.figure(HistoryFigure.BINDING).max()).isEqualTo(0.8, within(0.001));
        assertThat(entry.figure(HistoryFigure.THREADS).mean()).isEqualTo(12);
        assertThat(entry.figure(HistoryFigure.METASPACE).max()).isEqualTo(80);
        assertThat(entry.figure(HistoryFigure.ALLOCATION).known()).isFalse();
        assertThat(entry.figure(HistoryFigure.CONTAINER_LIMIT).known()).isFalse();
    }

    @Test
    void manyShortRunsFillNoMorePlacesThanALongOne() throws IOException {
        Instant now = Tape.START;
        for (int run = 0; run < 6; run++) {
            try (Tape tape = new Tape(path, now)) {
                tape.run(Duration.ofSeconds(90), SECOND);
                now = tape.now().plusSeconds(30);
            }
        }
        List<HistoryEntry> quarters = entries(HistoryResolution.QUARTERS);
        assertThat(quarters).hasSize(1);
        assertThat(quarters.get(0).length()).isEqualTo(Duration.ofSeconds(6 * 120 - 30 - 1));
        assertThat(quarters.get(0).observed().toSeconds()).isBetween(6 * 89L, 6 * 90L);
        assertThat(quarters.get(0).figure(HistoryFigure.LIVE).min()).isEqualTo(Tape.live(Tape.START.plusSeconds(1)));
        assertThat(entries(HistoryResolution.SECONDS)).hasSizeBetween(6 * 89, 6 * 91);
    }

    @Test
    void aCrashCostsAQuarterNoMoreThanItsLastMinute() throws IOException {
        Tape tape = new Tape(path, Tape.START);
        tape.run(Duration.ofMinutes(14), SECOND).crash();
        List<HistoryEntry> quarters = entries(HistoryResolution.QUARTERS);
        assertThat(quarters).hasSize(1);
        assertThat(quarters.get(0).length()).isGreaterThanOrEqualTo(Duration.ofMinutes(13));
    }

    @Test
    void aTornRecordIsLeftOutAndTheOthersAreRead() throws IOException {
        try (Tape tape = new Tape(path, Tape.START)) {
            tape.run(SECOND.multipliedBy(20), SECOND);
        }
        int whole = entries(HistoryResolution.SECONDS).size();
        long last = FileHeader.BYTES + (whole - 1L) * EntryFormat.RECORD_BYTES;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.truncate(last + EntryFormat.RECORD_BYTES);
            ByteBuffer record = ByteBuffer.allocate(EntryFormat.RECORD_BYTES);
            file.read(record, last);
            for (int at = 0; at < EntryFormat.RECORD_BYTES; at++) {
                byte right = record.get(at);
                file.write(ByteBuffer.wrap(new byte[] {(byte) ~right}), last + at);
                assertThat(entries(HistoryResolution.SECONDS))
                        .as("garbled at %d", at)
                        .hasSize(whole - 1);
                file.write(ByteBuffer.wrap(new byte[] {right}), last + at);
            }
            assertThat(entries(HistoryResolution.SECONDS)).hasSize(whole);
            int end = EntryFormat.RECORD_BYTES;
            while (record.get(end - 1) == 0) {
                end--;
            }
            for (int at = end - 1; at >= 0; at--) {
                file.truncate(last + at);
                assertThat(entries(HistoryResolution.SECONDS))
                        .as("ends at %d", at)
                        .hasSize(whole - 1);
            }
        }
        try (Tape tape = new Tape(path, Tape.START.plusSeconds(60))) {
            tape.run(SECOND.multipliedBy(3), SECOND);
        }
        assertThat(entries(HistoryResolution.SECONDS))
                .as("the place is used again")
                .hasSize(whole + 1);
    }

    @Test
    void aClockThatIsSetCostsNoEntryAndNoOrder() throws IOException {
        Duration hour = Duration.ofHours(1);
        try (Tape tape = new Tape(path, Tape.START)) {
            tape.run(SECOND.multipliedBy(10), SECOND);
            tape.setClock(hour.negated()).run(SECOND.multipliedBy(10), SECOND);
            tape.setClock(hour).run(SECOND.multipliedBy(10), SECOND);
        }
        List<HistoryEntry> seconds = entries(HistoryResolution.SECONDS);
        assertThat(seconds)
                .hasSizeBetween(29, 30)
                .allSatisfy(entry -> assertThat(entry.length()).isBetween(SECOND, SECOND.multipliedBy(2)));
        assertThat(seconds.get(15).start()).isBefore(Tape.START);
        assertThat(seconds.get(25).start()).isAfter(Tape.START);
        assertThat(entries(HistoryResolution.QUARTERS))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.observed()).isBetween(SECOND.multipliedBy(29), SECOND.multipliedBy(30)));
    }

    @Test
    void aFileThatFailsIsCountedAndTheEntryGoesOn() throws IOException {
        Tape tape = new Tape(path, Tape.START);
        tape.run(SECOND.multipliedBy(5), SECOND);
        assertThat(tape.failedWrites()).isZero();
        tape.crash();
        tape.run(SECOND.multipliedBy(5), SECOND);
        assertThat(tape.failedWrites()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aGovernorThatStandsStillIsNotObserved() throws IOException {
        try (Tape tape = new Tape(path, Tape.START)) {
            var same = Assessments.of(1, 1);
            for (int i = 0; i < 120; i++) {
                tape.wait(SECOND);
                tape.step(same, PressureLevel.NORMAL);
            }
        }
        assertThat(entries(HistoryResolution.QUARTERS).get(0).observed()).isLessThan(Duration.ofSeconds(21));
    }

    @Test
    void whatIsNoHistoryIsRefusedAndLeftAlone() throws IOException {
        Files.writeString(path, "the only copy of a novel");
        assertThatThrownBy(() -> HistoryReader.open(path))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("is no memsafe history");
        assertThatThrownBy(() -> MemoryGovernor.builder().history(path).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is no memsafe history");
        assertThat(path).hasContent("the only copy of a novel");
    }

    @Test
    void aNewerSchemaIsRefusedByItsNumber() throws IOException {
        new Tape(path, Tape.START).run(SECOND, SECOND).close();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 9}), 8);
        }
        assertThatThrownBy(() -> HistoryReader.open(path)).hasMessageContaining("schema 9");
        assertThatThrownBy(() -> HistoryFile.open(path)).hasMessageContaining("schema 9");
    }

    @Test
    void aMissingFolderIsNamed() {
        Path missing = folder.resolve("none").resolve("memory.history");
        assertThatThrownBy(() -> MemoryGovernor.builder().history(missing).start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void theFileIsItsOwnersAlone() throws IOException {
        new Tape(path, Tape.START).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void aGovernorRecordsFromItsStartToItsClose() {
        try (MemoryGovernor governor = MemoryGovernor.builder().history(path).start()) {
            assertThatThrownBy(() -> MemoryGovernor.builder().history(path).start())
                    .hasMessageContaining("another governor of this JVM");
            await().until(() -> !entries(HistoryResolution.SECONDS).isEmpty());
            HistoryEntry entry = entries(HistoryResolution.SECONDS).get(0);
            assertThat(entry.figure(HistoryFigure.CAPACITY).max())
                    .isEqualTo((float) governor.assessment().heap().capacityBytes());
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("memsafe-history"));
        assertThat(entries(HistoryResolution.QUARTERS)).hasSize(1);
        try (HistoryReader reader = HistoryReader.open(path)) {
            HistoryJvm jvm = reader.jvm().orElseThrow();
            assertThat(jvm.maxHeapBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
            assertThat(jvm.javaVersion()).isEqualTo(Runtime.version().toString());
        }
    }

    @Test
    void aStepAllocatesNextToNothing() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int steps = 10_000;
        try (Tape tape = new Tape(path, Tape.START)) {
            var first = Assessments.of(1, 1);
            var second = Assessments.of(2, 2);
            long before = 0;
            for (int i = 0; i < 2 * steps; i++) {
                if (i == steps) {
                    before = threads.getCurrentThreadAllocatedBytes();
                }
                tape.wait(SECOND);
                tape.step(i % 2 == 0 ? first : second, PressureLevel.NORMAL);
            }
            long each = (threads.getCurrentThreadAllocatedBytes() - before) / steps;
            assertThat(each).as("bytes a step, the test's own clock included").isLessThan(200);
        }
    }
}
