package io.memsafe.examples.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A page with a picture of each figure over time, for both servers; it loads nothing from elsewhere.
 *
 * <p>Thread-safety: immutable.
 */
final class WebChart {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 180;
    private static final int LEFT = 60;
    private static final int TOP = 10;
    private static final int PERCENT = 100;
    private static final List<String> COLOURS = List.of("#c0392b", "#1f6fb2");

    private final WebSchedule schedule;
    private final List<WebSide> sides;
    private final List<List<WebSide.Count>> counts; // of each side, second by second

    WebChart(WebSchedule schedule, List<WebSide> sides) {
        this.schedule = schedule;
        this.sides = sides;
        this.counts = sides.stream().map(this::bySecond).toList();
    }

    private List<WebSide.Count> bySecond(WebSide side) {
        return IntStream.range(0, schedule.seconds())
                .mapToObj(second -> side.count(due -> due == second))
                .toList();
    }

    void write(Path file, String subtitle) throws IOException {
        Files.writeString(file, """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>One server twice under the same load</title>
                <style>body{font:15px sans-serif;margin:2em;color:#222}h2{font-size:1.05em;margin:1.4em 0 .3em}
                .a{color:%s}.b{color:%s}text{font:11px sans-serif;fill:#555}</style></head><body>
                <h1>One server twice under the same load</h1>
                <p>%s</p><p><b class="a">%s</b> and <b class="b">%s</b>; grey: more than fits into the heap.</p>
                %s%s%s%s</body></html>
                """.formatted(
                COLOURS.get(0),
                COLOURS.get(1),
                subtitle,
                sides.get(0).name(),
                sides.get(1).name(),
                picture("Pages answered within a second, %", PERCENT, count -> PERCENT * count.pageRatio()),
                picture("Reports answered within a second, %", PERCENT, count -> PERCENT * count.reportRatio()),
                picture("Refused, %", PERCENT, count -> PERCENT * count.refusedRatio()),
                picture("Failed, late or without an answer, %", PERCENT, count -> PERCENT * count.lostRatio())));
    }

    private String picture(String title, double highest, ToDoubleFunction<WebSide.Count> figure) {
        StringBuilder svg = new StringBuilder("<h2>" + title + "</h2>\n<svg role=\"img\" aria-label=\"" + title
                + "\" width=\"" + (WIDTH + LEFT + TOP) + "\" height=\"" + (HEIGHT + 3 * TOP) + "\">\n");
        int start = 0;
        for (WebSchedule.Phase phase : schedule.phases()) {
            if (phase.load() > 1) {
                svg.append(format(
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#eee\"/>\n",
                        x(start), TOP, x(start + phase.seconds()) - x(start), HEIGHT));
            }
            svg.append(
                    format("<text x=\"%.1f\" y=\"%d\">%s</text>\n", x(start) + 4, HEIGHT + 2 * TOP + 4, phase.name()));
            start += phase.seconds();
        }
        for (int part = 0; part <= 2; part++) {
            double y = TOP + HEIGHT - part * HEIGHT / 2.0;
            svg.append(format(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ccc\"/>\n", LEFT, y, LEFT + WIDTH, y));
            svg.append(format("<text x=\"4\" y=\"%.1f\">%.0f</text>\n", y + 4, part * highest / 2));
        }
        for (int side = 0; side < sides.size(); side++) {
            StringBuilder points = new StringBuilder();
            for (int second = 0; second < schedule.seconds(); second++) {
                double value = figure.applyAsDouble(counts.get(side).get(second));
                points.append(format("%.1f,%.1f ", x(second + 0.5), TOP + HEIGHT - HEIGHT * value / highest));
            }
            svg.append(format(
                    "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\"%s\"/>\n",
                    COLOURS.get(side), points.toString().strip()));
        }
        return svg.append("</svg>\n").toString();
    }

    private double x(double second) {
        return LEFT + WIDTH * second / schedule.seconds();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
