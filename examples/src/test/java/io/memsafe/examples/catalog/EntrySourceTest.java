package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntrySourceTest {

    @TempDir
    Path given;

    Path folder;

    @BeforeEach
    void realFolder() throws IOException {
        folder = given.toRealPath();
    }

    @Test
    void readsFilesAndArchivesInTheOrderOfTheirNamesAndNumbersThem() throws Exception {
        Samples.folder(folder, false);

        List<Entry> entries = readAll();

        assertThat(entries)
                .extracting(Entry::key)
                .containsExactly(
                        folder + "!/classes/Object.class",
                        folder + "!/classes/deep/er/Map.class",
                        folder + "!/classes/empty",
                        folder + "!/classes/notes.txt",
                        folder + "/one.jar!/META-INF/MANIFEST.MF",
                        folder + "/one.jar!/java/lang/Object.class",
                        folder + "/two.jar!/META-INF/MANIFEST.MF",
                        folder + "/two.jar!/java/lang/Object.class",
                        folder + "/two.jar!/inner.jar");
        assertThat(entries).extracting(Entry::position).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void classesComeWithTheirBytesAndOtherFilesWithTheirHash() throws Exception {
        Samples.folder(folder, false);

        List<Entry> entries = readAll();

        assertThat(entries.get(0).content()).isEqualTo(Samples.classFile(Object.class));
        assertThat(entries.get(0).sha256()).isNull();
        assertThat(entries.get(2).content()).isNull();
        assertThat(entries.get(2).sha256())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(entries.get(3).size()).isEqualTo(5);
    }

    @Test
    void aReadThatFailsStandsStillUntilItIsSkipped() throws Exception {
        Samples.folder(folder, true);
        try (EntrySource source = new EntrySource(Input.paths(List.of(folder)))) {
            Entry cut = source.read();
            assertThat(cut.name()).isEqualTo("bad/Cut.class"); // cut class files are for the processor to find

            String broken = folder + "/bad/broken.jar";
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(source::read)
                        .isInstanceOf(CorruptInputException.class)
                        .hasMessageContaining(broken)
                        .hasMessageContaining("cannot be opened");
            }
            assertThat(source.skip()).isEqualTo(broken);

            Entry first = source.read();
            assertThat(first.name()).isEqualTo("a/First.class");
            assertThat(first.position()).isEqualTo(2);
            String second = folder + "/bad/entry.jar!/a/Second.txt";
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(source::read)
                        .isInstanceOf(CorruptInputException.class)
                        .hasMessageContaining(second);
            }
            assertThat(source.skip()).isEqualTo(second);
            assertThat(source.read().name()).isEqualTo("a/Third.class");
            assertThat(source.read().name()).isEqualTo("classes/Object.class");
        }
    }

    @Test
    void theEndIsTheEndOnEveryLaterCall() throws Exception {
        Files.writeString(folder.resolve("only"), "one");
        try (EntrySource source = new EntrySource(Input.paths(List.of(folder)))) {
            assertThat(source.read()).isNotNull();
            assertThat(source.read()).isNull();
            assertThat(source.read()).isNull();
        }
    }

    @Test
    void symbolicLinksAreNotFollowed() throws Exception {
        Files.createDirectories(folder.resolve("a"));
        Files.writeString(folder.resolve("a/file"), "one");
        Files.createSymbolicLink(folder.resolve("a/loop"), folder);
        Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a/file"));

        assertThat(readAll()).extracting(Entry::name).containsExactly("a/file");
    }

    @Test
    void entriesOfOneNameInOneArchiveAreReadEach() throws Exception {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("same-a", new byte[] {1});
        entries.put("same-b", new byte[] {2, 2});
        byte[] jar = Samples.jar(entries);
        for (int i = 0; i + 6 < jar.length; i++) {
            if (new String(jar, i, 6, java.nio.charset.StandardCharsets.ISO_8859_1).equals("same-b")) {
                jar[i + 5] = 'a';
            }
        }
        Files.write(folder.resolve("double.jar"), jar);

        assertThat(readAll()).extracting(Entry::size).containsExactly(1L, 2L);
    }

    @Test
    void aClassFileThatIsShorterThanTheDirectorySaysIsCorrupt() throws Exception {
        byte[] jar = Samples.jarWithCorruptEntry();
        Files.write(folder.resolve("short.jar"), java.util.Arrays.copyOf(jar, jar.length / 2));
        try (EntrySource source = new EntrySource(Input.paths(List.of(folder)))) {
            assertThatThrownBy(source::read).isInstanceOf(CorruptInputException.class);
            assertThat(source.skip()).isEqualTo(folder + "/short.jar");
            assertThat(source.read()).isNull();
        }
    }

    @Test
    void anArchiveMayBeGivenByItself() throws Exception {
        Path jar = folder.resolve("some.thing");
        Files.write(jar, Samples.jar(Map.of("a", new byte[3])));
        try (EntrySource source = new EntrySource(Input.paths(List.of(jar)))) {
            assertThat(source.read().key()).isEqualTo(jar + "!/a");
            assertThat(source.read()).isNull();
        }
    }

    @Test
    void aModuleOfTheClassLibraryIsReadWhole() throws Exception {
        try (EntrySource source = new EntrySource(Input.classLibrary(List.of("java.logging")))) {
            List<String> names = new ArrayList<>();
            for (Entry entry = source.read(); entry != null; entry = source.read()) {
                assertThat(entry.container()).isEqualTo("jrt:/java.logging");
                names.add(entry.name());
            }
            assertThat(names).contains("module-info.class", "java/util/logging/Logger.class");
        }
    }

    private List<Entry> readAll() throws Exception {
        List<Entry> entries = new ArrayList<>();
        try (EntrySource source = new EntrySource(Input.paths(List.of(folder)))) {
            for (Entry entry = source.read(); entry != null; entry = source.read()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
