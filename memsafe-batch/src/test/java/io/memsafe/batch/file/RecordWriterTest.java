package io.memsafe.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.batch.ItemReader;
import io.memsafe.batch.ItemWriter;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import io.memsafe.fork.RunningJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordWriterTest {
    @TempDir
    private Path folder;

    record Customer(int id, String name) {}

    private Path file(Compression compression) {
        return folder.resolve("out"
                + switch (compression) {
                    case NONE -> "";
                    case GZIP -> ".gz";
                    case ZSTD -> ".zst";
                });
    }

    private static List<String> lines(Path file) throws Exception {
        List<String> lines = new ArrayList<>();
        try (ItemReader<String> reader = ItemReader.file(file).lines()) {
            for (String line = reader.read(); line != null; line = reader.read()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static String text(Object item) {
        if (item.equals("poison")) {
            throw new OutOfMemoryError("injected");
        }
        return item.toString();
    }

    @ParameterizedTest
    @EnumSource
    void aChunkThatFailsAnywhereLeavesNothing(Compression compression) throws Exception {
        Path file = file(compression);
        try (ItemWriter<String> writer = ItemWriter.file(file).lines(RecordWriterTest::text)) {
            writer.write(List.of("a", "b"));
            List<String> big = new ArrayList<>(IntStream.range(0, 20_000)
                    .mapToObj(i -> "some longer line number " + i)
                    .toList());
            big.add("poison"); // after much of it is in the file
            assertThatThrownBy(() -> writer.write(big)).isInstanceOf(OutOfMemoryError.class);
            assertThat(lines(file)).containsExactly("a", "b");
            assertThatThrownBy(() -> writer.write(List.of("poison"))).isInstanceOf(OutOfMemoryError.class);
            writer.write(List.of("c"));
        }
        assertThat(lines(file)).containsExactly("a", "b", "c");
    }

    @ParameterizedTest
    @EnumSource
    void theLastChunkCanBeUndone(Compression compression) throws Exception {
        Path file = file(compression);
        try (RecordWriter<String> writer = ItemWriter.file(file).lines(RecordWriterTest::text)) {
            writer.write(List.of("a"));
            writer.write(List.of("b"));
            writer.undo();
            writer.write(List.of("c"));
        }
        assertThat(lines(file)).containsExactly("a", "c");
    }

    @ParameterizedTest
    @EnumSource
    void csvHasOneHeader(Compression compression) throws Exception {
        Path file = file(compression);
        try (RecordWriter<Customer> writer = ItemWriter.file(file).csv(Customer.class)) {
            writer.write(List.of(new Customer(1, "a,\"b\"\nc")));
            writer.undo();
            writer.write(List.of(new Customer(1, "a,\"b\"\nc")));
        }
        try (RecordWriter<Customer> writer = ItemWriter.file(file).append().csv(Customer.class)) {
            writer.write(List.of(new Customer(2, "ä")));
        }
        try (ItemReader<Customer> reader = ItemReader.file(file).csv(Customer.class)) {
            assertThat(reader.read()).isEqualTo(new Customer(1, "a,\"b\"\nc"));
            assertThat(reader.read()).isEqualTo(new Customer(2, "ä"));
            assertThat(reader.read()).isNull();
        }
    }

    @Test
    void jsonLinesAreReadBack() throws Exception {
        Path file = file(Compression.GZIP);
        try (RecordWriter<Customer> writer = ItemWriter.file(file).jsonLines()) {
            writer.write(List.of(new Customer(1, "a\nb"), new Customer(2, "c")));
        }
        try (ItemReader<Customer> reader = ItemReader.file(file).jsonLines(Customer.class)) {
            assertThat(reader.read()).isEqualTo(new Customer(1, "a\nb"));
            assertThat(reader.read()).isEqualTo(new Customer(2, "c"));
            assertThat(reader.read()).isNull();
        }
    }

    @Test
    void aFileThatHoldsSomethingIsNotTouchedUnasked() throws Exception {
        Path file = Files.writeString(file(Compression.NONE), "old\n");
        try (ItemWriter<String> writer = ItemWriter.file(file).lines(RecordWriterTest::text)) {
            assertThatThrownBy(() -> writer.write(List.of("new")))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("append()");
        }
        assertThat(lines(file)).containsExactly("old");
        try (ItemWriter<String> writer = ItemWriter.file(file).overwrite().lines(RecordWriterTest::text)) {
            writer.write(List.of("new"));
        }
        assertThat(lines(file)).containsExactly("new");
    }

    @Test
    void appendingCutsOffAnUnfinishedLine() throws Exception {
        Path file = Files.writeString(file(Compression.NONE), "a\n" + "x".repeat(20_000));
        try (ItemWriter<String> writer = ItemWriter.file(file).append().lines(RecordWriterTest::text)) {
            writer.write(List.of("b"));
        }
        assertThat(lines(file)).containsExactly("a", "b");
    }

    @Test
    void moreThanThereIsCannotBeKept() throws Exception {
        Path file = Files.writeString(file(Compression.NONE), "a\n");
        try (ItemWriter<String> writer = ItemWriter.file(file).keep(3).lines(RecordWriterTest::text)) {
            assertThatThrownBy(() -> writer.write(List.of("b")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has 2 bytes");
        }
    }

    @Test
    void twoWritersDoNotShareAFile() throws Exception {
        Path file = file(Compression.NONE);
        try (ItemWriter<String> first = ItemWriter.file(file).lines(RecordWriterTest::text);
                ItemWriter<String> second = ItemWriter.file(file).append().lines(RecordWriterTest::text)) {
            first.write(List.of("a"));
            assertThatThrownBy(() -> second.write(List.of("b"))).hasMessageContaining("being written by another");
        }
    }

    @Test
    void anInterruptedChunkLeavesNothingAndTheNextOneIsWritten() throws Exception {
        Path file = file(Compression.NONE);
        try (ItemWriter<String> writer = ItemWriter.file(file).lines(RecordWriterTest::text)) {
            writer.write(List.of("a"));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> writer.write(List.of("b"))).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            writer.write(List.of("c"));
        }
        assertThat(lines(file)).containsExactly("a", "c");
    }

    @Test
    void aLineWithAnEndInItIsRefused() throws Exception {
        Path file = file(Compression.NONE);
        try (ItemWriter<String> writer = ItemWriter.file(file).lines(RecordWriterTest::text)) {
            assertThatThrownBy(() -> writer.write(List.of("a\nb"))).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Files.size(file)).isZero();
    }

    /** Writes until it is killed; tells after each chunk how long the file is. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            try (RecordWriter<Integer> writer =
                    ItemWriter.file(Path.of(args[0])).lines(String::valueOf)) {
                for (int chunk = 0; ; chunk++) {
                    writer.write(IntStream.range(chunk * 1_000, (chunk + 1) * 1_000)
                            .boxed()
                            .toList());
                    System.out.println(writer.length());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAKillTheFileGoesOnWhereItIsKnownToBeWhole(Compression compression) throws Exception {
        Path file = file(compression);
        AtomicLong known = new AtomicLong();
        AtomicLong chunks = new AtomicLong();
        CountDownLatch some = new CountDownLatch(7);
        RunningJvm child = ForkedJvm.on(Jdk.running())
                .ownClassPath()
                .main(Child.class.getName(), file.toString())
                .onLine(line -> {
                    known.set(Long.parseLong(line));
                    chunks.incrementAndGet();
                    some.countDown();
                })
                .start();
        some.await();
        child.kill();
        child.await();
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.APPEND)) {
            open.write(ByteBuffer.wrap(new byte[] {'t', 'o', 'r', 'n'})); // what the kill may have left
        }
        int next = (int) chunks.get() * 1_000;
        try (RecordWriter<Integer> writer =
                ItemWriter.file(file).keep(known.get()).lines(String::valueOf)) {
            writer.write(List.of(next));
        }
        assertThat(lines(file))
                .isEqualTo(
                        IntStream.rangeClosed(0, next).mapToObj(String::valueOf).toList());
    }
}
