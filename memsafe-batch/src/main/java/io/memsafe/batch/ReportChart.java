package io.memsafe.batch;

import io.memsafe.PressureLevel;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A chart over time, drawn as SVG: bands for the levels above NORMAL, and lines.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class ReportChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 150;
    private static final int LEFT = 70;
    private static final int TOP = 10;
    private static final int BOTTOM = 130;
    private static final int RIGHT = 710;
    private static final double NANOS = 1e9;

    private final StringBuilder svg = new StringBuilder();
    private final List<TracePoint> trace;
    private final double lastSeconds;
    private final double most;

    /**
     * A chart without lines.
     *
     * @param most the value at its upper edge
     */
    ReportChart(String title, String unit, List<TracePoint> trace, double most) {
        this.trace = trace;
        this.lastSeconds = trace.isEmpty() ? 0 : seconds(trace.get(trace.size() - 1));
        this.most = most > 0 ? most : 1;
        svg.append("<figure><figcaption>")
                .append(title)
                .append("</figcaption>\n<svg viewBox=\"0 0 ")
                .append(WIDTH);
        svg.append(' ')
                .append(HEIGHT)
                .append("\" role=\"img\" aria-label=\"")
                .append(title)
                .append("\">\n");
        bands();
        label(LEFT - 6, TOP + 8, "end", amount(this.most) + unit);
        label(LEFT - 6, BOTTOM, "end", "0");
        label(LEFT, HEIGHT - 4, "start", "0 s");
        label(RIGHT, HEIGHT - 4, "end", amount(lastSeconds) + " s");
        svg.append("<path class=\"axis\" d=\"M").append(LEFT).append(' ').append(TOP);
        svg.append('V').append(BOTTOM).append('H').append(RIGHT).append("\"/>\n");
    }

    static double seconds(TracePoint point) {
        return point.elapsed().toNanos() / NANOS;
    }

    private void bands() {
        double from = 0;
        for (TracePoint point : trace) {
            double to = seconds(point);
            if (point.level() != PressureLevel.NORMAL) {
                svg.append("<rect class=\"")
                        .append(point.level().name())
                        .append("\" x=\"")
                        .append(fixed(x(from)));
                svg.append("\" y=\"").append(TOP).append("\" width=\"").append(fixed(Math.max(1, x(to) - x(from))));
                svg.append("\" height=\"").append(BOTTOM - TOP).append("\"/>\n");
            }
            from = to;
        }
    }

    /** Adds a line in a style of the page. */
    ReportChart line(String style, ToDoubleFunction<TracePoint> value) {
        return line(style, trace.stream().mapToDouble(value).toArray());
    }

    /** Adds a line in a style of the page, with a value for each point. */
    ReportChart line(String style, double[] values) {
        svg.append("<polyline class=\"").append(style).append("\" points=\"");
        for (int i = 0; i < values.length; i++) {
            svg.append(fixed(x(seconds(trace.get(i)))))
                    .append(',')
                    .append(fixed(y(values[i])))
                    .append(' ');
        }
        svg.append("\"/>\n");
        return this;
    }

    String figure() {
        return svg + "</svg></figure>\n";
    }

    private double x(double seconds) {
        return LEFT + (RIGHT - LEFT) * (lastSeconds == 0 ? 0 : seconds / lastSeconds);
    }

    private double y(double value) {
        return BOTTOM - (BOTTOM - TOP) * Math.min(1, Math.max(0, value / most));
    }

    private void label(int x, int y, String anchor, String text) {
        svg.append("<text x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y)
                .append("\" text-anchor=\"")
                .append(anchor);
        svg.append("\">").append(text).append("</text>\n");
    }

    private static String amount(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%,.0f", value);
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
