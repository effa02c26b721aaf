package io.memsafe.benchmarks.giveback;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.Judge.Against;
import io.memsafe.benchmarks.giveback.child.Part;
import io.memsafe.benchmarks.giveback.child.Recording;
import io.memsafe.benchmarks.giveback.child.Tape.Counter;
import io.memsafe.benchmarks.giveback.child.Tape.Kind;
import io.memsafe.benchmarks.giveback.child.Tape.Row;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Svg;
import io.memsafe.benchmarks.stand.Svg.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * One run drawn: what is held over the time, one part above the other, with the level behind it; and the throughput below.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Picture {
    private static final int WIDTH = 940;
    private static final int HEIGHT = 560;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int MEMORY_TOP = 96;
    private static final int MEMORY_HEIGHT = 260;
    private static final int SPEED_TOP = 386;
    private static final int SPEED_HEIGHT = 130;
    private static final int MOST_POINTS = 300;
    private static final long SLICE_NANOS = 100_000_000;
    private static final double MB = 1 << 20;
    private static final double NANOS = 1e9;
    private static final double TICK_SECONDS = 5;
    private static final double TICK_MEGABYTES = 64;
    private static final String INK = "#333333";
    private static final String GRID = "#dddddd";
    private static final String BALLAST = "#9aa0a6";
    private static final String SPEED = "#1f6fc4";
    private static final String[] LEVELS = {"#ffffff", "#fdf3d0", "#fbe0c8", "#f5c6c0"};

    private final Svg svg;
    private final Recording recording;
    private final long fromNanos;
    private final long toNanos;
    private final double top;

    private Picture(String title, Recording recording) {
        this.svg = new Svg(WIDTH, HEIGHT, title);
        this.recording = recording;
        List<Row> rows = recording.rows();
        long last = rows.isEmpty() ? 1 : rows.get(rows.size() - 1).nanos();
        this.fromNanos = recording.at(Kind.BASELINE).orElse(0);
        this.toNanos = Math.max(fromNanos + 1, recording.at(Kind.END).orElse(last));
        double most = rows.stream().mapToDouble(Picture::held).max().orElse(0);
        this.top = Math.max(most, recording.count(Counter.CAPACITY_BYTES) / MB);
        svg.label(12, 24, title, 17, Anchor.START, "#111111");
    }

    /**
     * Draws.
     *
     * @param title above it
     * @param recording of a run that got as far as the pressure, at least
     * @return an SVG document
     */
    static String of(String title, Recording recording) {
        Picture picture = new Picture(title, recording);
        picture.legend();
        picture.levels();
        picture.memory();
        picture.speed();
        picture.moments();
        return picture.svg.document();
    }

    private static String colour(Part part) {
        return switch (part) {
            case BUFFERS -> "#e6842a";
            case DIRECT -> "#8e5ea2";
            case PRODUCTS -> "#3e8e5a";
            case GROUP -> "#7fc08f";
            case OBJECTS -> "#c0504d";
        };
    }

    private static double held(Row row) {
        double sum = row.ballastBytes();
        for (Part part : Part.values()) {
            sum += row.held(part);
        }
        return sum / MB;
    }

    private void legend() {
        double x = 12;
        for (PressureLevel level : PressureLevel.values()) {
            x = box(x, 36, level.name(), shade(level));
        }
        x = box(12, 56, "ballast", BALLAST);
        for (Part part : Part.values()) {
            x = box(x, 56, part.label(), colour(part));
        }
        svg.label(
                LEFT,
                MEMORY_TOP - 8,
                "held, MB (direct: beside the heap; line: what the collector can fill)",
                12,
                Anchor.START,
                INK);
        svg.label(LEFT, SPEED_TOP - 8, "thousand operations a second (line: 95 % of the usual)", 12, Anchor.START, INK);
    }

    private double box(double x, double y, String name, String fill) {
        svg.rect(x, y, 16, 12, INK).rect(x + 1, y + 1, 14, 10, fill);
        svg.label(x + 21, y + 10, name, 12, Anchor.START, INK);
        return x + 6.8 * name.length() + 40;
    }

    @SuppressWarnings("EnumOrdinal") // a colour for each, in their order
    private static String shade(PressureLevel level) {
        return LEVELS[level.ordinal()];
    }

    private void levels() {
        PressureLevel level = PressureLevel.NORMAL;
        long since = fromNanos;
        for (Row row : recording.between(fromNanos, toNanos)) {
            if (row.level() != level) {
                band(level, since, row.nanos());
                level = row.level();
                since = row.nanos();
            }
        }
        band(level, since, toNanos);
        for (double second = 0; second <= (toNanos - fromNanos) / NANOS; second += TICK_SECONDS) {
            double x = across(fromNanos + (long) (second * NANOS));
            svg.line(x, SPEED_TOP + SPEED_HEIGHT, x, SPEED_TOP + SPEED_HEIGHT + 4, INK, 1, false);
            svg.label(x, SPEED_TOP + SPEED_HEIGHT + 17, Math.round(second) + " s", 11, Anchor.MIDDLE, INK);
        }
    }

    private void band(PressureLevel level, long from, long to) {
        double x = across(from);
        svg.rect(x, MEMORY_TOP, across(to) - x, MEMORY_HEIGHT, shade(level));
        svg.rect(x, SPEED_TOP, across(to) - x, SPEED_HEIGHT, shade(level));
    }

    private void memory() {
        for (double value = 0; value <= top; value += TICK_MEGABYTES) {
            svg.line(LEFT, height(value), WIDTH - RIGHT, height(value), GRID, 1, false);
            svg.label(LEFT - 6, height(value) + 4, Long.toString(Math.round(value)), 11, Anchor.END, INK);
        }
        List<Row> rows = thinned(recording.between(fromNanos, toNanos));
        area(rows, row -> 0, row -> row.ballastBytes() / MB, BALLAST);
        ToDoubleFunction<Row> sum = row -> row.ballastBytes() / MB;
        for (Part part : Part.values()) {
            ToDoubleFunction<Row> lower = sum;
            ToDoubleFunction<Row> upper = row -> lower.applyAsDouble(row) + row.held(part) / MB;
            area(rows, lower, upper, colour(part));
            sum = upper;
        }
        double capacity = height(recording.count(Counter.CAPACITY_BYTES) / MB);
        svg.line(LEFT, capacity, WIDTH - RIGHT, capacity, INK, 1, true);
    }

    private static List<Row> thinned(List<Row> rows) {
        int step = Math.max(1, rows.size() / MOST_POINTS);
        List<Row> some = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += step) {
            some.add(rows.get(i));
        }
        return some;
    }

    private void area(List<Row> rows, ToDoubleFunction<Row> lower, ToDoubleFunction<Row> upper, String fill) {
        int count = rows.size();
        double[] points = new double[4 * count];
        for (int i = 0; i < count; i++) {
            Row row = rows.get(i);
            points[2 * i] = across(row.nanos());
            points[2 * i + 1] = height(upper.applyAsDouble(row));
            points[points.length - 2 * i - 2] = across(row.nanos());
            points[points.length - 2 * i - 1] = height(lower.applyAsDouble(row));
        }
        svg.polygon(points, fill);
    }

    private void speed() {
        double[] slices = Judge.throughput(recording, fromNanos, toNanos, Against.TIME);
        double usual = Judge.usual(recording, recording.at(Kind.BASELINE), recording.at(Kind.PRESSURE), Against.TIME);
        double most = Double.isNaN(usual) ? 1 : usual;
        for (double slice : slices) {
            most = Math.max(most, slice);
        }
        double[] points = new double[2 * slices.length];
        for (int i = 0; i < slices.length; i++) {
            points[2 * i] = across(fromNanos + i * SLICE_NANOS + SLICE_NANOS / 2);
            points[2 * i + 1] = SPEED_TOP + SPEED_HEIGHT * (1 - slices[i] / most);
        }
        svg.polyline(points, SPEED, 1.2);
        if (!Double.isNaN(usual)) {
            double y = SPEED_TOP + SPEED_HEIGHT * (1 - Judge.RECOVERED * usual / most);
            svg.line(LEFT, y, WIDTH - RIGHT, y, INK, 1, true);
            svg.label(LEFT - 6, y + 4, Spread.fixed(Judge.RECOVERED * usual / 1_000, 0), 11, Anchor.END, INK);
        }
        svg.label(LEFT - 6, SPEED_TOP + SPEED_HEIGHT + 4, "0", 11, Anchor.END, INK);
    }

    private void moments() {
        moment(recording.at(Kind.FULL), "full", Anchor.END);
        moment(recording.at(Kind.DROP), "let go", Anchor.START);
    }

    private void moment(OptionalLong nanos, String name, Anchor anchor) {
        if (nanos.isPresent()) {
            double x = across(nanos.getAsLong());
            svg.line(x, MEMORY_TOP, x, SPEED_TOP + SPEED_HEIGHT, INK, 1, true);
            svg.label(x + (anchor == Anchor.END ? -4 : 4), MEMORY_TOP + 14, name, 11, anchor, INK);
        }
    }

    private double across(long nanos) {
        double part = (double) (nanos - fromNanos) / (toNanos - fromNanos);
        return LEFT + Math.min(1, Math.max(0, part)) * (WIDTH - LEFT - RIGHT);
    }

    private double height(double megabytes) {
        return MEMORY_TOP + MEMORY_HEIGHT * (1 - Math.min(1, Math.max(0, megabytes / top)));
    }
}
