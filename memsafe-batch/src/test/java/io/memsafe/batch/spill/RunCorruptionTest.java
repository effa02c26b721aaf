package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is not what was written is an error that names it, never wrong data. */
class RunCorruptionTest {
    private static final int ITEMS = 20_000;

    @TempDir
    private Path parent;

    private RunFolder folder;
    private Run run;
    private Run other;

    @BeforeEach
    void write() throws IOException {
        folder = RunFolder.create(SpillFolder.in(parent).withCompression());
        try (RunWriter<Long> writer = new RunWriter<>(folder, Codec.of(SpillFormat.longs()), true)) {
            run = writer.write(numbers(), 0);
            other = writer.write(numbers(), 0);
        }
    }

    @AfterEach
    void close() throws IOException {
        folder.close();
        assertThat(Spills.below(parent)).isEmpty();
    }

    private static Merge<Long> numbers() throws IOException {
        SortMemory<Long> memory = new SortMemory<>(Long::compare, false);
        memory.prepare(ITEMS);
        for (long i = 0; i < ITEMS; i++) {
            memory.add(i, 1);
        }
        return new Merge<>(memory.sources(), Long::compare, null);
    }

    /** Reads up to the first error; what came before it must be right. */
    private static int read(Run run) throws IOException {
        int count = 0;
        try (RunReader<Long> reader = new RunReader<>(run, Codec.of(SpillFormat.longs()))) {
            for (; reader.advance(); count++) {
                assertThat(reader.head()).isEqualTo(count);
            }
        }
        return count;
    }

    private void assertDamaged() {
        assertThatThrownBy(() -> read(run))
                .isInstanceOf(CorruptRunException.class)
                .hasMessageContaining(run.file().toString());
    }

    @Test
    void aWholeRunIsRead() throws IOException {
        assertThat(read(run)).isEqualTo(ITEMS);
        assertThat(run.bytes()).isEqualTo(Files.size(run.file())).isLessThan(ITEMS * 12L);
    }

    @Test
    void aByteThatIsChangedAnywhereIsSeen() throws IOException {
        Random random = new Random(1);
        List<Integer> places = new ArrayList<>(List.of(0, 5, 9, 13, 17, 21, (int) run.bytes() - 1));
        for (int i = 0; i < 100; i++) {
            places.add(random.nextInt((int) run.bytes()));
        }
        for (int place : places) {
            int bit = 1 << random.nextInt(8);
            flip(place, bit);
            assertDamaged();
            flip(place, bit);
        }
        assertThat(read(run)).isEqualTo(ITEMS);
    }

    private void flip(int place, int bit) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(run.file().toFile(), "rw")) {
            file.seek(place);
            int value = file.read();
            file.seek(place);
            file.write(value ^ bit);
        }
    }

    @Test
    void aFileThatEndsAnywhereIsSeen() throws IOException {
        Random random = new Random(2);
        Path whole = Files.copy(run.file(), parent.resolve("whole"));
        for (int i = 0; i < 50; i++) {
            Files.copy(whole, run.file(), StandardCopyOption.REPLACE_EXISTING);
            try (RandomAccessFile file = new RandomAccessFile(run.file().toFile(), "rw")) {
                file.setLength(i == 0 ? run.bytes() - 1 : random.nextInt((int) run.bytes()));
            }
            assertDamaged();
        }
        Files.delete(whole);
    }

    @Test
    void theFileOfAnotherRunIsSeen() throws IOException {
        Files.copy(other.file(), run.file(), StandardCopyOption.REPLACE_EXISTING);
        assertDamaged();
    }

    @Test
    void aDamagedRunEndsThePassOfASort() throws IOException {
        try (SpillableSort<String> sort = Spills.open(SpillableSort.of(SpillFormat.strings()), parent)) {
            for (int i = 0; i < 60_000; i++) {
                sort.add("item " + i);
            }
            Path file = Spills.below(parent).stream()
                    .filter(each -> each.getFileName().toString().startsWith("run-"))
                    .filter(each -> !each.startsWith(folder.path()))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
                damaged.seek(100);
                damaged.write(new byte[50]);
            }
            assertThatThrownBy(() -> Spills.list(sort))
                    .hasCauseInstanceOf(CorruptRunException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
