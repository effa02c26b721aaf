package io.memsafe.mapped;

import static io.memsafe.mapped.Tables.WINDOW;
import static io.memsafe.mapped.Tables.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedTableTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("countries.table");
    }

    private MappedTable table(Map<String, byte[]> entries) throws IOException {
        return MappedTable.open(Tables.write(file, WINDOW, entries));
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {WINDOW, 64 << 10, 1 << 30})
    void aTableMustAnswerAsAMapDoes(long windowBytes) throws IOException {
        Map<String, byte[]> entries = Tables.random(windowBytes, 20_000);
        try (MappedTable table = MappedTable.open(Tables.write(file, windowBytes, entries))) {
            assertThat(table.size()).isEqualTo(entries.size());
            entries.forEach((key, value) -> {
                assertThat(table.get(key)).isEqualTo(value);
                assertThat(table.containsKey(key)).isTrue();
                assertThat(table.<Boolean>find(key, found -> found.equals(ByteBuffer.wrap(value))))
                        .isTrue();
                assertThat(table.get(key + "?")).isNull();
                assertThat(table.containsKey("?" + key)).isFalse();
            });
            Map<String, byte[]> seen = new HashMap<>();
            table.forEach((key, value) -> {
                byte[] copy = new byte[value.remaining()];
                value.get(copy);
                assertThat(seen.put(text(key), copy)).isNull();
            });
            assertThat(seen).hasSameSizeAs(entries);
            assertThat(seen).allSatisfy((key, value) -> assertThat(value).isEqualTo(entries.get(key)));
            table.verify();
        }
    }

    @Test
    void entriesMustBeShownInTheOrderInWhichTheyWerePut() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Tables.random(1, 2_000).forEach(entries::put);
        List<String> shown = new ArrayList<>();
        try (MappedTable table = table(entries)) {
            table.forEach((key, value) -> shown.add(text(key)));
        }
        assertThat(shown).containsExactlyElementsOf(entries.keySet());
    }

    @Test
    void anEmptyTableMustHaveNothing() throws IOException {
        try (MappedTable table = table(Map.of())) {
            assertThat(table.size()).isZero();
            assertThat(table.get("")).isNull();
            assertThat(table.find("a", ByteBuffer::remaining)).isNull();
            table.forEach((key, value) -> assertThat(key).isNull());
            table.verify();
        }
    }

    @Test
    void anEmptyKeyAndAnEmptyValueMustBeFound() throws IOException {
        try (MappedTable table = table(Map.of("", bytes("of the empty key"), "none", new byte[0]))) {
            assertThat(table.get("")).isEqualTo(bytes("of the empty key"));
            assertThat(table.get("none")).isEmpty();
            assertThat(table.find("none", ByteBuffer::remaining)).isZero();
        }
    }

    @Test
    void aValueMayFillAWholeWindow() throws IOException {
        byte[] full = new byte[(int) WINDOW - Entries.HEAD_BYTES - 4];
        full[full.length - 1] = 7;
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("1st.", full);
        entries.put("2nd.", full);
        entries.put("3rd.", bytes("small"));
        try (MappedTable table = table(entries)) {
            assertThat(table.get("1st.")).isEqualTo(full);
            assertThat(table.get("2nd.")).isEqualTo(full);
            assertThat(table.get("3rd.")).isEqualTo(bytes("small"));
            table.verify();
        }
    }

    @Test
    void aLargeValueMustComeWhole() throws IOException {
        byte[] large = new byte[5 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        try (MappedTable table = MappedTable.open(Tables.write(file, 8 << 20, Map.of("large", large)))) {
            assertThat(table.get("large")).isEqualTo(large);
            assertThat(table.<Boolean>find("large", found -> found.equals(ByteBuffer.wrap(large))))
                    .isTrue();
            assertThat(table.<Integer>find("large", ByteBuffer::remaining)).isEqualTo(large.length);
        }
    }

    @Test
    void aCallbackMustGetAFreshReadOnlyView() throws IOException {
        try (MappedTable table = table(Map.of("a", new byte[] {0, 0, 1, 0}, "b", bytes("second")))) {
            table.find(
                    "b",
                    value -> value.order(ByteOrder.LITTLE_ENDIAN).position(3).mark());
            assertThat(table.<Integer>find("a", ByteBuffer::getInt)).isEqualTo(256);
            assertThatThrownBy(() -> table.find("a", value -> value.put(0, (byte) 1)))
                    .isInstanceOf(ReadOnlyBufferException.class);
            assertThat(table.get("a")).isEqualTo(new byte[] {0, 0, 1, 0});
        }
    }

    @Test
    void aViewThatWasKeptMustBeEmptyAndDoNoHarm() throws IOException {
        AtomicReference<ByteBuffer> kept = new AtomicReference<>();
        AtomicReference<ByteBuffer> slice = new AtomicReference<>();
        try (MappedTable table = table(Map.of("a", bytes("value")))) {
            table.find("a", value -> {
                kept.set(value);
                slice.set(value.slice());
                return value;
            });
            assertThat(kept.get().remaining()).isZero();
            assertThatThrownBy(() -> kept.get().get(0)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThat(slice.get().isDirect()).as("memory that can be unmapped").isFalse();
        assertThat(slice.get().get(0)).isEqualTo((byte) 'v');
    }

    @Test
    void aReadByCallbackMustMakeNoGarbage() throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] key = bytes("a");
        byte[] absent = bytes("b");
        try (MappedTable table = table(Map.of("a", new byte[1_000]))) {
            long before = 0;
            for (int i = 0; i < 20_000; i++) {
                if (i == 10_000) {
                    before = threads.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                }
                table.find(key, value -> Boolean.TRUE);
                table.find(absent, value -> Boolean.TRUE);
            }
            assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before)
                    .as("bytes of 20,000 reads")
                    .isLessThan(20_000);
        }
    }

    @Test
    void aCallbackMayReadTheTable() throws IOException {
        Map<String, byte[]> entries = Tables.random(2, 300);
        try (MappedTable table = table(entries)) {
            table.forEach((key, value) -> {
                String text = text(key);
                table.find(text, found -> {
                    assertThat(found).isEqualTo(value);
                    assertThat(table.get(text)).isEqualTo(entries.get(text));
                    return found;
                });
            });
            assertThat(deep(table, entries.keySet().toArray(String[]::new), 0)).isEqualTo(entries.size());
        }
    }

    /** Reads in reads, deeper than there are places at first. */
    private static int deep(MappedTable table, String[] keys, int at) {
        if (at == keys.length) {
            return 0;
        }
        Integer below = table.find(keys[at], value -> {
            byte[] before = new byte[value.remaining()];
            value.duplicate().get(before);
            int found = deep(table, keys, at + 1);
            assertThat(value).as("not overwritten by inner reads").isEqualTo(ByteBuffer.wrap(before));
            return found + 1;
        });
        return below == null ? Integer.MIN_VALUE : below;
    }

    @Test
    void anExceptionOfACallbackMustComeOutAndEndTheRead() throws IOException {
        MappedTable table = table(Map.of("a", bytes("1")));
        assertThatIllegalStateException()
                .isThrownBy(() -> table.find("a", value -> {
                    throw new IllegalStateException("of the caller");
                }))
                .withMessage("of the caller");
        table.close(); // would wait for ever otherwise
        assertThat(table.mappedBytes()).isZero();
    }

    @Test
    void readsAfterTheCloseMustBeRefused() throws IOException {
        MappedTable table = table(Map.of("a", bytes("1")));
        assertThat(table.mappedBytes()).isEqualTo(Files.size(file));
        table.close();
        table.close();
        List<Runnable> reads = List.of(
                () -> table.get("a"),
                () -> table.find("a", value -> value),
                () -> table.containsKey("a"),
                () -> table.forEach((key, value) -> {}),
                table::verify);
        assertThat(reads)
                .allSatisfy(read -> assertThatIllegalStateException()
                        .isThrownBy(read::run)
                        .withMessageContaining(file.toString())
                        .withMessageContaining("was closed"));
        assertThat(table.mappedBytes()).isZero();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aCallbackThatClosesItsTableMustGetAnErrorAndNoDeadlock() throws IOException {
        try (MappedTable table = table(Map.of("a", bytes("1")))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> table.find("a", value -> {
                        table.close();
                        return value;
                    }))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("callback");
            assertThat(table.get("a")).as("still open").isEqualTo(bytes("1"));
        }
    }

    @Test
    void aMissingFileMustBeNamedWithWhatMakesOne() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> MappedTable.open(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("MappedTableWriter");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedTable.open(folder))
                .withMessageContaining("is a folder");
    }
}
