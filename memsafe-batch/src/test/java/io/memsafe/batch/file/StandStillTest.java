package io.memsafe.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.batch.ItemReader;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Memory runs out at every byte and in every call once; no record may be lost, doubled, or torn. */
class StandStillTest {
    private static final String CSV = "id,name\r\n1,\"a\nb\"\"c\"\n\n2,d\n3,\"e,f\"\r\n4,g";
    private static final byte[] BYTES = CSV.getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path file;
    private List<Map<String, String>> expected;

    @BeforeEach
    void write() throws Exception {
        file = Files.write(folder.resolve("input.csv"), BYTES);
        expected = new ArrayList<>();
        readAll(ItemReader.file(file).csv(), expected);
        assertThat(expected).hasSize(4);
    }

    /** Reads on after each error; returns how many there were. */
    private static int readAll(ItemReader<Map<String, String>> reader, List<Map<String, String>> into)
            throws Exception {
        int errors = 0;
        while (true) {
            try {
                Map<String, String> item = reader.read();
                if (item == null) {
                    reader.close();
                    return errors;
                }
                into.add(item);
            } catch (OutOfMemoryError e) {
                errors++;
            }
        }
    }

    private ItemReader<Map<String, String>> reader(
            RecordSource.Content content, RecordFormat<Map<String, String>> format) {
        return new RecordReader<>(file, new RecordSource(file, content, RecordScanner.csv(','), 1_000), format);
    }

    private static CsvFormat<Map<String, String>> csv() {
        return CsvFormat.maps(new Text(StandardCharsets.UTF_8), ',', List.of(), 1_000);
    }

    /** Hands out a few bytes at a time; the first of all streams that comes to a byte fails there, having lost some. */
    private static final class Faulty extends FilterInputStream {
        private final int portion;
        private final AtomicInteger faultAt;
        private int at;

        Faulty(byte[] content, int portion, AtomicInteger faultAt) {
            super(new ByteArrayInputStream(content));
            this.portion = portion;
            this.faultAt = faultAt;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, Math.min(portion, length));
            at += Math.max(0, read);
            if (faultAt.get() >= 0 && at > faultAt.get()) {
                faultAt.set(-1);
                throw new OutOfMemoryError("injected");
            }
            return read;
        }
    }

    @Test
    void aStreamThatFailsAtAnyByteLosesNothing() throws Exception {
        for (int portion : new int[] {1, 7, 1_000}) {
            for (int at = 0; at < BYTES.length; at++) {
                AtomicInteger faultAt = new AtomicInteger(at);
                List<Map<String, String>> items = new ArrayList<>();
                int errors = readAll(reader(() -> new Faulty(BYTES, portion, faultAt), csv()), items);
                assertThat(errors).isEqualTo(1);
                assertThat(items)
                        .as("error at byte %d in portions of %d", at, portion)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void anXmlFileThatFailsAtAnyByteLosesNothing() throws Exception {
        byte[] xml = "<l><item>1</item><x/><item a='b'>2<!-- c --><item/></item><item>3</item></l>"
                .getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < xml.length; at++) {
            AtomicInteger faultAt = new AtomicInteger(at);
            List<String> items = new ArrayList<>();
            int errors = 0;
            try (ItemReader<Element> reader =
                    new XmlReader(file, () -> new Faulty(xml, 1, faultAt), null, "item", 1_000)) {
                for (boolean more = true; more; ) {
                    try {
                        Element item = reader.read();
                        more = item != null;
                        items.addAll(more ? List.of(item.getTextContent()) : List.of());
                    } catch (OutOfMemoryError e) {
                        errors++;
                    }
                }
            }
            assertThat(errors).isEqualTo(1);
            assertThat(items).as("error at byte %d", at).containsExactly("1", "2", "3");
        }
    }

    @Test
    void aFileThatCannotBeOpenedAgainIsTriedAgain() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger faultAt = new AtomicInteger(20);
        List<Map<String, String>> items = new ArrayList<>();
        int errors = readAll(
                reader(
                        () -> {
                            if (opened.incrementAndGet() % 2 == 1) {
                                throw new OutOfMemoryError("injected");
                            }
                            return new Faulty(BYTES, 7, faultAt);
                        },
                        csv()),
                items);
        assertThat(errors).isEqualTo(3);
        assertThat(items).isEqualTo(expected);
    }

    @Test
    void aFormatThatFailsInAnyCallLosesNothing() throws Exception {
        for (int call = 1; call <= 5; call++) {
            AtomicInteger left = new AtomicInteger(call);
            CsvFormat<Map<String, String>> real = csv();
            RecordFormat<Map<String, String>> failing = new RecordFormat<>() {
                private void call() {
                    if (left.decrementAndGet() == 0) {
                        throw new OutOfMemoryError("injected");
                    }
                }

                @Override
                public boolean hasHeader() {
                    return true;
                }

                @Override
                public void header(byte[] bytes, int from, int length) throws Exception {
                    call();
                    real.header(bytes, from, length);
                }

                @Override
                public boolean isRecord(byte[] bytes, int from, int length) {
                    return real.isRecord(bytes, from, length);
                }

                @Override
                public Map<String, String> map(byte[] bytes, int from, int length) throws Exception {
                    call();
                    return real.map(bytes, from, length);
                }
            };
            List<Map<String, String>> items = new ArrayList<>();
            assertThat(readAll(reader(() -> new ByteArrayInputStream(BYTES), failing), items))
                    .isEqualTo(1);
            assertThat(items).as("error in call %d", call).isEqualTo(expected);
        }
    }

    @Test
    void aSkipThatFailsAtAnyByteStandsBeforeItsRecord() throws Exception {
        for (int at = 0; at < BYTES.length; at++) {
            AtomicInteger faultAt = new AtomicInteger(-1);
            ItemReader<Map<String, String>> reader = reader(() -> new Faulty(BYTES, 1, faultAt), csv());
            reader.read();
            faultAt.set(at);
            try {
                assertThat(reader.skip()).isEqualTo(file + ":4");
            } catch (OutOfMemoryError e) {
                List<Map<String, String>> rest = new ArrayList<>();
                readAll(reader, rest);
                assertThat(rest).isEqualTo(expected.subList(1, 4));
            }
        }
    }

    @Test
    void aFileThatBecameShorterIsNotTakenForItsEnd() throws Exception {
        InputStream[] broken = new InputStream[1];
        RecordSource.Content content = () -> {
            InputStream in = Compression.NONE.open(file);
            broken[0] = in;
            return in;
        };
        Path big = Files.writeString(folder.resolve("big"), "id\n" + "1234567\n".repeat(20_000));
        file = big;
        try (ItemReader<Map<String, String>> reader = reader(content, csv())) {
            for (int i = 0; i < 10_000; i++) {
                assertThat(reader.read()).isNotNull();
            }
            broken[0].close();
            Files.writeString(big, "id\n1\n");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20_000; i++) {
                            reader.read();
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(reader::read).hasMessageContaining("has become shorter");
        }
    }
}
