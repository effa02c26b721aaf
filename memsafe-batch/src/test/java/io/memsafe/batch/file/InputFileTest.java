package io.memsafe.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputFileTest {
    @TempDir
    private Path folder;

    record Customer(int id, String name) {}

    private Path file(String content) throws IOException {
        return file(Compression.NONE, content);
    }

    private Path file(Compression compression, String content) throws IOException {
        Path file = folder.resolve("input"
                + switch (compression) {
                    case NONE -> "";
                    case GZIP -> ".gz";
                    case ZSTD -> ".zst";
                });
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = switch (compression) {
                    case NONE -> raw;
                    case GZIP -> new GZIPOutputStream(raw);
                    case ZSTD -> new ZstdOutputStream(raw);
                }) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static <I> List<I> all(ItemReader<I> reader) throws Exception {
        List<I> items = new ArrayList<>();
        for (I item = reader.read(); item != null; item = reader.read()) {
            items.add(item);
        }
        assertThat(reader.read()).as("the end stays the end").isNull();
        reader.close();
        return items;
    }

    @ParameterizedTest
    @EnumSource
    void linesComeWithoutTheirEnds(Compression compression) throws Exception {
        assertThat(all(ItemReader.file(file(compression, "a\r\n\nb\rc\nä€\n")).lines()))
                .containsExactly("a", "", "b\rc", "ä€");
    }

    @Test
    void theLastLineNeedsNoEnd() throws Exception {
        assertThat(all(ItemReader.file(file("a\nb")).lines())).containsExactly("a", "b");
    }

    @Test
    void anEmptyFileHasNoLines() throws Exception {
        assertThat(all(ItemReader.file(file("")).lines())).isEmpty();
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstRecord() throws Exception {
        assertThat(all(ItemReader.file(file("\uFEFF\"id\",name\n1,x\n")).csv()))
                .containsExactly(Map.of("id", "1", "name", "x"));
    }

    @Test
    void aLineMayBeMuchLongerThanTheBuffer() throws Exception {
        String giant = "x".repeat(5_000_000);
        assertThat(all(ItemReader.file(file("a\n" + giant + "\nb\n" + giant)).lines()))
                .containsExactly("a", giant, "b", giant);
    }

    @Test
    void fieldsMayHoldQuotesSeparatorsAndLineEnds() throws Exception {
        Path file = file("id,name\n1,\"a \"\"b\"\", c\nd\"\n2,e\"f\n\n3,\"\"\n");
        assertThat(all(ItemReader.file(file).csv(Customer.class)))
                .containsExactly(new Customer(1, "a \"b\", c\nd"), new Customer(2, "e\"f"), new Customer(3, ""));
    }

    @Test
    void columnsCanBeGivenInsteadOfAHeader() throws Exception {
        assertThat(all(ItemReader.file(file("1;x\n2;y"))
                        .separator(';')
                        .columns("id", "name")
                        .csv(Customer.class)))
                .containsExactly(new Customer(1, "x"), new Customer(2, "y"));
    }

    @Test
    void jsonLinesBecomeObjects() throws Exception {
        Path file = file("{\"id\":1,\"name\":\"x\"}\n \n{\"id\":2,\"name\":\"ä\"}\n");
        assertThat(all(ItemReader.file(file).jsonLines(Customer.class)))
                .containsExactly(new Customer(1, "x"), new Customer(2, "ä"));
    }

    @Test
    void otherCharsetsAreDecoded() throws Exception {
        Path file = folder.resolve("latin");
        Files.write(file, "id,name\n1,ä\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(all(ItemReader.file(file)
                        .charset(StandardCharsets.ISO_8859_1)
                        .csv(Customer.class)))
                .containsExactly(new Customer(1, "ä"));
    }

    @Test
    void aCharsetWithoutSingleByteLineEndsIsRefused() {
        assertThatThrownBy(() -> ItemReader.file(Path.of("x"))
                        .charset(StandardCharsets.UTF_16LE)
                        .lines())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UTF-16LE");
    }

    @Test
    void malformedTextIsABadRecord() throws Exception {
        Path file = folder.resolve("mixed");
        Files.write(file, "ok\nä\n\uFFFD\n".getBytes(StandardCharsets.ISO_8859_1));
        try (ItemReader<String> reader = ItemReader.file(file).lines()) {
            assertThat(reader.read()).isEqualTo("ok");
            assertThatThrownBy(reader::read)
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageContaining(file + ":2: ");
        }
        assertThat(all(ItemReader.file(file("\uFFFD")).lines()))
                .as("a replacement character that is in the file")
                .containsExactly("\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"x\"}", "{\"id\":1} {}", "null", "{"})
    void aBadJsonRecordIsSteppedOver(String bad) throws Exception {
        Path file = file("{\"id\":1}\n" + bad + "\n{\"id\":3}\n");
        assertBadSecondRecord(file, ItemReader.file(file).jsonLines(Customer.class), 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x,\"y\nz\"", "2", "2,y,z"})
    void aBadCsvRecordIsSteppedOver(String bad) throws Exception {
        Path file = file("id,name\n1,x\n" + bad + "\n3,z\n");
        assertBadSecondRecord(file, ItemReader.file(file).csv(Customer.class), 3);
    }

    private static void assertBadSecondRecord(Path file, ItemReader<Customer> reader, int line) throws Exception {
        assertThat(reader.read()).extracting(Customer::id).isEqualTo(1);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(reader::read)
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageStartingWith(file + ":" + line + ": the record is malformed");
        }
        assertThat(reader.skip()).isEqualTo(file + ":" + line);
        assertThat(all(reader)).extracting(Customer::id).containsExactly(3);
    }

    @ParameterizedTest
    @EnumSource
    void aRecordThatIsTooLongIsSteppedOver(Compression compression) throws Exception {
        Path file = file(compression, "id,name\n1,x\n2,\"" + "long\n".repeat(50_000) + "\"\n3,z\n");
        assertTooLong(file, ItemReader.file(file).longestRecord(1_000).csv(Customer.class));
        assertTooLong(file, ItemReader.file(file).longestRecord(100_000).csv(Customer.class));
    }

    private static void assertTooLong(Path file, ItemReader<Customer> reader) throws Exception {
        assertThat(reader.read()).isEqualTo(new Customer(1, "x"));
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(reader::read)
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageStartingWith(file + ":3: the record is longer than ");
        }
        assertThat(reader.skip()).isEqualTo(file + ":3");
        assertThat(all(reader)).containsExactly(new Customer(3, "z"));
    }

    @Test
    void aRecordOfJustTheLengthAllowedIsRead() throws Exception {
        assertThat(all(ItemReader.file(file("abc\nabc")).longestRecord(3).lines()))
                .containsExactly("abc", "abc");
        assertThatThrownBy(
                        () -> all(ItemReader.file(file("abcd")).longestRecord(3).lines()))
                .isInstanceOf(BadRecordException.class);
    }

    @Test
    void aQuoteThatIsNeverClosedIsNotSteppedOver() throws Exception {
        Path file = file("id,name\n1,x\n2,\"y\n3,z\n");
        try (ItemReader<Customer> reader = ItemReader.file(file).csv(Customer.class)) {
            assertThat(reader.read()).isEqualTo(new Customer(1, "x"));
            assertThatThrownBy(reader::read)
                    .hasMessageStartingWith(file + ":3: ")
                    .hasMessageContaining("quote");
            assertThatThrownBy(reader::skip)
                    .hasMessageStartingWith(file + ":3: ")
                    .hasMessageContaining("quote");
            assertThatThrownBy(reader::read).hasMessageStartingWith(file + ":3: ");
        }
    }

    @Test
    void aHeaderWithTheSameColumnTwiceIsRefused() throws Exception {
        ItemReader<Map<String, String>> reader =
                ItemReader.file(file("id,id\n1,2\n")).csv();
        assertThatThrownBy(reader::read).hasMessageContaining(":1: ").hasMessageContaining("'id' twice");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(
                        () -> ItemReader.file(folder.resolve("nothing")).lines().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nothing");
    }

    @ParameterizedTest
    @EnumSource
    void readingGoesOnAtAnyCheckpoint(Compression compression) throws Exception {
        Path file = file(compression, "id,name\n1,\"a\nb\"\n2,c\n\n3,d");
        List<Customer> expected = all(ItemReader.file(file).csv(Customer.class));
        for (int before = 0; before <= 3; before++) {
            String info;
            try (ItemReader<Customer> first = ItemReader.file(file).csv(Customer.class)) {
                for (int i = 0; i < before; i++) {
                    first.read();
                }
                info = first.checkpointInfo();
            }
            ItemReader<Customer> second = ItemReader.file(file).csv(Customer.class);
            second.open(info);
            assertThat(second.checkpointInfo()).isEqualTo(info);
            assertThat(all(second)).isEqualTo(expected.subList(before, 3));
        }
    }

    @Test
    void aKeyCountsTheLinesBeforeTheCheckpointToo() throws Exception {
        Path file = file("{\"id\":1}\n\n{\"id\":2}\nbad\n");
        String info;
        try (ItemReader<Customer> first = ItemReader.file(file).jsonLines(Customer.class)) {
            first.read();
            first.read();
            info = first.checkpointInfo();
        }
        try (ItemReader<Customer> second = ItemReader.file(file).jsonLines(Customer.class)) {
            second.open(info);
            assertThatThrownBy(second::read).hasMessageStartingWith(file + ":4: ");
        }
    }

    @Test
    void aFileThatChangedSinceTheCheckpointIsRefused() throws Exception {
        Path file = file("a\nb\n");
        String info = ItemReader.file(file).lines().checkpointInfo();
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        assertThatThrownBy(() -> ItemReader.file(file).lines().open(info))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has changed since the checkpoint");
        assertThatThrownBy(() -> ItemReader.file(file).lines().open("7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'7'");
    }

    @Test
    void settingsOutOfBoundsAreNamed() {
        InputFile input = ItemReader.file(Path.of("x"));
        assertThatThrownBy(() -> input.longestRecord(0))
                .hasMessageContaining("longestRecord")
                .hasMessageContaining("0");
        assertThatThrownBy(() -> input.separator('"')).hasMessageContaining("separator");
        assertThatThrownBy(() -> input.columns("a", "a")).hasMessageContaining("[a, a]");
    }
}
