package io.memsafe.doctor.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What recurs with the hour of the day and the day of the week, in UTC, where the data show it: when it explains a quarter of the
 * variance of hourly means within their days, or of that of daily peaks, beyond what chance explains (adjusted for the number of groups).
 *
 * <p>Thread-safety: immutable; arrays are not handed out.
 */
public final class Season {
    private static final int HOURS = 24;
    private static final int WEEKDAYS = 7;
    private static final int LEAST_DAYS = 7;
    private static final int LEAST_FOR_WEEK = 21;
    private static final long RECENT_HOURS = 28L * HOURS;
    private static final double DAILY = 0.25;
    private static final double WEEKLY = 0.25;
    /** 1970-01-01 was a Thursday; Monday is 0. */
    private static final int THURSDAY = 3;

    private final boolean daily;
    private final boolean weekly;
    private final double[] byHour;
    private final double[] byWeekday;

    private Season(boolean daily, boolean weekly, double[] byHour, double[] byWeekday) {
        this.daily = daily;
        this.weekly = weekly;
        this.byHour = byHour;
        this.byWeekday = byWeekday;
    }

    /** Of nothing. */
    static Season none() {
        return new Season(false, false, new double[HOURS], new double[WEEKDAYS]);
    }

    static Season of(MemorySeries series, Peaks peaks, Trend trend) {
        List<double[]> hours = new ArrayList<>(); // group, value
        long newest = Math.floorDiv(series.lastMillis(), MemorySeries.HOUR_MILLIS);
        Hours all = series.hours();
        int from = 0;
        for (int i = 1; i <= all.size(); i++) {
            if (i == all.size() || dayOf(all, i) != dayOf(all, from)) {
                if (all.index(from) > newest - RECENT_HOURS) {
                    addDay(all, from, i, hours);
                }
                from = i;
            }
        }
        double[] byHour = new double[HOURS];
        boolean daily = hours.size() >= LEAST_DAYS * HOURS / 2 && explained(hours, byHour) >= DAILY;
        List<double[]> days = new ArrayList<>();
        double[] flat = Trend.residuals(peaks, trend.significant() ? trend.perDay() : 0);
        for (int i = 0; i < flat.length; i++) {
            days.add(new double[] {weekday((long) peaks.day(i)), flat[i]});
        }
        double[] byWeekday = new double[WEEKDAYS];
        boolean weekly = days.size() >= LEAST_FOR_WEEK && explained(days, byWeekday) >= WEEKLY;
        return new Season(daily, weekly, byHour, byWeekday);
    }

    private static long dayOf(Hours hours, int i) {
        return Math.floorDiv(hours.index(i), HOURS);
    }

    /** Each hour less the mean of its day, so that days that differ hide nothing. */
    private static void addDay(Hours all, int from, int to, List<double[]> hours) {
        double mean = 0;
        for (int i = from; i < to; i++) {
            mean += all.mean(i) / (to - from);
        }
        for (int i = from; i < to; i++) {
            hours.add(new double[] {Math.floorMod(all.index(i), HOURS), all.mean(i) - mean});
        }
    }

    private static int weekday(long epochDay) {
        return Math.floorMod(epochDay + THURSDAY, WEEKDAYS);
    }

    /** The adjusted share of the variance that groups explain; puts their deviations from the mean in an array. */
    private static double explained(List<double[]> values, double[] groups) {
        int n = values.size();
        double mean = values.stream().mapToDouble(value -> value[1]).average().orElse(0);
        int[] counts = new int[groups.length];
        double total = 0;
        for (double[] value : values) {
            counts[(int) value[0]]++;
            groups[(int) value[0]] += value[1] - mean;
            total += (value[1] - mean) * (value[1] - mean);
        }
        double between = 0;
        int used = 0;
        for (int i = 0; i < groups.length; i++) {
            if (counts[i] > 0) {
                used++;
                between += groups[i] * groups[i] / counts[i];
                groups[i] /= counts[i];
            }
        }
        return total == 0 || n <= used ? 0 : 1 - (1 - between / total) * (n - 1) / (n - used);
    }

    /**
     * Whether hours of the day differ.
     *
     * @return in the last four weeks
     */
    public boolean daily() {
        return daily;
    }

    /**
     * Whether days of the week differ; three weeks are needed to tell.
     *
     * @return in the last ninety days
     */
    public boolean weekly() {
        return weekly;
    }

    /**
     * The hour with the highest mean.
     *
     * @return 0 to 23, in UTC
     */
    public int highestHour() {
        return highest(byHour);
    }

    /**
     * The day with the highest peaks.
     *
     * @return 1 for Monday to 7 for Sunday
     */
    public int highestWeekday() {
        return highest(byWeekday) + 1;
    }

    private static int highest(double[] values) {
        int highest = 0;
        for (int i = 1; i < values.length; i++) {
            highest = values[i] > values[highest] ? i : highest;
        }
        return highest;
    }

    /** By how much the peaks of such a day differ from the mean, as a share of the limit; 0 if weeks do not matter. */
    double weekOffset(long epochDay) {
        return weekly ? byWeekday[weekday(epochDay)] : 0;
    }
}
