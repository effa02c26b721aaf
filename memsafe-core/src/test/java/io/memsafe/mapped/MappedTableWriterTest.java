package io.memsafe.mapped;

import static io.memsafe.mapped.Tables.WINDOW;
import static io.memsafe.mapped.Tables.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedTableWriterTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("prices.table");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void finishMustReplaceTheFileWhileTablesGoOnWithTheOldOne() throws IOException {
        Tables.write(file, WINDOW, Map.of("a", bytes("old")));
        try (MappedTable old = MappedTable.open(file)) {
            Tables.write(file, WINDOW, Map.of("a", bytes("new")));
            assertThat(old.get("a")).isEqualTo(bytes("old"));
            try (MappedTable fresh = MappedTable.open(file)) {
                assertThat(fresh.get("a")).isEqualTo(bytes("new"));
            }
        }
        assertThat(files()).containsExactly(file);
    }

    @Test
    void whatIsClosedUnfinishedMustLeaveNothingAndKeepTheOldFile() throws IOException {
        Tables.write(file, WINDOW, Map.of("a", bytes("old")));
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            writer.put("a", bytes("new"));
            assertThat(files()).hasSize(2);
        }
        assertThat(files()).containsExactly(file);
        try (MappedTable table = MappedTable.open(file)) {
            assertThat(table.get("a")).isEqualTo(bytes("old"));
        }
    }

    @Test
    void aKeyThatWasPutTwiceMustBeNamedAndLeaveNothing() throws IOException {
        assertThatIllegalStateException()
                .isThrownBy(() -> write(bytes("Zürich"), bytes("Bern"), bytes("Zürich")))
                .withMessageContaining("'Zürich'")
                .withMessageContaining("twice")
                .withMessageContaining(file.toString());
        assertThatIllegalStateException()
                .isThrownBy(() -> write(new byte[] {1, (byte) 0xFF}, new byte[] {1, (byte) 0xFF}))
                .withMessageContaining("0x01ff");
        assertThatIllegalStateException()
                .isThrownBy(() -> write(bytes("x".repeat(100)), bytes("x".repeat(100))))
                .withMessageContaining("'" + "x".repeat(64) + "'... (100 bytes)");
        assertThat(files()).isEmpty();
    }

    private void write(byte[]... keys) throws IOException {
        try (MappedTableWriter writer = MappedTableWriter.create(file)) {
            for (byte[] key : keys) {
                writer.put(key, key);
            }
            writer.finish();
        }
    }

    @Test
    void aKeyThatWasPutTwiceMustBeFoundAmongMany() throws IOException {
        Map<String, byte[]> entries = Tables.random(3, 5_000);
        String twice = entries.keySet().iterator().next();
        try (MappedTableWriter writer = MappedTableWriter.create(file, WINDOW)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                writer.put(entry.getKey(), entry.getValue());
            }
            writer.put(twice, bytes("again"));
            assertThatIllegalStateException().isThrownBy(writer::finish).withMessageContaining("'" + twice + "'");
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void aWriterThatHasEndedMustRefuseWork() throws IOException {
        MappedTableWriter writer = MappedTableWriter.create(file);
        writer.put("a", bytes("1"));
        writer.finish();
        assertThatIllegalStateException().isThrownBy(writer::finish).withMessageContaining(file.toString());
        writer.close();
        writer.close();
        assertThatIllegalStateException().isThrownBy(() -> writer.put("b", bytes("2")));
        assertThat(files()).containsExactly(file);
    }

    @Test
    void anEntryThatFitsIntoNoWindowMustBeRefusedWithTheBound() throws IOException {
        try (MappedTableWriter writer = MappedTableWriter.create(file, WINDOW)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.put("key", new byte[4_078]))
                    .withMessageContaining("4080 bytes")
                    .withMessageContaining("3 and 4078");
            writer.put("key", new byte[4_077]);
            writer.finish();
        }
        try (MappedTable table = MappedTable.open(file)) {
            assertThat(table.get("key")).hasSize(4_077);
        }
    }

    @Test
    void theSameEntriesMustMakeTheSameFile() throws IOException {
        Map<String, byte[]> entries = Tables.random(4, 1_000);
        byte[] first = Files.readAllBytes(Tables.write(file, WINDOW, entries));
        assertThat(Files.readAllBytes(Tables.write(file, WINDOW, entries))).isEqualTo(first);
    }

    @Test
    void aFolderThatIsNotThereMustBeAnErrorAtOnce() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> MappedTableWriter.create(folder.resolve("none/prices.table")));
    }
}
