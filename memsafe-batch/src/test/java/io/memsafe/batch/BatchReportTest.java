package io.memsafe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsafe.MemoryGovernor;
import io.memsafe.PressureLevel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class BatchReportTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    private static BatchReport report(List<TracePoint> trace) {
        return new BatchReport(
                "a <job> & more",
                BatchStatus.FAILED,
                Duration.ofSeconds(10),
                1_000,
                900,
                50,
                7,
                2,
                11,
                4,
                3,
                40,
                1,
                64,
                2,
                5 << 20,
                new PhaseTimes(SECOND, SECOND.multipliedBy(2), SECOND.multipliedBy(3)),
                new Waits(SECOND, SECOND.multipliedBy(4), Duration.ZERO),
                trace,
                Guarantee.AT_LEAST_ONCE,
                List.of("the newest checkpoint was torn"),
                new IOException("disk \"full\"\n"));
    }

    private static List<TracePoint> trace() {
        return List.of(
                new TracePoint(SECOND, 100, 8, 10 << 20, 60 << 20, 0, PressureLevel.NORMAL),
                new TracePoint(SECOND.multipliedBy(2), 500, 16, 50 << 20, 60 << 20, 1, PressureLevel.CRITICAL),
                new TracePoint(SECOND.multipliedBy(3), 950, 64, 20 << 20, 60 << 20, 3, PressureLevel.NORMAL));
    }

    @Test
    void asAStringItHasTheCountsAndNotTheTrace() {
        assertThat(report(trace()).toString())
                .startsWith("BatchReport[job=a <job> & more, status=FAILED, complete=false, elapsed=PT10S, read=1000,")
                .contains("written=900", "quarantinedForMemory=2", "waited=PT5S", "notes=[the newest", "disk \"full\"")
                .doesNotContain("TracePoint");
    }

    @Test
    void thePageIsWellFormedAndShowsWhatHappened() throws Exception {
        String html = report(trace()).html();
        Document page = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(
                        new StringReader(html.substring(html.indexOf("<body>"), html.indexOf("</html>")))));
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(4);
        assertThat(page.getDocumentElement().getTextContent())
                .contains(
                        "a <job> & more",
                        "FAILED, not complete",
                        "900 written",
                        "for bytes in flight 4.0 s",
                        "disk",
                        "11 items by earlier runs",
                        "was torn");
        assertThat(html)
                .as("the critical second")
                .contains("<rect class=\"CRITICAL\"")
                .doesNotContain("http://", "https://");
    }

    @Test
    void aJobThatWasOverAtOnceHasAPageWithoutCharts() {
        assertThat(report(List.of()).html()).contains("too soon for charts").doesNotContain("<svg");
    }

    @Test
    void whatIsWrittenGoesByTheNameOfTheFile() throws IOException {
        BatchReport report = report(trace());
        for (String name : List.of("r.html", "r.json", "R.TXT")) {
            Path file = folder.resolve(name);
            Files.writeString(file, "old");
            report.write(file);
        }
        assertThat(folder.resolve("r.html")).hasContent(report.html());
        assertThat(folder.resolve("r.json")).hasContent(report.json());
        assertThat(folder.resolve("R.TXT")).hasContent(report.text());
        assertThat(folder.toFile().list()).as("nothing is left over").hasSize(3);
        assertThatThrownBy(() -> report.write(folder.resolve("r.pdf")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(".html, .json or .txt")
                .hasMessageContaining("r.pdf");
    }

    @Test
    void theJsonHasEveryFigure() {
        assertThat(report(trace()).json())
                .startsWith("{\"job\":\"a <job> & more\",\"status\":\"FAILED\",\"complete\":false")
                .contains("disk \\\"full\\\"\\u000a", "\"waitedForBytesSeconds\":4.000", "\"writingSeconds\":3.000")
                .contains("\"resumed\":11,\"retried\":4,", "\"notes\":[\"the newest checkpoint was torn\"]")
                .contains("{\"elapsedSeconds\":2.000,\"written\":500,\"chunkSize\":16,\"liveBytes\":52428800,")
                .endsWith("\"level\":\"NORMAL\"}]}\n");
    }

    @Test
    void aRunFillsItsReportAndItsMeters() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        BatchMetrics metrics = new BatchMetrics(registry);
        List<BatchProgress> told = new ArrayList<>();
        BatchReport report;
        try (MemoryGovernor governor = MemoryGovernor.start()) {
            report = BatchJob.<Integer, byte[]>named("filled")
                    .reader(ItemReader.of(IntStream.range(0, 1_000).boxed().toList()))
                    .processor(i -> i % 10 == 0 ? null : new byte[1_000])
                    .writer(rows -> {})
                    .progress(Duration.ofMillis(1), metrics)
                    .progress(Duration.ofHours(1), told::add)
                    .run(governor);
        }
        assertThat(report.allocatedBytes()).isGreaterThan(900_000);
        assertThat(report.times().processing()).isPositive();
        assertThat(report.trace()).isNotEmpty();
        TracePoint end = report.trace().get(report.trace().size() - 1);
        assertThat(end.written()).as("the end is in the trace").isEqualTo(1_000);
        assertThat(told).as("told once, at the end").hasSize(1);
        assertThat(registry.get("memsafe.batch.items")
                        .tags("job", "filled", "outcome", "filtered")
                        .functionCounter()
                        .count())
                .isEqualTo(100);
        assertThat(registry.get("memsafe.batch.waiting").gauge().value()).isZero();
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(BatchProgressBar.message(told.get(0))).contains("chunk ", "NORMAL");
    }
}
