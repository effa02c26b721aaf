package io.memsafe.mapped;

import static io.memsafe.mapped.Tables.WINDOW;
import static io.memsafe.mapped.Tables.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedTableDamageTest {
    private static final int HEAD_CHECKED = 64;

    @TempDir
    Path folder;

    private Path file;
    private Map<String, byte[]> entries;
    private byte[] whole;

    @BeforeEach
    void writeATable() throws IOException {
        entries = Tables.random(5, 60);
        file = Tables.write(folder.resolve("rates.table"), 64 << 10, entries);
        whole = Files.readAllBytes(file);
    }

    private TableHeader header() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return TableHeader.read(channel, file);
        }
    }

    private void flip(int at, int bit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) (whole[at] ^ (1 << bit))}), at);
        }
    }

    private void restore(int at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(whole, at, 1), at);
        }
    }

    @Test
    void eachDamagedBitOfTheHeadMustBeSeenWhenItIsOpened() throws IOException {
        for (int bit = 0; bit < HEAD_CHECKED * Byte.SIZE; bit++) {
            flip(bit / Byte.SIZE, bit % Byte.SIZE);
            assertThatExceptionOfType(IOException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> MappedTable.open(file))
                    .withMessageContaining(file.toString());
            restore(bit / Byte.SIZE);
        }
        MappedTable.open(file).close();
    }

    @Test
    void eachDamagedByteMustGiveRightAnswersOrAnErrorAndBeFoundByVerify() throws IOException {
        TableHeader header = header();
        int failures = 0;
        for (int at = TableHeader.BYTES; at < whole.length; at++) {
            if (at >= header.entriesEnd() && at < header.indexStart()) {
                continue; // nothing is there
            }
            flip(at, at % Byte.SIZE);
            try (MappedTable table = MappedTable.open(file)) {
                failures += failures(table);
                assertThatExceptionOfType(UncheckedIOException.class)
                        .as("byte %d", at)
                        .isThrownBy(table::verify)
                        .withMessageContaining(file + " is damaged");
            }
            restore(at);
        }
        assertThat(failures).as("errors of look-ups").isGreaterThan(whole.length);
    }

    /** How many look-ups end with an error; the others give what is right. */
    private int failures(MappedTable table) {
        int failures = 0;
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            try {
                assertThat(table.get(entry.getKey())).isEqualTo(entry.getValue());
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining(file + " is damaged");
                failures++;
            }
            try {
                assertThat(table.get(entry.getKey() + "?")).isNull();
            } catch (UncheckedIOException e) {
                failures++;
            }
        }
        return failures;
    }

    @Test
    void aPageOfZerosMustBeDamage() throws IOException {
        TableHeader header = header();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate((int) (header.fileBytes() - header.indexStart())), header.indexStart());
        }
        try (MappedTable table = MappedTable.open(file)) {
            assertThat(entries.keySet())
                    .allSatisfy(key -> assertThatExceptionOfType(UncheckedIOException.class)
                            .isThrownBy(() -> table.containsKey(key)));
        }
    }

    @Test
    void damageInAnotherEntryMustNotHarm() throws IOException {
        flip(TableHeader.BYTES, 0); // the first entry that was put
        String first = entries.keySet().iterator().next();
        try (MappedTable table = MappedTable.open(file)) {
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> table.get(first));
            entries.keySet().stream()
                    .skip(1)
                    .forEach(key -> assertThatNoException().isThrownBy(() -> table.get(key)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, -4_096})
    void aFileOfAnotherLengthMustSayBothLengths(int more) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (more < 0) {
                channel.truncate(whole.length + more);
            } else {
                channel.write(ByteBuffer.allocate(more), whole.length);
            }
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedTable.open(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("has " + (whole.length + more) + " bytes")
                .withMessageContaining("should have " + whole.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "key,value\nDE,Germany\nFR,France\n"})
    void aForeignFileMustSayWhatWasFoundAndWhatWouldBeRight(String content) throws IOException {
        Files.write(file, bytes(content));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedTable.open(file))
                .withMessageContaining(file + " is no memsafe table")
                .withMessageContaining(
                        content.isEmpty()
                                ? "begins with nothing"
                                : content.startsWith("abc") ? "0x616263," : "0x6b65792c76616c75")
                .withMessageContaining("0x6d656d7361666554");
    }

    @Test
    void aNewerSchemaMustAskForANewerVersion() throws IOException {
        flip(11, 1);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedTable.open(file))
                .withMessageContaining("schema 3")
                .withMessageContaining("newer memsafe");
    }

    @Test
    void aTableThatIsNotFinishedMustNotBeOne() throws IOException {
        Path draft;
        try (MappedTableWriter writer = MappedTableWriter.create(folder.resolve("draft.table"), WINDOW)) {
            for (int i = 0; i < 10_000; i++) {
                writer.put("key " + i, bytes("value"));
            }
            try (var files = Files.list(folder)) {
                draft = files.filter(each -> each.toString().endsWith(".tmp"))
                        .findFirst()
                        .orElseThrow();
            }
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> MappedTable.open(draft))
                    .withMessageContaining("is no memsafe table")
                    .withMessageContaining("0x0000000000000000");
        }
    }
}
