package io.memsafe.batch.spill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.memsafe.admission.MemoryBudget;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpillableSortTest {
    @TempDir
    private Path parent;

    private record Row(int key, int number, String rest) {}

    @AfterEach
    void nothingIsLeftInTheFolder() throws IOException {
        assertThat(Spills.below(parent)).isEmpty();
    }

    private static List<String> words(int count, long seed) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            words.add(Long.toString(random.nextLong() & 0xfff_ffff, 36));
        }
        return words;
    }

    private static List<String> sorted(List<String> words) {
        return words.stream().sorted().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 9000})
    void whatFitsIsSortedWithoutAFile(int count) throws IOException {
        List<String> words = words(count, count);
        try (SpillableSort<String> sort = Spills.open(SpillableSort.of(SpillFormat.strings()), parent)) {
            for (String word : words) {
                sort.add(word);
            }
            assertThat(sort.status().runs()).isZero();
            assertThat(sort).containsExactlyElementsOf(sorted(words));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatDoesNotFitIsMergedFromFilesInSeveralPasses(boolean compressed) throws IOException {
        List<String> words = words(250_000, 1);
        SpillFolder folder = new SpillFolder(parent, 0, compressed);
        try (SpillableSort<String> sort =
                Spills.open(SpillableSort.of(SpillFormat.strings()), folder, Spills.SMALL_BYTES)) {
            long most = 0;
            for (String word : words) {
                sort.add(word);
                most = Math.max(most, sort.status().heldBytes());
            }
            assertThat(most).isLessThanOrEqualTo(Spills.SMALL_BYTES);
            SpillStatus before = sort.status();
            assertThat(before.spills()).isGreaterThan(12);
            assertThat(before.merges()).as("while adding").isPositive();
            assertThat(before.runs()).as("three for each level").isLessThan(12);
            List<String> expected = sorted(words);
            assertThat(Spills.list(sort)).isEqualTo(expected);
            assertThat(Spills.list(sort)).as("a second pass").isEqualTo(expected);
            assertThat(sort.status().runs()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void equalItemsStayInTheOrderTheyWereAdded() throws IOException {
        Comparator<Row> order = Comparator.comparingInt(Row::key);
        Random random = new Random(2);
        List<Row> rows = new ArrayList<>();
        try (SpillableSort<Row> sort =
                Spills.open(SpillableSort.by(order, JacksonSpillFormat.cbor(Row.class)), parent)) {
            for (int i = 0; i < 30_000; i++) {
                Row row = new Row(random.nextInt(50), i, "row " + i);
                rows.add(row);
                sort.add(row);
            }
            assertThat(sort.status().spills()).isGreaterThan(2);
            rows.sort(order);
            assertThat(Spills.list(sort)).isEqualTo(rows);
        }
    }

    @Test
    void ofEqualItemsTheFirstIsKeptInMemoryAndAcrossFiles() throws IOException {
        Comparator<Row> order = Comparator.comparingInt(Row::key);
        Random random = new Random(3);
        TreeSet<Row> expected = new TreeSet<>(order);
        try (SpillableSort<Row> sort = Spills.open(
                SpillableSort.by(order, JacksonSpillFormat.cbor(Row.class)).distinct(), parent)) {
            for (int i = 0; i < 30_000; i++) {
                Row row = new Row(random.nextInt(20_000), i, "row " + i);
                expected.add(row);
                sort.add(row);
            }
            assertThat(sort.status().spills()).isPositive();
            assertThat(Spills.list(sort)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void fewDistinctItemsNeverSpillHoweverManyAreAdded() throws IOException {
        try (SpillableSort<String> sort =
                Spills.open(SpillableSort.of(SpillFormat.strings()).distinct(), parent)) {
            for (int i = 0; i < 200_000; i++) {
                sort.add("word " + i % 100);
            }
            assertThat(sort.status().spills()).isZero();
            assertThat(sort).hasSize(100);
        }
    }

    @Test
    void aBigItemAmongSmallOnesIsSeenWithoutBeingTold() throws IOException {
        SpillFormat<byte[]> untold = new SpillFormat<>() {
            @Override
            public void write(byte[] item, java.io.DataOutputStream out) throws IOException {
                out.write(item);
            }

            @Override
            public byte[] read(java.io.DataInputStream in) throws IOException {
                byte[] item = new byte[in.available()];
                in.readFully(item);
                return item;
            }
        };
        try (SpillableSort<byte[]> sort = Spills.open(
                SpillableSort.by(Comparator.comparingInt(item -> item.length), untold),
                SpillFolder.in(parent),
                8 << 20)) {
            for (int i = 0; i < 1000; i++) {
                sort.add(new byte[40]);
            }
            assertThat(sort.status().heldBytes()).isBetween(1000L * 50, 1000L * 200);
            sort.add(new byte[3 << 20]);
            assertThat(sort.status().heldBytes()).isGreaterThan(3 << 20);
            sort.add(new byte[100 << 10]);
            sort.add(new byte[6 << 20]);
            assertThat(sort.status().spills())
                    .as("both big ones together are too much")
                    .isEqualTo(1);
            assertThat(sort).hasSize(1003);
        }
    }

    @Test
    void atCriticalAMegabyteIsHeldAndTheBudgetIsFree() throws IOException {
        AtomicReference<PressureLevel> level = new AtomicReference<>(PressureLevel.NORMAL);
        MemoryBudget budget = MemoryBudget.fixed(64 << 20);
        SpillFolder folder = SpillFolder.in(parent);
        List<String> words = words(60_000, 4);
        try (SpillableSort<String> sort = SpillableSort.of(SpillFormat.strings())
                .open(new HeldBytes(budget, 1, level::get), RunFolder.create(folder))) {
            for (String word : words) {
                sort.add(word);
            }
            assertThat(sort.status().spills()).isZero();
            assertThat(budget.reservedBytes())
                    .isGreaterThanOrEqualTo(sort.status().heldBytes());
            level.set(PressureLevel.CRITICAL);
            sort.add("one more");
            assertThat(sort.status().spills()).isEqualTo(1);
            assertThat(sort).hasSize(60_001);
        }
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aBudgetThatRefusesEverythingLetsAMegabyteBeHeld() throws IOException {
        List<String> words = words(100_000, 5);
        try (SpillableSort<String> sort =
                Spills.open(SpillableSort.of(SpillFormat.strings()), SpillFolder.in(parent), 0)) {
            for (String word : words) {
                sort.add(word);
            }
            assertThat(sort.status().spills()).isBetween(2L, 20L);
            assertThat(Spills.list(sort)).isEqualTo(sorted(words));
        }
    }

    @Test
    void anItemThatTheFormatCannotWriteIsRefusedAndTheOthersStay() throws IOException {
        SpillFormat<String> picky = new SpillFormat<>() {
            @Override
            public void write(String item, java.io.DataOutputStream out) throws IOException {
                if (item.isEmpty()) {
                    throw new IOException("empty");
                }
                SpillFormat.strings().write(item, out);
            }

            @Override
            public String read(java.io.DataInputStream in) throws IOException {
                return SpillFormat.strings().read(in);
            }
        };
        try (SpillableSort<String> sort = Spills.open(SpillableSort.of(picky), parent)) {
            sort.add("b");
            assertThatThrownBy(() -> sort.add(""))
                    .isInstanceOf(IOException.class)
                    .hasMessage("empty");
            sort.add("a");
            assertThat(sort).containsExactly("a", "b");
        }
    }

    @Test
    void aFormatThatLeavesBytesUnreadIsNamed() throws IOException {
        SpillFormat<String> half = new SpillFormat<>() {
            @Override
            public void write(String item, java.io.DataOutputStream out) throws IOException {
                out.writeInt(1);
                out.writeInt(2);
            }

            @Override
            public String read(java.io.DataInputStream in) throws IOException {
                return "" + in.readInt();
            }
        };
        try (SpillableSort<String> sort = Spills.open(SpillableSort.of(half), parent)) {
            assertThatThrownBy(() -> sort.add("a"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(half.getClass().getName())
                    .hasMessageContaining("left 4 of them unread");
        }
    }

    @Test
    void nothingCanBeAddedOnceItIsReadAndANewPassEndsTheOneBefore() throws IOException {
        try (SpillableSort<String> sort = Spills.open(SpillableSort.of(SpillFormat.strings()), parent)) {
            sort.add("a");
            Iterator<String> first = sort.iterator();
            assertThat(first.hasNext()).isTrue();
            assertThatThrownBy(() -> sort.add("b"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has been read");
            assertThat(sort).containsExactly("a");
            assertThat(first.next()).as("taken before").isEqualTo("a");
            assertThatThrownBy(first::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("newer pass");
        }
    }

    @Test
    void aClosedSortSaysSo() throws IOException {
        SpillableSort<String> sort = Spills.open(SpillableSort.of(SpillFormat.strings()), parent);
        sort.close();
        sort.close();
        assertThatThrownBy(() -> sort.add("a"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> sort.iterator().hasNext()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBatchWritesIntoASortAndAnotherReadsFromIt() throws IOException {
        List<Integer> input = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            input.add((i * 7919) % 20_000);
        }
        List<String> read = new ArrayList<>();
        try (MemoryGovernor governor = MemoryGovernor.start();
                SpillableSort<String> sort = SpillableSort.of(SpillFormat.strings())
                        .folder(SpillFolder.in(parent))
                        .open(governor)) {
            assertThat(BatchJob.<Integer, String>named("in")
                            .reader(ItemReader.of(input))
                            .processor(number -> String.format("%05d", number))
                            .writer(sort.writer())
                            .workers(2)
                            .run(governor)
                            .complete())
                    .isTrue();
            assertThat(BatchJob.<String, String>named("out")
                            .reader(sort.reader())
                            .processor(text -> text)
                            .writer(read::addAll)
                            .workers(1)
                            .run(governor)
                            .complete())
                    .isTrue();
        }
        assertThat(read).hasSize(20_000).isSorted();
        assertThat(read.get(19_999)).isEqualTo("19999");
    }
}
