package io.memsafe.examples.catalog;

import io.memsafe.fork.Collector;
import java.util.List;

/** The runs side by side, as aligned text. */
final class DemoTable {

    private static final String[] HEAD = {
        "", "heap", "items", "lost", "doubled", "errors", "contained", "seconds", "GC share", "peak RSS", "end"
    };

    private DemoTable() {}

    static String of(List<DemoRun> runs, Collector collector) {
        String[][] cells = new String[runs.size() + 1][];
        cells[0] = HEAD;
        for (int i = 0; i < runs.size(); i++) {
            cells[i + 1] = cells(runs.get(i));
        }
        int[] widths = new int[HEAD.length];
        for (String[] row : cells) {
            for (int column = 0; column < row.length; column++) {
                widths[column] = Math.max(widths[column], row[column].length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (String[] row : cells) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                boolean text = column == 0 || column == row.length - 1;
                String format = text ? "%-" + widths[column] + "s" : "%" + widths[column] + "s";
                line.append(column == 0 ? "" : "  ").append(String.format(format, row[column]));
            }
            table.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return table + footnote(collector);
    }

    private static String[] cells(DemoRun run) {
        Snapshot last = run.last();
        return new String[] {
            run.name(),
            run.heap(),
            run.stored() < 0 ? "?" : "%,d".formatted(run.stored()),
            "%,d".formatted(run.lost()),
            "%,d".formatted(run.doubled()),
            "%,d".formatted(last.memoryErrors()),
            "%,d".formatted(run.contained()),
            "%.1f".formatted(last.elapsedMillis() / 1000.0),
            "%d %%".formatted(last.gcMillis() * 100 / Math.max(1, last.elapsedMillis())),
            run.peakRssBytes() < 0 ? "?" : "%,d MB".formatted(run.peakRssBytes() >> 20),
            run.end()
        };
    }

    private static String footnote(Collector collector) {
        String share = collector == Collector.ZGC || collector == Collector.SHENANDOAH
                ? "in which a collection cycle ran, mostly beside the program"
                : "in which the program stood still for a collection";
        return "errors: OutOfMemoryErrors seen. seconds: the job alone, without its verification. GC share: share of them "
                + share + "." + System.lineSeparator();
    }
}
