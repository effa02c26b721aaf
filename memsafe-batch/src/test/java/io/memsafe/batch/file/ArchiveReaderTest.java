package io.memsafe.batch.file;

import static io.memsafe.batch.file.FolderReaderTest.rest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveReaderTest {
    private static final String CONTENT = "content of an entry that is long enough to be deflated, deflated, deflated";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("archive.zip");
    }

    private void write(Charset charset, String... names) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out, charset)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write((name.endsWith("/") ? "" : CONTENT).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }

    @Test
    void entriesComeInTheOrderOfTheArchiveAndCanBeOpenedLater() throws Exception {
        write(StandardCharsets.UTF_8, "z", "a/", "a/b.txt", "é");
        try (ItemReader<FileEntry> reader = ItemReader.archive(file)) {
            FileEntry first = reader.read();
            assertThat(rest(reader)).containsExactly("a/b.txt", "é");
            assertThat(first.name()).isEqualTo("z");
            assertThat(first.size()).isEqualTo(CONTENT.length());
            assertThat(first.path()).isEmpty();
            assertThat(first).hasToString(file + "!/z");
            for (int i = 0; i < 2; i++) {
                try (InputStream content = first.open()) {
                    assertThat(content).hasContent(CONTENT);
                }
            }
        }
    }

    @Test
    void aPatternChooses() throws Exception {
        write(StandardCharsets.UTF_8, "a.csv", "a.txt", "in/b.csv");
        try (ItemReader<FileEntry> reader = ItemReader.archive(file).matching("**.csv")) {
            assertThat(rest(reader)).containsExactly("a.csv", "in/b.csv");
        }
    }

    @Test
    void namesOfOldArchivesAreReadInTheirCharset() throws Exception {
        write(Charset.forName("IBM437"), "é");
        try (ItemReader<FileEntry> reader = ItemReader.archive(file).charset(Charset.forName("IBM437"))) {
            assertThat(rest(reader)).containsExactly("é");
        }
        assertThatThrownBy(() -> ItemReader.archive(file).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be opened as an archive in UTF-8");
    }

    @Test
    void damagedContentIsFoundAtItsEndHoweverItIsRead() throws Exception {
        write(StandardCharsets.UTF_8, "a");
        byte[] bytes = Files.readAllBytes(file);
        int crc = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\001\002") + 16;
        bytes[crc] ^= 1;
        Files.write(file, bytes);
        try (ItemReader<FileEntry> reader = ItemReader.archive(file)) {
            FileEntry entry = reader.read();
            assertDamaged(entry, InputStream::readAllBytes);
            assertDamaged(entry, content -> content.transferTo(OutputStream.nullOutputStream()));
            assertDamaged(entry, content -> content.skip(Long.MAX_VALUE));
            assertDamaged(entry, content -> {
                while (content.read() >= 0) {
                    assertThat(content.markSupported()).isFalse();
                }
            });
        }
    }

    private interface Use {
        void read(InputStream content) throws IOException;
    }

    private void assertDamaged(FileEntry entry, Use use) throws IOException {
        try (InputStream content = entry.open()) {
            assertThatThrownBy(() -> use.read(content))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(file + "!/a is damaged: its CRC-32 is ")
                    .hasMessageContaining("but its archive says");
        }
    }

    @Test
    void contentOfAnotherLengthIsDamaged() throws Exception {
        try (InputStream content = new VerifiedStream(InputStream.nullInputStream(), "x.zip!/a", 3, -1)) {
            assertThatThrownBy(content::readAllBytes)
                    .hasMessage("x.zip!/a is damaged: it has 0 bytes, but its archive says 3");
        }
        try (InputStream content = new VerifiedStream(InputStream.nullInputStream(), "x.zip!/a", -1, -1)) {
            assertThat(content.readAllBytes()).as("nothing is known of it").isEmpty();
        }
    }

    @Test
    void whatIsNoArchiveIsNamed() throws Exception {
        Files.writeString(file, "no archive");
        assertThatThrownBy(() -> ItemReader.archive(file).read())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " cannot be opened as an archive");
        Files.delete(file);
        assertThatThrownBy(() -> ItemReader.archive(file).read()).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLaterRunGoesOnBehindEachEntryOfTheSameArchiveOnly() throws Exception {
        write(StandardCharsets.UTF_8, "c", "d/", "d/a", "b");
        List<String> all = List.of("c", "d/a", "b");
        String last = "";
        for (int read = 0; read <= all.size(); read++) {
            try (ItemReader<FileEntry> first = ItemReader.archive(file);
                    ItemReader<FileEntry> second = ItemReader.archive(file)) {
                for (int i = 0; i < read; i++) {
                    first.read();
                }
                last = first.checkpointInfo();
                second.open(last);
                assertThat(rest(second)).as("after %d", read).isEqualTo(all.subList(read, all.size()));
            }
        }
        write(StandardCharsets.UTF_8, "c", "d");
        String before = last;
        assertThatThrownBy(() -> ItemReader.archive(file).open(before)).hasMessageContaining("has changed since");
    }

    @Test
    void anEntryCanBeSteppedOver() throws Exception {
        write(StandardCharsets.UTF_8, "a", "b", "c");
        try (ItemReader<FileEntry> reader = ItemReader.archive(file)) {
            reader.read();
            assertThat(reader.skip()).isEqualTo(file + "!/b");
            assertThat(rest(reader)).containsExactly("c");
            assertThatThrownBy(reader::skip).hasMessageContaining("there is no entry 3");
        }
    }
}
