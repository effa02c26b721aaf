package io.memsafe.doctor.plan;

/** How days to a level are told. */
public enum Method {
    /** Recurrence of peaks and, where it is significant, the trend; whichever comes first. */
    MEMSAFE("memsafe"),
    /** A line of least squares through all daily peaks, followed to the level: what many a script does. */
    LINEAR("linear"),
    /** A level that was reached k times in 28 days is reached every 28/k days. */
    RECURRENCE_28("recurrence-28d"),
    /** A level that was reached k times in 56 days is reached every 56/k days. */
    RECURRENCE_56("recurrence-56d"),
    /** The level is never reached. */
    NEVER("never");

    private final String id;

    Method(String id) {
        this.id = id;
    }

    /**
     * Its name on the command line and in JSON.
     *
     * @return lower case
     */
    public String id() {
        return id;
    }

    /** What it says of the time after the last of these days. */
    Prediction predict(Peaks peaks, double level) {
        return switch (this) {
            case MEMSAFE -> both(peaks, level);
            case LINEAR -> Prediction.of(linearDays(peaks, level));
            case RECURRENCE_28 -> Prediction.of(recurrenceDays(peaks, level, 28));
            case RECURRENCE_56 -> Prediction.of(recurrenceDays(peaks, level, 56));
            case NEVER -> Prediction.of(Double.POSITIVE_INFINITY);
        };
    }

    private static Prediction both(Peaks peaks, double level) {
        double probability = Recurrence.probability(peaks, level);
        double recurs = Recurrence.days(probability, 0.5);
        double grows = Outlook.daysOfTrend(Trend.of(peaks), level);
        return new Prediction(
                probability >= Recurrence.ALERT || grows <= Recurrence.HORIZON, Math.max(1, Math.min(recurs, grows)));
    }

    private static double linearDays(Peaks peaks, double level) {
        int n = peaks.size();
        double days = 0;
        double ratios = 0;
        for (int i = 0; i < n; i++) {
            days += peaks.day(i) / n;
            ratios += peaks.ratio(i) / n;
        }
        double products = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            products += (peaks.day(i) - days) * (peaks.ratio(i) - ratios);
            squares += (peaks.day(i) - days) * (peaks.day(i) - days);
        }
        double slope = squares == 0 ? 0 : products / squares;
        if (slope <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        double end = ratios + slope * (peaks.day(n - 1) - days);
        return Math.max(1, (level - end) / slope);
    }

    private static double recurrenceDays(Peaks peaks, double level, int window) {
        int count = 0;
        for (int i = 0; i < peaks.size(); i++) {
            count += peaks.age(i) <= window && peaks.ratio(i) >= level ? 1 : 0;
        }
        return count == 0 ? Double.POSITIVE_INFINITY : (double) window / count;
    }
}
