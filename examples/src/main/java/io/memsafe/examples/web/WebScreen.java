package io.memsafe.examples.web;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Both servers side by side, as aligned text: on a terminal in the same place again and again, elsewhere every five seconds.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class WebScreen {
    private static final int PLAIN_SECONDS = 5;
    private static final int WINDOW = 3;
    private static final int NAME = 34;
    private static final int COLUMN = 16;
    private static final int PERCENT = 100;

    private final WebSchedule schedule;
    private final List<WebSide> sides;
    private final PrintStream out;
    private final boolean isTerminal;
    private int linesShown;
    private int plainShown = -PLAIN_SECONDS;

    WebScreen(WebSchedule schedule, List<WebSide> sides, PrintStream out, boolean isTerminal) {
        this.schedule = schedule;
        this.sides = sides;
        this.out = out;
        this.isTerminal = isTerminal;
    }

    /** Shows how things stand after some seconds. */
    void show(int second) {
        if (!isTerminal && second - plainShown < PLAIN_SECONDS) {
            return;
        }
        plainShown = second;
        WebSchedule.Phase phase = schedule.phases().get(schedule.phaseOf(second));
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "second %d of %d: %s, %.1f times what fits into the heap",
                second,
                schedule.seconds(),
                phase.name(),
                phase.load()));
        lines.add(row("", WebSide::name));
        lines.addAll(rows(due -> due < second && due >= second - WINDOW));
        lines.add(row("heap in use", side -> side.usedPercent() + " %"));
        lines.add(row("level", WebSide::level));
        lines.add(row("OutOfMemoryErrors", side -> Long.toString(side.errors())));
        if (isTerminal && linesShown > 0) {
            out.print("\033[" + linesShown + "A\033[J");
        }
        lines.forEach(out::println);
        if (!isTerminal) {
            out.println();
        }
        linesShown = lines.size();
    }

    private List<String> rows(IntPredicate seconds) {
        List<WebSide.Count> counts =
                sides.stream().map(side -> side.count(seconds)).toList();
        return List.of(
                row("pages answered within 1 s", counts, count -> percent(count.pageRatio())),
                row("reports answered within 1 s", counts, count -> percent(count.reportRatio())),
                row("refused", counts, count -> percent(count.refusedRatio())),
                row("failed, late or without answer", counts, count -> percent(count.lostRatio())),
                row("99 % of answered pages took up to", counts, count -> millis(count.p99Millis())));
    }

    /** All of it, phase by phase. */
    void conclude() {
        int start = 0;
        for (WebSchedule.Phase phase : schedule.phases()) {
            int from = start;
            int to = start + phase.seconds();
            out.println();
            out.println(row(
                    String.format(Locale.ROOT, "%s, %d s, %.1f times", phase.name(), phase.seconds(), phase.load()),
                    WebSide::name));
            rows(second -> second >= from && second < to).forEach(out::println);
            start = to;
        }
        out.println();
        out.println(row("OutOfMemoryErrors that it told of", side -> Long.toString(side.errors())));
    }

    private String row(String name, Function<WebSide, String> value) {
        return row(name, sides, value);
    }

    private static <T> String row(String name, List<T> columns, Function<T, String> value) {
        StringBuilder line = new StringBuilder(String.format("%-" + NAME + "s", name));
        for (T column : columns) {
            line.append(String.format("%" + COLUMN + "s", value.apply(column)));
        }
        return line.toString().stripTrailing();
    }

    private static String percent(double ratio) {
        return String.format(Locale.ROOT, "%.1f %%", PERCENT * ratio);
    }

    private static String millis(double millis) {
        return Double.isNaN(millis) ? "-" : String.format(Locale.ROOT, "%,.0f ms", millis);
    }
}
