package io.memsafe.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderReaderTest {
    @TempDir
    private Path root;

    private void write(String... names) throws IOException {
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    /** The names of what is left. */
    static List<String> rest(ItemReader<FileEntry> reader) throws Exception {
        List<String> names = new ArrayList<>();
        for (FileEntry entry = reader.read(); entry != null; entry = reader.read()) {
            names.add(entry.name());
        }
        assertThat(reader.read()).isNull();
        return names;
    }

    @Test
    void filesComeInTheOrderOfTheirNamesThoseOfFoldersInItToo() throws Exception {
        write("b", "a/z", "a/b/c", "a.txt", "c/1", "é");
        Files.createDirectories(root.resolve("empty"));
        assertThat(rest(ItemReader.folder(root))).containsExactly("a/b/c", "a/z", "a.txt", "b", "c/1", "é");
    }

    @Test
    void anEntryHasNameSizeFileAndContent() throws Exception {
        write("in/a");
        FileEntry entry = ItemReader.folder(root).read();
        assertThat(entry.name()).isEqualTo("in/a");
        assertThat(entry.size()).isEqualTo(4);
        assertThat(entry.path()).contains(root.resolve("in/a"));
        assertThat(entry).hasToString(root + "/in/a");
        try (InputStream content = entry.open()) {
            assertThat(content.readAllBytes()).isEqualTo("in/a".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aPatternChooses() throws Exception {
        write("a.csv", "a.txt", "in/b.csv");
        assertThat(rest(ItemReader.folder(root).matching("**.csv"))).containsExactly("a.csv", "in/b.csv");
        assertThat(rest(ItemReader.folder(root).matching("*.csv"))).containsExactly("a.csv");
        assertThatThrownBy(() -> ItemReader.folder(root).matching("{a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'{a'");
    }

    @Test
    void linksToFilesAreReadAndThoseToFoldersNotFollowed() throws Exception {
        write("in/a");
        Files.createSymbolicLink(root.resolve("file"), root.resolve("in/a"));
        Files.createSymbolicLink(root.resolve("in/loop"), root);
        assertThat(rest(ItemReader.folder(root))).containsExactly("file", "in/a");
    }

    @Test
    void aFileThatIsGoneIsNamedAndCanBeSteppedOver() throws Exception {
        write("a", "b", "c");
        ItemReader<FileEntry> reader = ItemReader.folder(root);
        assertThat(reader.read().name()).isEqualTo("a");
        Files.delete(root.resolve("b"));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(reader::read)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("/b");
        }
        assertThat(reader.skip()).isEqualTo(root.resolve("b").toString());
        assertThat(reader.checkpointInfo()).isEqualTo("b");
        assertThat(rest(reader)).containsExactly("c");
    }

    @Test
    void aFolderThatIsNoneEndsTheJob() throws Exception {
        write("a");
        assertThatThrownBy(() -> ItemReader.folder(root.resolve("b")).read())
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("/b");
        ItemReader<FileEntry> file = ItemReader.folder(root.resolve("a"));
        assertThatThrownBy(file::read).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(file::skip).hasMessageContaining("the folder itself cannot be read");
    }

    @Test
    void aLaterRunGoesOnBehindEachFile() throws Exception {
        write("a/b/c", "a/b/d", "a/c", "a.x", "b", "c/a/a", "d");
        List<String> all = rest(ItemReader.folder(root));
        for (int read = 0; read <= all.size(); read++) {
            ItemReader<FileEntry> first = ItemReader.folder(root);
            for (int i = 0; i < read; i++) {
                first.read();
            }
            ItemReader<FileEntry> second = ItemReader.folder(root);
            second.open(first.checkpointInfo());
            assertThat(second.checkpointInfo()).isEqualTo(first.checkpointInfo());
            assertThat(rest(second)).as("after %d", read).isEqualTo(all.subList(read, all.size()));
        }
    }

    @Test
    void whatHasComeBehindTheLastFileIsReadAndWhatHasGoneIsNoMatter() throws Exception {
        write("a", "b/m", "c");
        ItemReader<FileEntry> first = ItemReader.folder(root);
        first.read();
        assertThat(first.read().name()).isEqualTo("b/m");
        Files.delete(root.resolve("b/m"));
        write("0", "b/a", "b/z", "b.x");
        ItemReader<FileEntry> second = ItemReader.folder(root);
        second.open(first.checkpointInfo());
        assertThat(rest(second)).containsExactly("b/z", "b.x", "c");
        Files.delete(root.resolve("b/a"));
        Files.delete(root.resolve("b/z"));
        Files.delete(root.resolve("b"));
        write("b");
        ItemReader<FileEntry> third = ItemReader.folder(root);
        third.open(first.checkpointInfo());
        assertThat(rest(third)).as("a file in place of the folder").containsExactly("b.x", "c");
        Files.delete(root.resolve("a"));
        write("a/new");
        ItemReader<FileEntry> fourth = ItemReader.folder(root);
        fourth.open("a");
        assertThat(rest(fourth)).as("a folder in place of the file").containsExactly("a/new", "b", "b.x", "c");
    }

    @Test
    void aLargeFolderIsReadWhole() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            names.add(Integer.toString(i));
            Files.createFile(root.resolve(names.get(i)));
        }
        Collections.sort(names);
        assertThat(rest(ItemReader.folder(root))).isEqualTo(names);
    }
}
