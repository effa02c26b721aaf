package io.memsafe.benchmarks.signals;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.signals.child.Moment;
import io.memsafe.benchmarks.signals.child.Peer;
import io.memsafe.benchmarks.signals.child.Recording;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import io.memsafe.benchmarks.stand.Svg;
import io.memsafe.benchmarks.stand.Svg.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * One recording drawn: megabytes over seconds, and below a strip for memsafe's level and one for each peer.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Panel {
    static final int WIDTH = 470;
    static final int HEIGHT = 322;

    static final String TRUTH = "#111111";
    static final String LIVE = "#1f6fc4";
    static final String BAND = "#cfe2f6";
    static final String USED = "#b0b0b0";
    static final String ERROR = "#c0392b";
    static final String MILD = "#f1c232";
    static final String SEVERE = "#e67e22";
    static final String FINE = "#dcebd5";

    private static final String GRID = "#e4e4e4";
    private static final String INK = "#333333";
    private static final String QUIET_STRIP = "#f1f1f1";
    private static final int LEFT = 112;
    private static final int RIGHT = 10;
    private static final int TOP = 24;
    private static final int PLOT_HEIGHT = 150;
    private static final int AXIS_HEIGHT = 26;
    private static final int STRIP_HEIGHT = 9;
    private static final int STRIP_STEP = 11;
    private static final int COLUMNS = 130;
    private static final double MB = 1 << 20;
    private static final double NANOS = 1e9;

    private final Svg svg;
    private final double x;
    private final double y;
    private final Recording recording;
    private final boolean ofHeap;
    private final List<Moment> moments;
    private final long fromNanos;
    private final double seconds;
    private final double top;

    /**
     * A panel.
     *
     * @param x its left edge
     * @param y its upper edge
     */
    Panel(Svg svg, double x, double y, Outcome outcome) {
        this.svg = svg;
        this.x = x;
        this.y = y;
        this.recording = outcome.recording();
        this.ofHeap = outcome.scenario().kind() != Scenario.Kind.AREA;
        this.fromNanos = recording.at(Mark.BEGIN).orElse(0);
        this.moments = thinned(recording.between(fromNanos, Long.MAX_VALUE));
        Moment last = moments.get(moments.size() - 1);
        this.seconds = Math.max(1, (last.nanos() - fromNanos) / NANOS);
        this.top = ofHeap ? recording.maxBytes() / MB : 100;
    }

    /** As many moments as there are columns to draw, evenly in time. */
    private static List<Moment> thinned(List<Moment> all) {
        List<Moment> some = new ArrayList<>();
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a panel needs 1 moment or more, but there are 0");
        }
        long from = all.get(0).nanos();
        long step = Math.max(1, (all.get(all.size() - 1).nanos() - from) / COLUMNS);
        long due = from;
        for (Moment moment : all) {
            if (moment.nanos() >= due) {
                some.add(moment);
                due = moment.nanos() + step;
            }
        }
        some.add(all.get(all.size() - 1));
        return some;
    }

    void draw(String title) {
        svg.label(x + LEFT, y + 15, title, 13, Anchor.START, TRUTH);
        grid();
        if (ofHeap) {
            band();
            curve(moment -> moment.used() / MB, USED, 1);
            curve(moment -> moment.live() / MB, LIVE, 1.8);
            curve(moment -> moment.truth() / MB, TRUTH, 1.4);
        } else {
            curve(moment -> moment.areaRatio() * 100, TRUTH, 1.8);
        }
        instant(recording.at(Mark.FIRST_ERROR), ERROR, "error", Anchor.END);
        instant(recording.at(Mark.RELEASE), INK, "release", Anchor.START);
        strips();
    }

    private void grid() {
        double step = ofHeap ? 64 : 25;
        for (double value = 0; value <= top; value += step) {
            svg.line(x + LEFT, height(value), x + WIDTH - RIGHT, height(value), GRID, 1, false);
            String unit = value + step > top ? (ofHeap ? " MB" : " %") : "";
            svg.label(x + LEFT - 5, height(value) + 4, Math.round(value) + unit, 11, Anchor.END, INK);
        }
        double tick = seconds > 30 ? 10 : seconds > 12 ? 5 : 2;
        double axis = y + TOP + PLOT_HEIGHT;
        for (double second = 0; second <= seconds; second += tick) {
            svg.line(across(second), axis, across(second), axis + 3, INK, 1, false);
            String unit = second + tick > seconds ? " s" : "";
            svg.label(across(second), axis + 15, Math.round(second) + unit, 11, Anchor.MIDDLE, INK);
        }
    }

    private void band() {
        int count = moments.size();
        double[] points = new double[4 * count];
        for (int i = 0; i < count; i++) {
            Moment moment = moments.get(i);
            points[2 * i] = across(moment);
            points[2 * i + 1] = height(moment.high() / MB);
            points[points.length - 2 * i - 2] = across(moment);
            points[points.length - 2 * i - 1] = height(moment.low() / MB);
        }
        svg.polygon(points, BAND);
    }

    private void curve(ToDoubleFunction<Moment> value, String stroke, double width) {
        double[] points = new double[2 * moments.size()];
        for (int i = 0; i < moments.size(); i++) {
            points[2 * i] = across(moments.get(i));
            points[2 * i + 1] = height(value.applyAsDouble(moments.get(i)));
        }
        svg.polyline(points, stroke, width);
    }

    private void instant(OptionalLong nanos, String stroke, String name, Anchor anchor) {
        if (nanos.isPresent() && nanos.getAsLong() >= fromNanos) {
            double at = across((nanos.getAsLong() - fromNanos) / NANOS);
            svg.line(at, y + TOP, at, y + TOP + PLOT_HEIGHT, stroke, 1.2, true);
            double aside = anchor == Anchor.END ? -3 : 3;
            svg.label(at + aside, y + TOP + PLOT_HEIGHT - 5, name, 11, anchor, stroke);
        }
    }

    private void strips() {
        double at = y + TOP + PLOT_HEIGHT + AXIS_HEIGHT;
        strip(at, "memsafe", FINE);
        alarm(at, m -> m.level() == PressureLevel.WARNING, MILD);
        alarm(at, m -> m.level() == PressureLevel.CRITICAL, SEVERE);
        alarm(at, m -> m.level() == PressureLevel.EMERGENCY, ERROR);
        for (Peer peer : Peer.values()) {
            at += STRIP_STEP;
            strip(at, peer.label(), QUIET_STRIP);
            alarm(at, m -> m.alarmed(peer), peer.critical() ? SEVERE : MILD);
        }
    }

    private void strip(double at, String name, String fill) {
        svg.label(x + LEFT - 5, at + STRIP_HEIGHT - 0.5, name, 10.5, Anchor.END, INK);
        svg.rect(x + LEFT, at, WIDTH - LEFT - RIGHT, STRIP_HEIGHT, fill);
    }

    private void alarm(double at, Predicate<Moment> alarms, String stroke) {
        List<Double> stretches = new ArrayList<>();
        boolean on = false;
        for (Moment moment : moments) {
            if (alarms.test(moment) != on) {
                on = !on;
                stretches.add(across(moment));
            }
        }
        if (on) {
            stretches.add(across(seconds));
        }
        svg.strip(stretches.stream().mapToDouble(Double::doubleValue).toArray(), at, STRIP_HEIGHT, stroke);
    }

    private double across(Moment moment) {
        return across((moment.nanos() - fromNanos) / NANOS);
    }

    private double across(double second) {
        return x + LEFT + Math.min(1, second / seconds) * (WIDTH - LEFT - RIGHT);
    }

    private double height(double value) {
        return y + TOP + PLOT_HEIGHT * (1 - Math.min(1, Math.max(0, value / top)));
    }
}
