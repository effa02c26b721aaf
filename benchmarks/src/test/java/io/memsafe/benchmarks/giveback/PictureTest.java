package io.memsafe.benchmarks.giveback;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.child.Part;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PictureTest {
    private static final int MOST_BYTES = 100_000;

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void aLongRunIsWellFormedAndSmall() throws Exception {
        Script script = new Script().pace(1_000).event(Kind.BASELINE).run(5).event(Kind.PRESSURE);
        for (int i = 0; i < 30; i++) {
            script.level(i % 2 == 0 ? PressureLevel.CRITICAL : PressureLevel.NORMAL);
            script.held(Part.PRODUCTS, i).heap(10L * i, 200).run(2);
        }
        script.event(Kind.FULL).run(1).event(Kind.DROP).run(5).event(Kind.END);
        String svg = Picture.of("a & b", script.recording());
        assertThat(parsed(svg).getDocumentElement().getTextContent())
                .contains("a & b", "EMERGENCY", "let go", Part.DIRECT.label());
        assertThat(svg.length()).isLessThan(MOST_BYTES);
    }

    @Test
    void aRunThatEndedUnderPressureIsDrawnToo() throws Exception {
        Script script = new Script()
                .pace(1_000)
                .event(Kind.BASELINE)
                .run(1)
                .event(Kind.PRESSURE)
                .run(1);
        assertThat(parsed(Picture.of("died", script.recording()))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }
}
