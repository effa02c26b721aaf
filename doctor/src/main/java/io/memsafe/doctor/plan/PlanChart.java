package io.memsafe.doctor.plan;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A plan as a chart: daily peaks and means, the trend, the band of the forecast, the levels and what changed.
 *
 * <p>Thread-safety: stateless.
 */
public final class PlanChart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 380;
    private static final int LEFT = 52;
    private static final int RIGHT = 884;
    private static final int TOP = 40;
    private static final int BOTTOM = 350;
    private static final int LONGEST_TITLE = 110;
    private static final double LEAST_TOP = 1.1;
    private static final double MOST_TOP = 2;
    private static final double TICK = 0.2;
    private static final int DATES = 6;

    private final MemoryPlan plan;
    private final ChartSurface surface;
    private final long first;
    private final long last;
    private final double top;

    private PlanChart(MemoryPlan plan, ChartSurface surface) {
        this.plan = plan;
        this.surface = surface;
        this.first = plan.history().get(0).epochDay();
        this.last = plan.forecast().get(plan.forecast().size() - 1).epochDay();
        double highest =
                plan.forecast().stream().mapToDouble(ForecastDay::high).max().orElse(0);
        this.top = Math.min(MOST_TOP, Math.max(LEAST_TOP, Math.max(highest, plan.highestRatio()) * 1.05));
    }

    /**
     * As SVG that needs nothing else.
     *
     * @param plan to draw
     * @return an element for a page
     */
    public static String svg(MemoryPlan plan) {
        SvgSurface surface = new SvgSurface(WIDTH, HEIGHT, "Memory of " + plan.name());
        new PlanChart(plan, surface).draw();
        return surface.end();
    }

    /**
     * As a picture.
     *
     * @param plan to draw
     * @return a file in the format PNG
     * @throws IOException if this runtime cannot draw: it has no PNG writer, no fonts or no desktop libraries
     */
    public static byte[] png(MemoryPlan plan) throws IOException {
        try {
            PngSurface surface = new PngSurface(WIDTH, HEIGHT);
            new PlanChart(plan, surface).draw();
            return surface.end();
        } catch (LinkageError | InternalError | RuntimeException e) { // a runtime without fonts fails in many ways
            throw new IOException("this Java runtime cannot draw text (" + e + "): install fontconfig and a font", e);
        }
    }

    /**
     * Text as it may stand in a page, also within quotes.
     *
     * @param raw any text
     * @return without characters that no page may have
     */
    public static String escaped(String raw) {
        return SvgSurface.escaped(raw);
    }

    private void draw() {
        String name = plan.name();
        surface.text(
                LEFT,
                15,
                ChartSurface.Anchor.START,
                ChartStyle.TEXT,
                (name.length() > LONGEST_TITLE ? name.substring(0, LONGEST_TITLE) + "..." : name) + ", share of "
                        + plan.unit().text(plan.limit()));
        band();
        axes();
        level(1, ChartStyle.LIMIT, "limit");
        level(plan.crossings().get(0).level(), ChartStyle.WARNING, "80 %");
        level(plan.crossings().get(1).level(), ChartStyle.CRITICAL, "90 %");
        changes();
        series(ChartStyle.MEAN, false);
        series(ChartStyle.PEAK, true);
        trend();
        legend();
    }

    private void axes() {
        for (double value = 0; value <= top; value += TICK) {
            line(ChartStyle.GRID, LEFT, y(value), RIGHT, y(value));
            surface.text(
                    LEFT - 6,
                    y(value) + 4,
                    ChartSurface.Anchor.END,
                    ChartStyle.TEXT,
                    String.format(Locale.ROOT, "%.0f %%", value * 100));
        }
        for (int i = 0; i <= DATES; i++) {
            long day = first + (last - first) * i / DATES;
            surface.text(
                    x(day),
                    BOTTOM + 16,
                    i == 0
                            ? ChartSurface.Anchor.START
                            : i == DATES ? ChartSurface.Anchor.END : ChartSurface.Anchor.MIDDLE,
                    ChartStyle.TEXT,
                    LocalDate.ofEpochDay(day).toString());
        }
    }

    private void level(double value, ChartStyle style, String label) {
        line(style, LEFT, y(value), RIGHT, y(value));
        surface.text(RIGHT - 2, y(value) - 3, ChartSurface.Anchor.END, style, label);
    }

    private void changes() {
        for (Change change : plan.changes()) {
            double x = x(change.epochDay());
            line(ChartStyle.CHANGE, x, TOP, x, BOTTOM);
            surface.text(
                    x + 3,
                    TOP + 10,
                    ChartSurface.Anchor.START,
                    ChartStyle.CHANGE,
                    change.kind().name().toLowerCase(Locale.ROOT));
        }
    }

    /** Broken where days are missing. */
    private void series(ChartStyle style, boolean peak) {
        List<Day> days = plan.history();
        int from = 0;
        for (int i = 1; i <= days.size(); i++) {
            if (i == days.size() || days.get(i).epochDay() - days.get(i - 1).epochDay() > 1) {
                List<Day> part = days.subList(from, i);
                double[] x = part.stream().mapToDouble(day -> x(day.epochDay())).toArray();
                double[] y = part.stream()
                        .mapToDouble(day -> y(peak ? day.peakRatio() : day.mean() / plan.limit()))
                        .toArray();
                surface.line(x.length == 1 ? new double[] {x[0], x[0] + 1} : x, x.length == 1 ? twice(y[0]) : y, style);
                from = i;
            }
        }
    }

    private static double[] twice(double value) {
        return new double[] {value, value};
    }

    private void band() {
        List<ForecastDay> days = plan.forecast();
        int n = days.size();
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        for (int i = 0; i < n; i++) {
            x[i] = x(days.get(i).epochDay());
            y[i] = y(days.get(i).high());
            x[2 * n - 1 - i] = x[i];
            y[2 * n - 1 - i] = y(days.get(i).low());
        }
        surface.area(x, y, ChartStyle.BAND);
        surface.line(
                Arrays.copyOf(x, n),
                days.stream().mapToDouble(day -> y(day.middle())).toArray(),
                ChartStyle.FORECAST);
    }

    private void trend() {
        if (plan.trend().significant()) {
            line(ChartStyle.TREND, x(first), y(plan.trendAt(first)), x(last), y(plan.trendAt(last)));
        }
    }

    private void legend() {
        double x = LEFT;
        x = entry(x, ChartStyle.PEAK, "daily peak");
        x = entry(x, ChartStyle.MEAN, "daily mean");
        x = entry(x, ChartStyle.FORECAST, "forecast of peaks, 80 % band");
        if (plan.trend().significant()) {
            entry(x, ChartStyle.TREND, "trend");
        }
    }

    private double entry(double x, ChartStyle style, String text) {
        line(style, x, 26, x + 24, 26);
        surface.text(x + 28, 30, ChartSurface.Anchor.START, ChartStyle.TEXT, text);
        return x + 48 + 6.2 * text.length();
    }

    private void line(ChartStyle style, double x1, double y1, double x2, double y2) {
        surface.line(new double[] {x1, x2}, new double[] {y1, y2}, style);
    }

    private double x(long day) {
        return LEFT + (RIGHT - LEFT) * (double) (day - first) / Math.max(1, last - first);
    }

    private double y(double ratio) {
        return BOTTOM - (BOTTOM - TOP) * Math.max(0, Math.min(top, ratio)) / top;
    }
}
