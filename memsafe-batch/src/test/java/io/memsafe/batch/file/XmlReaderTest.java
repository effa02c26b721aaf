package io.memsafe.batch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.batch.ItemReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class XmlReaderTest {
    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("input.xml"), content);
    }

    @Test
    void elementsComeOneByOneWithWhatIsInThem() throws Exception {
        Path file =
                file("<?xml version='1.0'?><!-- x --><a:list xmlns:a='urn:a'><item id='1'>x<b>y</b><!-- no -->z</item>"
                        + "<other><item id='2'><![CDATA[<&>]]><item>inner</item></item></other></a:list>");
        try (ItemReader<Element> reader = ItemReader.file(file).xml("item")) {
            Element first = reader.read();
            assertThat(first.getAttribute("id")).isEqualTo("1");
            assertThat(first.getTextContent()).isEqualTo("xyz");
            assertThat(first.getOwnerDocument().getDocumentElement()).isSameAs(first);
            assertThat(reader.read().getTextContent()).isEqualTo("<&>inner");
            assertThat(reader.read()).isNull();
            assertThat(reader.read()).isNull();
        }
    }

    @Test
    void nothingOutsideOfTheFileIsRead() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Path file = file("<!DOCTYPE l [<!ENTITY e SYSTEM '" + secret.toUri() + "'>]><l><item>&e;</item></l>");
        try (ItemReader<Element> reader = ItemReader.file(file).xml("item")) {
            assertThatThrownBy(reader::read)
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageContaining("document type");
        }
    }

    @Test
    void anElementThatIsTooLongIsSteppedOver() throws Exception {
        Path file = file("<l>\n<item>1</item>\n<item>" + "x".repeat(500_000) + "</item>\n<item>3</item></l>");
        try (ItemReader<Element> reader =
                ItemReader.file(file).longestRecord(1_000).xml("item")) {
            assertThat(reader.read().getTextContent()).isEqualTo("1");
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(reader::read)
                        .isInstanceOf(BadRecordException.class)
                        .hasMessageStartingWith(file + ":3: the element is longer than 1000 bytes");
            }
            assertThat(reader.skip()).isEqualTo(file + ":3");
            assertThat(reader.read().getTextContent()).isEqualTo("3");
            assertThat(reader.read()).isNull();
        }
    }

    @Test
    void whatIsNotWellFormedEndsTheReading() throws Exception {
        Path file = file("<l><item>1</item><item>2</l>");
        try (ItemReader<Element> reader = ItemReader.file(file).xml("item")) {
            assertThat(reader.read().getTextContent()).isEqualTo("1");
            assertThatThrownBy(reader::read)
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageContaining("malformed");
            assertThatThrownBy(reader::skip).isInstanceOf(BadRecordException.class);
            assertThatThrownBy(reader::read).isInstanceOf(BadRecordException.class);
        }
    }

    @Test
    void readingGoesOnAtACheckpoint() throws Exception {
        Path file = file("<l><item>1</item><item>2</item><item>3</item></l>");
        String info;
        try (ItemReader<Element> reader = ItemReader.file(file).xml("item")) {
            reader.read();
            reader.read();
            info = reader.checkpointInfo();
        }
        try (ItemReader<Element> reader = ItemReader.file(file).xml("item")) {
            reader.open(info);
            assertThat(reader.read().getTextContent()).isEqualTo("3");
            assertThat(reader.read()).isNull();
        }
        Files.writeString(file, "<l/>");
        assertThatThrownBy(() -> ItemReader.file(file).xml("item").open(info)).hasMessageContaining("has changed");
    }

    @Test
    void theCharsetIsThatOfTheFileUnlessGiven() throws Exception {
        Path file = folder.resolve("latin.xml");
        Files.write(
                file,
                "<?xml version='1.0' encoding='ISO-8859-1'?><l><item>ä</item></l>"
                        .getBytes(StandardCharsets.ISO_8859_1));
        try (ItemReader<Element> reader = ItemReader.file(file).xml("item")) {
            assertThat(reader.read().getTextContent()).isEqualTo("ä");
        }
        Files.write(file, "<l><item>ä</item></l>".getBytes(StandardCharsets.UTF_16LE));
        try (ItemReader<Element> reader =
                ItemReader.file(file).charset(StandardCharsets.UTF_16LE).xml("item")) {
            assertThat(reader.read().getTextContent()).isEqualTo("ä");
        }
    }
}
