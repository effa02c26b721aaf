package io.memsafe.benchmarks.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class HeapChartTest {
    @Test
    void everyCellIsAFieldAndAText() throws Exception {
        String svg = HeapChart.of(
                "heaps < 64 MB",
                List.of(16, 24, 32, 64),
                List.of("contestant", "phases", "tenant"),
                List.of(List.of("ten-lines-1w", "32", "-"), List.of("memsafe-1w", "24", "out of time")));
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1 + 4);
        assertThat(document.getElementsByTagName("text").getLength()).isEqualTo(1 + 2 + 2 + 4);
    }

    @Test
    void aSmallerHeapHasAnotherColourThanALargerOneAndThanNone() {
        List<Integer> heaps = List.of(16, 64);
        String small = HeapChart.of("", heaps, List.of("", "a"), List.of(List.of("x", "16")));
        String large = HeapChart.of("", heaps, List.of("", "a"), List.of(List.of("x", "64")));
        String none = HeapChart.of("", heaps, List.of("", "a"), List.of(List.of("x", "-")));
        assertThat(small.replace(">16<", "><")).isNotEqualTo(large.replace(">64<", "><"));
        assertThat(large.replace(">64<", "><")).isNotEqualTo(none.replace(">-<", "><"));
    }
}
