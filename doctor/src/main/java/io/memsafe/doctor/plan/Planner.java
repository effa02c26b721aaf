package io.memsafe.doctor.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Plans the memory of a series: where it is, whether it grows, how its peaks recur, and when it will be at 80 % and 90 % of its limit.
 *
 * <pre>{@code
 * MemorySeries series = new MemorySeries("web-1", SeriesUnit.BYTES);
 * samples.forEach(sample -> series.add(sample.epochMillis(), sample.usedBytes(), limitBytes));
 * MemoryPlan plan = new Planner(Method.MEMSAFE).plan(series);
 * }</pre>
 *
 * <p>Peaks, not means, end programs, so it looks at the highest sample of each day (in UTC). Two things bring a peak to a level: growth
 * ({@link Trend}), and the return of what happened before ({@link Recurrence}); the earlier one counts.
 *
 * <p>Thread-safety: immutable.
 */
public final class Planner {
    /** Time that is needed at the least. */
    public static final Duration LEAST = Duration.ofDays(7);

    private static final double[] LEVELS = {0.8, 0.9};
    private static final int RECENT = 7;
    private static final double USUAL_GAPS = 4;

    private final Method method;

    /**
     * A planner.
     *
     * @param method by which days to a level are told
     */
    public Planner(Method method) {
        this.method = method;
    }

    /**
     * Plans a series.
     *
     * @param series with at least a week of time and a limit; not changed
     * @return the plan
     * @throws IllegalArgumentException if there is too little time, too few days with samples, or no limit; the message says so
     */
    public MemoryPlan plan(MemorySeries series) {
        check(series);
        List<Day> days = whole(series.days());
        long end = days.get(days.size() - 1).epochDay() + 1;
        Peaks peaks = Peaks.before(days, end);
        if (peaks.size() < RECENT) {
            throw new IllegalArgumentException(series.name() + ": only " + peaks.size() + " of the last " + Peaks.WINDOW
                    + " days have samples with a limit; at least " + RECENT + " are needed");
        }
        List<Day> history = days.subList(days.size() - peaks.size(), days.size());
        Trend trend = Trend.of(peaks);
        Season season = Season.of(series, peaks, trend);
        double limit = history.get(history.size() - 1).limit();
        int highest = 0;
        double recentPeak = 0;
        int atLevel = 0;
        double top = LEVELS[LEVELS.length - 1];
        for (int i = 0; i < peaks.size(); i++) {
            highest = peaks.ratio(i) > peaks.ratio(highest) ? i : highest;
            recentPeak = peaks.age(i) <= RECENT ? Math.max(recentPeak, peaks.ratio(i)) : recentPeak;
            atLevel += peaks.ratio(i) >= top ? 1 : 0;
        }
        double recentMean = history.stream()
                .filter(day -> day.epochDay() >= end - RECENT)
                .mapToDouble(Day::mean)
                .average()
                .orElse(0);
        List<ForecastDay> forecast = Outlook.forecast(peaks, trend, season, end);
        List<Crossing> crossings = DoubleStream.of(LEVELS)
                .mapToObj(level -> Outlook.crossing(method, peaks, trend, level))
                .toList();
        Gaps gaps = Gaps.of(series);
        return new MemoryPlan(
                series.name(),
                series.unit(),
                method,
                Instant.ofEpochMilli(series.firstMillis()),
                Instant.ofEpochMilli(series.lastMillis()),
                series.samples(),
                series.duplicates(),
                gaps.count(),
                gaps.longest(),
                limit,
                recentMean / limit,
                recentPeak,
                peaks.ratio(highest),
                (long) peaks.day(highest),
                trend,
                season,
                peaks.changes(),
                Recurrence.episodes(peaks, top),
                atLevel,
                peaks.size(),
                relative(history, peaks),
                forecast,
                crossings,
                Actions.of(series.unit(), limit, peaks.ratio(highest), trend, peaks.changes(), forecast, crossings));
    }

    private static void check(MemorySeries series) {
        if (series.hours().size() == 0) {
            throw new IllegalArgumentException(series.name() + ": no samples");
        }
        long millis = series.lastMillis() - series.firstMillis();
        if (millis < LEAST.toMillis()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s: %.1f days of samples; a plan needs at least a week of time",
                    series.name(),
                    millis / (double) Duration.ofDays(1).toMillis()));
        }
        List<Day> days = series.days();
        if (!(days.get(days.size() - 1).limit() > 0)) {
            throw new IllegalArgumentException(
                    series.name() + ": no limit is known; a plan needs it to say what 80 % and 90 % are");
        }
    }

    /** Without a first or last day of which less than half was sampled. */
    private static List<Day> whole(List<Day> days) {
        double usual = Quantile.median(days.stream().mapToDouble(Day::hours).toArray());
        int from = days.get(0).hours() < usual / 2 ? 1 : 0;
        int to = days.get(days.size() - 1).hours() < usual / 2 ? days.size() - 1 : days.size();
        return to - from < RECENT ? days : days.subList(from, to);
    }

    /** With each peak as the share that the plan took it for, which after a resize is not that of its day. */
    private static List<Day> relative(List<Day> history, Peaks peaks) {
        return IntStream.range(0, history.size())
                .mapToObj(i -> {
                    Day day = history.get(i);
                    return new Day(
                            day.epochDay(),
                            day.hours(),
                            day.mean(),
                            day.peak(),
                            day.low(),
                            day.limit(),
                            peaks.ratio(i));
                })
                .toList();
    }

    /**
     * Stretches of hours without a sample.
     *
     * @param count how many are much longer than the usual step
     * @param longest of those
     */
    private record Gaps(int count, Duration longest) {

        static Gaps of(MemorySeries series) {
            Hours hours = series.hours();
            double[] steps = new double[Math.max(0, hours.size() - 1)];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = hours.index(i + 1) - hours.index(i);
            }
            double least = USUAL_GAPS * (steps.length == 0 ? 1 : Quantile.median(steps));
            int count = 0;
            double longest = 0;
            for (double step : steps) {
                if (step >= least) {
                    count++;
                    longest = Math.max(longest, step);
                }
            }
            return new Gaps(count, Duration.ofHours((long) longest));
        }
    }
}
