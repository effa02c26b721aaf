package io.memsafe.batch.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.MemoryGovernor;
import io.memsafe.batch.BatchJob;
import io.memsafe.batch.BatchReport;
import io.memsafe.batch.ItemReader;
import io.memsafe.batch.ItemWriter;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.ForkedResult;
import io.memsafe.fork.Jdk;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files in child JVMs: with a heap that is too small for a record, and without the libraries of some formats. */
@Execution(ExecutionMode.CONCURRENT)
class FileForkedTest {
    private static final int LINES = 5_000;
    private static final int GIANT = 2_007;
    private static final int GIANT_BYTES = 50 << 20;
    private static final int FILES = 200;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"big.txt", "big.txt.gz"})
    void aRecordThatFitsIntoNoHeapIsSetAsideAlone(String name) throws Exception {
        Path file = folder.resolve(name);
        byte[] giant = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Compression.ofName(file).writing(Files.newOutputStream(file))) {
            for (int i = 1; i <= LINES; i++) {
                out.write((i + " " + "some text ".repeat(30)).getBytes(StandardCharsets.UTF_8));
                for (int written = 0; i == GIANT && written < GIANT_BYTES; written += giant.length) {
                    out.write(giant);
                }
                out.write('\n');
            }
        }
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .heap("32m")
                .ownClassPath()
                .main(SmallHeap.class.getName(), file.toString())
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines())
                .contains(
                        "status=COMPLETED",
                        "quarantined=" + file + ":" + GIANT,
                        "written=" + (LINES - 1),
                        "sum=" + ((long) LINES * (LINES + 1) / 2 - GIANT));
    }

    @Test
    void withoutItsLibraryOnlyTheFormatThatNeedsItIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("lines"), "a\nb\n");
        String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("jackson") && !entry.contains("zstd"))
                .collect(Collectors.joining(File.pathSeparator));
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .classPath(path)
                .main(Bare.class.getName(), file.toString())
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines())
                .containsExactly(
                        "lines: a",
                        "written",
                        "CSV needs the library tools.jackson.dataformat:jackson-dataformat-csv, which is not on the class"
                                + " path or module path",
                        "JSON needs the library tools.jackson.core:jackson-databind, which is not on the class path or"
                                + " module path",
                        "JSON needs the library tools.jackson.core:jackson-databind, which is not on the class path or"
                                + " module path",
                        "Zstandard files need the library com.github.luben:zstd-jni, which is not on the class path or"
                                + " module path");
    }

    /** Adds up the numbers at the start of the lines. */
    static final class SmallHeap {
        private SmallHeap() {}

        public static void main(String[] args) {
            AtomicLong sum = new AtomicLong();
            try (MemoryGovernor governor = MemoryGovernor.start()) {
                BatchReport report = BatchJob.<String, Long>named("lines")
                        .reader(ItemReader.file(Path.of(args[0])).lines())
                        .processor(line -> Long.valueOf(line.substring(0, line.indexOf(' '))))
                        .writer(numbers -> numbers.forEach(sum::addAndGet))
                        .workers(2)
                        .quarantine(item -> System.out.println("quarantined=" + item.key()))
                        .run(governor);
                System.out.println("status=" + report.status());
                System.out.println("failure=" + report.failure());
                System.out.println("written=" + report.written());
                System.out.println("sum=" + sum);
            }
        }
    }

    /** Uses what needs no library, then what does. */
    static final class Bare {
        private Bare() {}

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            try (ItemReader<String> reader = ItemReader.file(file).lines();
                    ItemWriter<String> writer =
                            ItemWriter.file(file.resolveSibling("copy.gz")).lines(line -> line)) {
                System.out.println("lines: " + reader.read());
                writer.write(List.of("a"));
                System.out.println("written");
            }
            refused(() -> ItemReader.file(file).csv());
            refused(() -> ItemReader.file(file).jsonLines(String.class));
            refused(() -> ItemWriter.file(file).jsonLines());
            refused(() -> ItemReader.file(Path.of("x.zst")).lines());
        }

        private static void refused(Runnable use) {
            try {
                use.run();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void aFolderAndAnArchiveLoseNoFileWhenTheHeapIsFull() throws Exception {
        Path files = folder.resolve("files");
        Path archive = folder.resolve("files.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (int i = 0; i < FILES; i++) {
                String name = "folder-" + i / 10 + "/file-" + i % 10;
                Path file = files.resolve(name);
                Files.createDirectories(file.getParent());
                Files.createFile(file);
                zip.putNextEntry(new ZipEntry(name));
                zip.closeEntry();
            }
        }
        ForkedResult result = ForkedJvm.on(Jdk.running())
                .collector(Collector.SERIAL)
                .heap("16m")
                .ownClassPath()
                .main(FullHeap.class.getName(), files.toString(), archive.toString())
                .run();
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.lines()).containsExactly("folder: errors, " + FILES, "archive: errors, " + FILES);
    }

    /** Reads names in a heap of which a little more is given back after each error. */
    static final class FullHeap {
        private static final int BLOCK = 2_000;
        private static final int ROUNDS = 3;

        private FullHeap() {}

        public static void main(String[] args) throws Exception {
            Path files = Path.of(args[0]);
            Path archive = Path.of(args[1]);
            count(ItemReader.folder(files)); // loads what is needed
            count(ItemReader.archive(archive));
            read("folder", () -> ItemReader.folder(files));
            read("archive", () -> ItemReader.archive(archive));
        }

        private static int count(ItemReader<FileEntry> reader) throws Exception {
            int count = 0;
            try (reader) {
                while (reader.read() != null) {
                    count++;
                }
            }
            return count;
        }

        private static void read(String what, Supplier<ItemReader<FileEntry>> readers) throws Exception {
            int errors = 0;
            int least = FILES;
            for (int round = 0; round < ROUNDS; round++) {
                Set<String> names = new LinkedHashSet<>(4 * FILES);
                try (ItemReader<FileEntry> reader = readers.get()) {
                    Deque<byte[]> ballast = new ArrayDeque<>(16 << 10);
                    fill(ballast);
                    FileEntry entry = null;
                    for (boolean more = true; more; ) {
                        try {
                            entry = entry == null ? reader.read() : entry; // or it could be lost right here
                            more = entry != null;
                            if (more && !names.add(entry.name())) {
                                throw new AssertionError("twice: " + entry);
                            }
                            entry = null;
                            if (names.size() % 20 == 0) {
                                fill(ballast);
                            }
                        } catch (OutOfMemoryError e) {
                            errors++;
                            ballast.poll();
                        }
                    }
                    ballast.clear(); // to close takes memory too
                }
                least = Math.min(least, names.size());
            }
            System.out.println(what + (errors > 0 ? ": errors, " : ": no errors, ") + least);
        }

        private static void fill(Deque<byte[]> ballast) {
            try {
                while (true) {
                    ballast.push(new byte[BLOCK]);
                }
            } catch (OutOfMemoryError e) {
                // That is what was wanted.
            }
        }
    }
}
