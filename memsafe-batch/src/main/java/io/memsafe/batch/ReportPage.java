package io.memsafe.batch;

import java.util.Arrays;
import java.util.List;

/** A report as a page of HTML that needs no other file. Thread-safety: stateless. */
final class ReportPage {
    private static final double MEBIBYTE = 1 << 20;

    private static final String STYLE = """
            :root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --grid: #999; }
            @media (prefers-color-scheme: dark) { :root { --ink: #ddd; --paper: #161616; --grid: #777; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
                   max-width: 760px; margin: 2em auto; padding: 0 1em; }
            th { text-align: left; padding-right: 1.5em; vertical-align: top; font-weight: 600; white-space: nowrap; }
            figure { margin: 1.5em 0; } figcaption { font-weight: 600; } svg { width: 100%; }
            svg text { font-size: 11px; fill: var(--ink); }
            .axis { fill: none; stroke: var(--grid); } polyline { fill: none; stroke-width: 1.5; }
            .main { stroke: #1f77b4; } .bound { stroke: #888; stroke-dasharray: 4 3; }
            .WARNING { fill: #ffd54f55; } .CRITICAL { fill: #ff704355; } .EMERGENCY { fill: #d32f2f77; }
            """;

    private ReportPage() {}

    static String html(BatchReport report) {
        StringBuilder page = new StringBuilder(16_384);
        String title = "Batch job " + escaped(report.job());
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(title);
        page.append("</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n")
                .append(STYLE);
        page.append("</style></head>\n<body><h1>").append(title).append("</h1>\n<table>\n");
        ReportText.facts(report)
                .forEach((name, value) -> page.append("<tr><th>")
                        .append(escaped(name))
                        .append("</th><td>")
                        .append(escaped(value))
                        .append("</td></tr>\n"));
        page.append("</table>\n");
        charts(page, report.trace());
        return page.append("</body></html>\n").toString();
    }

    private static void charts(StringBuilder page, List<TracePoint> trace) {
        if (trace.size() < 2) {
            page.append("<p>The job was over too soon for charts.</p>\n");
            return;
        }
        page.append("<p>The colours behind the lines are levels above NORMAL: ");
        page.append("yellow WARNING, orange CRITICAL, red EMERGENCY.</p>\n");
        double[] rates = rates(trace);
        double fastest = Arrays.stream(rates).max().orElse(0);
        page.append(new ReportChart("Items a second", "", trace, fastest)
                .line("main", rates)
                .figure());
        double largest = trace.stream().mapToInt(TracePoint::chunkSize).max().orElse(0);
        page.append(new ReportChart("Chunk size, in items", "", trace, largest)
                .line("main", TracePoint::chunkSize)
                .figure());
        double capacity =
                trace.stream().mapToLong(TracePoint::capacityBytes).max().orElse(0) / MEBIBYTE;
        page.append(new ReportChart("Live set, and what it can reach (dashed)", " MiB", trace, capacity)
                .line("bound", point -> point.capacityBytes() / MEBIBYTE)
                .line("main", point -> point.liveBytes() / MEBIBYTE)
                .figure());
        double errors = trace.get(trace.size() - 1).containedErrors();
        if (errors > 0) {
            page.append(new ReportChart("OutOfMemoryErrors contained", "", trace, errors)
                    .line("main", TracePoint::containedErrors)
                    .figure());
        }
    }

    private static double[] rates(List<TracePoint> trace) {
        double[] rates = new double[trace.size()];
        double seconds = 0;
        long written = 0;
        for (int i = 0; i < rates.length; i++) {
            TracePoint point = trace.get(i);
            double since = ReportChart.seconds(point) - seconds;
            rates[i] = since > 0 ? (point.written() - written) / since : 0;
            seconds = ReportChart.seconds(point);
            written = point.written();
        }
        return rates;
    }

    private static String escaped(String raw) {
        return raw.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
