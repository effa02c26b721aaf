package io.memsafe.doctor.plan;

import java.util.ArrayList;
import java.util.List;

/** The days to come, from the peaks there were. */
final class Outlook {
    /**
     * The ranks of the interval that is called 80 %. A month ahead differs from the months before: with the ranks 10 and 90 % it held
     * 74 % of the daily peaks of the Bitbrains traces.
     */
    private static final double LOW_RANK = 0.07;

    private static final double LOW = 0.1;
    private static final double MIDDLE = 0.5;
    private static final double HIGH = 0.9;
    private static final int JUST_NOW = 3;
    private static final int LONGEST = 56;
    private static final int LEAST_OF_SEGMENT = 7;
    /** What is further than this is not to be expected by anything that is known today. */
    private static final double FARTHEST = 365;

    private Outlook() {}

    /** Days after the last one until the line of a significant growth is at a level; infinite without. */
    static double daysOfTrend(Trend trend, double level) {
        return trend.significant() ? days(trend.atEnd(), trend.perDay(), level) : Double.POSITIVE_INFINITY;
    }

    private static double days(double from, double perDay, double level) {
        return perDay > 0 ? Math.max(0, (level - from) / perDay) : Double.POSITIVE_INFINITY;
    }

    static Crossing crossing(Method method, Peaks peaks, Trend trend, double level) {
        for (int i = peaks.size() - 1; i >= 0 && peaks.age(i) <= JUST_NOW; i--) {
            if (peaks.ratio(i) >= level) {
                double probability = method == Method.MEMSAFE ? Recurrence.probability(peaks, level) : Double.NaN;
                return new Crossing(level, Crossing.Basis.REACHED, probability, true, 0, 0, 0);
            }
        }
        Prediction prediction = method.predict(peaks, level);
        if (method != Method.MEMSAFE) {
            double days = prediction.days();
            return days <= FARTHEST
                    ? new Crossing(level, Crossing.Basis.METHOD, Double.NaN, prediction.alert(), days, days, days)
                    : none(level, Double.NaN);
        }
        double probability = Recurrence.probability(peaks, level);
        boolean recurs = probability >= Recurrence.ALERT;
        double recurrence = Recurrence.days(probability, MIDDLE);
        double grows = daysOfTrend(trend, level);
        if (grows <= FARTHEST && (grows <= recurrence || !recurs)) {
            // A peak is above the line as often as below it.
            double[] around = Trend.residuals(peaks, trend.perDay());
            double above = trend.atEnd() + Quantile.of(around, HIGH);
            double below = trend.atEnd() + Quantile.of(around, LOW);
            return new Crossing(
                    level,
                    Crossing.Basis.TREND,
                    probability,
                    prediction.alert(),
                    days(above, trend.highPerDay(), level),
                    grows,
                    days(below, trend.lowPerDay(), level));
        }
        return recurs
                ? new Crossing(
                        level,
                        Crossing.Basis.RECURRENCE,
                        probability,
                        true,
                        Math.max(1, Recurrence.days(probability, LOW)),
                        Math.max(1, recurrence),
                        Recurrence.days(probability, HIGH))
                : none(level, probability);
    }

    private static Crossing none(double level, double probability) {
        double never = Double.POSITIVE_INFINITY;
        return new Crossing(level, Crossing.Basis.NONE, probability, false, never, never, never);
    }

    /**
     * Daily peaks: the line if there is a trend, else the median, around it what the last 56 days since a restart left, shifted by the
     * day of the week where that matters.
     *
     * @param first the first day of the forecast
     */
    static List<ForecastDay> forecast(Peaks peaks, Trend trend, Season season, long first) {
        int n = peaks.size();
        int from = n - peaks.startOfLast() >= LEAST_OF_SEGMENT ? peaks.startOfLast() : 0;
        while (from < n - LEAST_OF_SEGMENT && peaks.age(from) > LONGEST) {
            from++;
        }
        boolean grows = trend.significant();
        double slope = grows ? trend.perDay() : 0;
        double end = n == 0 ? 0 : peaks.day(n - 1);
        double[] values = new double[n - from];
        for (int i = from; i < n; i++) {
            values[i - from] = peaks.ratio(i) + slope * (end - peaks.day(i)) - season.weekOffset((long) peaks.day(i));
        }
        double low = Quantile.of(values, LOW_RANK);
        double middle = Quantile.median(values);
        double high = Quantile.of(values, 1 - LOW_RANK);
        List<ForecastDay> days = new ArrayList<>();
        for (int i = 0; i < Recurrence.HORIZON; i++) {
            double ahead = first + i - end;
            double offset = season.weekOffset(first + i);
            days.add(new ForecastDay(
                    first + i,
                    Math.max(0, low + offset + (grows ? trend.lowPerDay() : 0) * ahead),
                    Math.max(0, middle + offset + slope * ahead),
                    Math.max(0, high + offset + (grows ? trend.highPerDay() : 0) * ahead)));
        }
        return days;
    }
}
