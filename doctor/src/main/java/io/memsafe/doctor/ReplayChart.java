package io.memsafe.doctor;

import io.memsafe.PressureLevel;
import io.memsafe.doctor.replay.ReplayResult;
import io.memsafe.doctor.replay.TimelineColumn;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A replay as one SVG picture: bands for the levels above NORMAL, the live set, and the heap in use. */
final class ReplayChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 220;
    private static final int LEFT = 60;
    private static final int RIGHT = 710;
    private static final int TOP = 30;
    private static final int BOTTOM = 180;
    private static final String STYLE =
            "text{font:12px sans-serif;fill:#333}polyline{fill:none;stroke-width:1.5}.live{stroke:#0b5cad}"
                    + ".used{stroke:#999}.rule{stroke:#999;stroke-dasharray:4 3}.axis{stroke:#333;fill:none}"
                    + ".WARNING{fill:#fff1b8}.CRITICAL{fill:#ffc9a3}.EMERGENCY{fill:#ff9a9a}";

    private final StringBuilder svg = new StringBuilder();
    private final List<TimelineColumn> columns;

    private ReplayChart(List<TimelineColumn> columns) {
        this.columns = columns;
    }

    static String of(ReplayResult result) {
        ReplayChart chart = new ReplayChart(result.columns());
        chart.head();
        chart.bands();
        chart.line("used", TimelineColumn::usedRatio);
        chart.line("live", TimelineColumn::pressureRatio);
        chart.rule(result.naiveRatio());
        Duration length = result.columnWidth().multipliedBy(result.columns().size());
        chart.labels(result, length);
        return chart.svg.append("</svg>\n").toString();
    }

    private void head() {
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n<style>%s</style>%n",
                WIDTH,
                HEIGHT,
                STYLE));
        svg.append(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", WIDTH, HEIGHT));
    }

    private void bands() {
        for (int i = 0; i < columns.size(); i++) {
            PressureLevel level = columns.get(i).level();
            if (level != PressureLevel.NORMAL) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                        level,
                        x(i),
                        TOP,
                        x(i + 1) - x(i),
                        BOTTOM - TOP));
            }
        }
    }

    private void line(String style, ToDoubleFunction<TimelineColumn> value) {
        svg.append("<polyline class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < columns.size(); i++) {
            double y = y(value.applyAsDouble(columns.get(i)));
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f %.1f,%.1f ", x(i), y, x(i + 1), y));
        }
        svg.append("\"/>").append(System.lineSeparator());
    }

    private void rule(double ratio) {
        svg.append(String.format(
                Locale.ROOT,
                "<polyline class=\"rule\" points=\"%d,%.1f %d,%.1f\"/>%n<path class=\"axis\" d=\"M%d %dV%dH%d\"/>%n",
                LEFT,
                y(ratio),
                RIGHT,
                y(ratio),
                LEFT,
                TOP,
                BOTTOM,
                RIGHT));
    }

    private void labels(ReplayResult result, Duration length) {
        label(
                LEFT,
                TOP - 12,
                "start",
                result.collector() + ", heap " + Amounts.bytes(result.maxHeapBytes())
                        + ": live set (blue) of what can be filled, heap in use (grey) of the largest heap");
        label(LEFT - 6, TOP + 10, "end", "100 %");
        label(LEFT - 6, BOTTOM, "end", "0 %");
        label(LEFT, BOTTOM + 16, "start", "0 s");
        label(RIGHT, BOTTOM + 16, "end", Amounts.time(length));
        label(
                LEFT,
                HEIGHT - 6,
                "start",
                "Bands: WARNING (yellow), CRITICAL (orange), EMERGENCY (red); dashed: used / max "
                        + Amounts.percent(result.naiveRatio()));
    }

    private void label(int x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }

    private double x(int column) {
        return LEFT + (double) (RIGHT - LEFT) * column / Math.max(1, columns.size());
    }

    private static double y(double ratio) {
        return BOTTOM - (BOTTOM - TOP) * Math.max(0, Math.min(1, ratio));
    }
}
