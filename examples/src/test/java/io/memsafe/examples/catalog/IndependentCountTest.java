package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndependentCountTest {

    @TempDir
    Path folder;

    @Test
    void agreesWithTheSourceOnTheWholeClassLibrary() throws Exception {
        List<Input> library = Input.classLibrary(List.of());

        Read read = read(library);
        IndependentCount count = IndependentCount.of(library, key -> false);
        Totals totals = Totals.of(library);

        assertThat(read.rejected).isEmpty();
        assertThat(count.checksum().toString()).isEqualTo(read.checksum.toString());
        assertThat(count.checksum().matches(read.checksum)).isTrue();
        assertThat(count.checksum().count()).isGreaterThan(500);
        assertThat(totals).isEqualTo(new Totals(read.checksum.count(), read.checksum.bytes()));
    }

    @Test
    void agreesOnAFolderWithJarsDuplicatesAndCorruptParts() throws Exception {
        List<Input> inputs = Input.paths(List.of(Samples.folder(folder, true)));

        Read read = read(inputs);
        IndependentCount count = IndependentCount.of(inputs, read.rejected::contains);

        assertThat(read.rejected).hasSize(2);
        assertThat(count.checksum().toString()).isEqualTo(read.checksum.toString());
        assertThat(count.setAside()).isEqualTo(2);
        assertThat(count.unreadable()).isZero();
    }

    @Test
    void findsByItselfWhatCannotBeRead() throws Exception {
        List<Input> inputs = Input.paths(List.of(Samples.folder(folder, true)));

        IndependentCount count = IndependentCount.of(inputs, key -> false);

        assertThat(count.unreadable()).isEqualTo(2);
    }

    @Test
    void aLostEntryADoubledOneAndAChangedOneGiveAnotherChecksum() {
        Checksum all = new Checksum();
        all.add("jar", "a", 1, "aa");
        all.add("jar", "b", 1, "bb");
        Checksum swapped = new Checksum();
        swapped.add("jar", "b", 1, "bb");
        swapped.add("jar", "a", 1, "aa");
        Checksum lost = new Checksum();
        lost.add("jar", "a", 1, "aa");
        Checksum doubled = new Checksum();
        doubled.add("jar", "a", 1, "aa");
        doubled.add("jar", "a", 1, "aa");
        Checksum changed = new Checksum();
        changed.add("jar", "a", 1, "aa");
        changed.add("jar", "b", 1, "cc");

        assertThat(all.matches(swapped)).isTrue();
        assertThat(all.matches(lost)).isFalse();
        assertThat(all.matches(doubled)).isFalse();
        assertThat(all.matches(changed)).isFalse();
    }

    @Test
    void archivesWithMoreThan65535EntriesAreCountedWhole() throws Exception {
        Path jar = folder.resolve("many.zip");
        try (ZipOutputStream zip = new ZipOutputStream(new FileOutputStream(jar.toFile()))) {
            zip.setLevel(0);
            for (int i = 0; i < 70_000; i++) {
                zip.putNextEntry(new ZipEntry("e" + i));
                zip.closeEntry();
            }
        }

        IndependentCount count = IndependentCount.of(Input.paths(List.of(jar)), key -> false);

        assertThat(count.checksum().count()).isEqualTo(70_000);
        assertThat(count.unreadable()).isZero();
    }

    @Test
    void archivesBehindOtherBytesAreFound() throws Exception {
        byte[] jar = Samples.jar(java.util.Map.of("a", new byte[] {1, 2, 3}));
        byte[] script = "#!/bin/sh\nexit\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Path file = folder.resolve("run.jar");
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            out.write(script);
            out.write(jar);
        }
        List<Input> inputs = Input.paths(List.of(file));

        assertThat(IndependentCount.of(inputs, key -> false).checksum().matches(read(inputs).checksum))
                .isTrue();
        assertThat(Files.size(file)).isEqualTo(script.length + jar.length);
    }

    private record Read(Checksum checksum, Set<String> rejected) {}

    private static Read read(List<Input> inputs) throws Exception {
        Checksum checksum = new Checksum();
        Set<String> rejected = new HashSet<>();
        try (EntrySource source = new EntrySource(inputs)) {
            while (true) {
                try {
                    Entry entry = source.read();
                    if (entry == null) {
                        return new Read(checksum, rejected);
                    }
                    byte[] content = entry.content();
                    String hash = content == null
                            ? entry.sha256()
                            : HexFormat.of().formatHex(Digests.sha256().digest(content));
                    checksum.add(entry.container(), entry.name(), entry.size(), hash);
                } catch (CorruptInputException e) {
                    rejected.add(source.skip());
                }
            }
        }
    }
}
