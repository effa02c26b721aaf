package io.memsafe.benchmarks.signals;

import static io.memsafe.PressureLevel.CRITICAL;
import static io.memsafe.PressureLevel.NORMAL;
import static io.memsafe.benchmarks.signals.Moments.MB;
import static io.memsafe.benchmarks.signals.Moments.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Peer;
import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import io.memsafe.benchmarks.stand.Svg;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class PictureTest {
    private static final int COLLECTORS = 11;
    private static final int MOST_BYTES = 200_000;

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    /** Half a minute in which everyone's alarm flaps all the time: as long as a strip can get. */
    private static Recording flapping() {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int alarms = i % 2 == 0 ? (1 << Peer.values().length) - 1 : 0;
            moments.add(Moments.at(
                    i * SECOND / 100, (i % 97 + 50) * MB, (i % 89 + 50) * MB, alarms, i % 2 == 0 ? NORMAL : CRITICAL));
        }
        return new Recording(Map.of(Mark.BEGIN, 0L, Mark.MAX_BYTES, 256 * MB, Mark.FIRST_ERROR, 20 * SECOND), moments);
    }

    private static String picture(Scenario scenario, int panels) {
        Map<Cell, Outcome> outcomes = new LinkedHashMap<>();
        for (int i = 0; i < panels; i++) {
            outcomes.put(
                    new Cell(Jdk.running(), "g1 & <" + i + ">", Collector.G1, List.of()),
                    new Outcome(scenario, "error", flapping()));
        }
        return Picture.of(scenario, outcomes);
    }

    @Test
    void everyScenarioIsWellFormed() throws Exception {
        for (Scenario scenario : Scenario.values()) {
            Document document = parsed(picture(scenario, 3));

            assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(document.getDocumentElement().getTextContent())
                    .contains(scenario.story(), "g1 & <2>", "EMERGENCY", Peer.QUAKE.label(), "error");
        }
    }

    @Test
    void elevenCollectorsStaySmallAtTheWorst() {
        assertThat(picture(Scenario.CHURN50, COLLECTORS).length()).isLessThan(MOST_BYTES);
    }

    @Test
    void aStripHasOneStretchForEachAlarm() {
        String svg = new Svg(100, 20, "strip")
                .strip(new double[] {10, 20.25, 40, 50}, 5, 10, "#000000")
                .document();

        assertThat(svg).contains("d=\"M10 10h10.3M40 10h10\"");
    }
}
