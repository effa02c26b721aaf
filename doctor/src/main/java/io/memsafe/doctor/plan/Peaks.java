package io.memsafe.doctor.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The daily peaks that a forecast is made from: of the last {@value #WINDOW} days, as shares of the limit, in segments between
 * restarts. A peak from before a resize counts as a share of the limit there is now.
 *
 * <p>Thread-safety: immutable.
 */
final class Peaks {
    static final int WINDOW = 90;
    private static final int BESIDE = 3;
    private static final double DROP = 0.3;
    private static final double USUAL_STEPS = 4;
    private static final double LEAST_RESIZE = 0.02;

    private final double[] days;
    private final double[] ratios;
    private final int[] segments;
    private final List<Change> changes;
    private final double now;

    private Peaks(double[] days, double[] ratios, int[] segments, List<Change> changes, double now) {
        this.days = days;
        this.ratios = ratios;
        this.segments = segments;
        this.changes = changes;
        this.now = now;
    }

    /**
     * The peaks of days before a point in time.
     *
     * @param all in order
     * @param now a day; that one and later ones are left out
     */
    static Peaks before(List<Day> all, long now) {
        List<Day> kept = new ArrayList<>();
        for (Day day : all) {
            if (day.epochDay() < now && day.epochDay() >= now - WINDOW && day.limit() > 0) {
                kept.add(day);
            }
        }
        int n = kept.size();
        double[] days = new double[n];
        double[] ratios = new double[n];
        List<Change> changes = changes(kept);
        long resized = changes.stream()
                .filter(change -> change.kind() == Change.Kind.RESIZE)
                .mapToLong(Change::epochDay)
                .max()
                .orElse(Long.MIN_VALUE);
        for (int i = 0; i < n; i++) {
            Day day = kept.get(i);
            days[i] = day.epochDay();
            ratios[i] = day.epochDay() < resized ? day.peak() / kept.get(n - 1).limit() : day.peakRatio();
        }
        int[] segments = new int[n];
        int segment = 0;
        int next = 0;
        for (int i = 0; i < n; i++) {
            while (next < changes.size()
                    && changes.get(next).epochDay() <= kept.get(i).epochDay()) {
                segment += changes.get(next++).kind() == Change.Kind.RESTART ? 1 : 0;
            }
            segments[i] = segment;
        }
        return new Peaks(days, ratios, segments, changes, now);
    }

    /**
     * A restart is a fall of the mean of a day by more than 30 %, and by four times the usual step from day to day, that lasts
     * three days. A resize is another limit, by more than 2 %, that held for three days before and holds for three after: limits that
     * come and go, as those of a balloon do, are no resize.
     */
    private static List<Change> changes(List<Day> days) {
        List<Change> changes = new ArrayList<>();
        double[] steps = new double[Math.max(0, days.size() - 1)];
        for (int i = 1; i < days.size(); i++) {
            steps[i - 1] = Math.abs(days.get(i).mean() - days.get(i - 1).mean());
        }
        double usual = steps.length == 0 ? 0 : Quantile.median(steps);
        int lastRestart = -BESIDE;
        for (int i = 1; i < days.size(); i++) {
            Day day = days.get(i);
            Day before = days.get(i - 1);
            if (i < BESIDE || i + BESIDE > days.size()) {
                continue;
            }
            if (differ(day, before) && steady(days, i - BESIDE, i) && steady(days, i, i + BESIDE)) {
                changes.add(new Change(Change.Kind.RESIZE, day.epochDay(), before.limit(), day.limit()));
            }
            if (i - lastRestart < BESIDE) {
                continue;
            }
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int k = 0; k < BESIDE; k++) {
                least = Math.min(least, days.get(i - 1 - k).mean());
                most = Math.max(most, days.get(i + k).mean());
            }
            if (most < (1 - DROP) * least && before.mean() - day.mean() > USUAL_STEPS * usual) {
                changes.add(new Change(Change.Kind.RESTART, day.epochDay(), before.mean(), day.mean()));
                lastRestart = i;
            }
        }
        return changes;
    }

    private static boolean differ(Day one, Day other) {
        return Math.abs(one.limit() - other.limit()) > LEAST_RESIZE * other.limit();
    }

    private static boolean steady(List<Day> days, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (differ(days.get(i), days.get(from))) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return days.length;
    }

    double day(int i) {
        return days[i];
    }

    double ratio(int i) {
        return ratios[i];
    }

    int segment(int i) {
        return segments[i];
    }

    /** Where the time since the last restart begins. */
    int startOfLast() {
        int from = size() - 1;
        while (from > 0 && segments[from - 1] == segments[size() - 1]) {
            from--;
        }
        return Math.max(0, from);
    }

    List<Change> changes() {
        return changes;
    }

    /** How long ago a day was: 1 for the last one. */
    double age(int i) {
        return now - days[i];
    }
}
