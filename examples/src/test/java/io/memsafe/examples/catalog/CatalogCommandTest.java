package io.memsafe.examples.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who gives the catalog something wrong, and the exit codes that scripts rely on. */
class CatalogCommandTest {
    @TempDir
    private Path folder;

    private ForkedResult catalog(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("--out", folder.resolve("out").toString()));
        all.addAll(List.of(arguments));
        return ForkedJvm.on(Jdk.running())
                .heap("128m")
                .ownClassPath()
                .temporaryFolder(folder)
                .main(Catalog.class.getName(), all.toArray(String[]::new))
                .run();
    }

    private static void assertRefused(ForkedResult result, String... words) {
        assertThat(result.exitCode()).as("%s", result).isEqualTo(2);
        assertThat(result.errorTail()).contains(words).doesNotContain("\tat ");
    }

    private Path input() throws IOException {
        Path input = Files.createDirectory(folder.resolve("input"));
        Files.writeString(input.resolve("note.txt"), "a text");
        Path classFile = Path.of("target", "classes", "io", "memsafe", "examples", "catalog", "Catalog.class");
        Files.copy(classFile, input.resolve("Whole.class"));
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(input.resolve("good.jar")))) {
            jar.putNextEntry(new ZipEntry("a/Whole.class"));
            jar.write(Files.readAllBytes(classFile));
        }
        return input;
    }

    @Test
    void aMissingFolderIsNamed() {
        assertRefused(catalog("--input", folder.resolve("nowhere").toString()), "nowhere");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertRefused(catalog("--worker", "2"), "--worker", "--help");
    }

    @Test
    void aNumberOfWorkersBelowOneIsNamed() {
        assertRefused(catalog("--workers", "0"), "--workers", "0");
    }

    @Test
    void anUnknownModuleIsNamed() {
        assertRefused(catalog("--modules", "java.bas"), "java.bas");
    }

    @Test
    void aDatabaseThatRefusesIsNamedWithItsReason() {
        assertRefused(
                catalog("--modules", "java.logging", "--jdbc-url", "jdbc:postgresql://127.0.0.1:1/none"),
                "jdbc:postgresql",
                "refused");
        assertRefused(catalog("--modules", "java.logging", "--jdbc-url", "jdbc:nothing:x"), "jdbc:nothing:x");
    }

    @Test
    void aCatalogWithContentIsNotOverwrittenUnasked() throws IOException {
        String input = input().toString();
        assertThat(catalog("--input", input).exitCode()).isZero();
        assertRefused(catalog("--input", input), "--overwrite");
        assertThat(catalog("--input", input, "--overwrite").exitCode()).isZero();
    }

    @Test
    void corruptEntriesGoToQuarantineAndTheRunGoesOn() throws IOException {
        Path input = input();
        byte[] whole = Files.readAllBytes(input.resolve("Whole.class"));
        Files.write(input.resolve("Truncated.class"), Arrays.copyOf(whole, whole.length / 2));
        byte[] jar = Files.readAllBytes(input.resolve("good.jar"));
        Files.write(input.resolve("torn.jar"), Arrays.copyOf(jar, jar.length / 2));
        ForkedResult result = catalog("--input", input.toString());
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(String.join("\n", result.lines()))
                .contains("Verified: 3 entries")
                .contains("2 corrupt entries");
        String quarantine = Files.readString(folder.resolve("out").resolve("quarantine.jsonl"));
        assertThat(quarantine).contains("Truncated.class", "torn.jar").contains("\"memory\":false");
    }

    @Test
    void aRunThatEndsIncompleteSaysSoWithOne() throws IOException {
        Path input = input();
        Path huge = input.resolve("Huge.class");
        Files.copy(input.resolve("Whole.class"), huge);
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(400L << 20); // three times the heap of the child
        }
        ForkedResult result = catalog("--input", input.toString());
        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
        assertThat(result.errorTail() + result.lines()).contains("want of memory");
        assertThat(Files.readString(folder.resolve("out").resolve("quarantine.jsonl")))
                .contains("Huge.class", "OutOfMemoryError", "\"memory\":true");
    }
}
