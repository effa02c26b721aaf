package io.memsafe.doctor.plan;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Asks each method on past days about the thirty that followed, of which it sees nothing. The past ends every seventh day from the fourteenth
 * on, as long as thirty days follow of which at least twenty were sampled; a series that was at the level within the three days
 * before is not asked about. Days are told by their dates, never by their place.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class Backtest {
    private static final int FIRST = 14;
    private static final int EVERY = 7;
    private static final int LEAST_BEFORE = 7;
    private static final int LEAST_AFTER = 20;
    private static final int JUST_NOW = 3;

    private final double level;
    private final Map<Method, Sums> sums = new EnumMap<>(Method.class);
    private final List<Case> cases = new ArrayList<>();
    private long within;
    private long forecasts;

    private static final class Sums {
        int truePositives;
        int falsePositives;
        double error;
    }

    /**
     * What was known on a day, and what came.
     *
     * @param series its name
     * @param features the four of {@link Recurrence}
     * @param reached whether the level was reached within 30 days
     */
    @SuppressWarnings("ArrayRecordComponent") // a row for a fit, never compared
    public record Case(String series, double[] features, boolean reached) {}

    /**
     * Before the first series.
     *
     * @param level as a share of the limit, such as 0.9
     */
    public Backtest(double level) {
        this.level = level;
        for (Method method : Method.values()) {
            sums.put(method, new Sums());
        }
    }

    /**
     * Asks about a series.
     *
     * @param name for the cases
     * @param days in order; those without a limit are left out
     */
    public void add(String name, List<Day> days) {
        List<Day> known = days.stream().filter(day -> day.limit() > 0).toList();
        if (known.isEmpty()) {
            return;
        }
        long end = known.get(known.size() - 1).epochDay() + 1;
        for (long cut = known.get(0).epochDay() + FIRST; cut + Recurrence.HORIZON <= end; cut += EVERY) {
            Peaks peaks = Peaks.before(known, cut);
            List<Day> after = after(known, cut);
            if (peaks.size() >= LEAST_BEFORE && after.size() >= LEAST_AFTER && !atLevel(known, cut)) {
                ask(name, peaks, after, cut);
            }
        }
    }

    private static List<Day> after(List<Day> days, long cut) {
        return days.stream()
                .filter(day -> day.epochDay() >= cut && day.epochDay() < cut + Recurrence.HORIZON)
                .toList();
    }

    private boolean atLevel(List<Day> days, long cut) {
        return days.stream()
                .anyMatch(day -> day.epochDay() < cut && day.epochDay() >= cut - JUST_NOW && day.peakRatio() >= level);
    }

    private void ask(String name, Peaks peaks, List<Day> after, long cut) {
        double truth = after.stream()
                .filter(day -> day.peakRatio() >= level)
                .mapToDouble(day -> day.epochDay() - cut + 1)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
        boolean reached = truth < Double.POSITIVE_INFINITY;
        cases.add(new Case(name, Recurrence.features(peaks, level), reached));
        sums.forEach((method, sum) -> {
            Prediction prediction = method.predict(peaks, level);
            sum.truePositives += prediction.alert() && reached ? 1 : 0;
            sum.falsePositives += prediction.alert() && !reached ? 1 : 0;
            sum.error +=
                    Math.abs(Math.min(prediction.days(), Recurrence.HORIZON) - Math.min(truth, Recurrence.HORIZON));
        });
        Trend trend = Trend.of(peaks);
        List<ForecastDay> forecast = Outlook.forecast(peaks, trend, Season.none(), cut);
        for (Day day : after) {
            ForecastDay said = forecast.get((int) (day.epochDay() - cut));
            forecasts++;
            within += day.peakRatio() >= said.low() && day.peakRatio() <= said.high() ? 1 : 0;
        }
    }

    /**
     * How each method did.
     *
     * @return in the order of the methods
     */
    public List<Score> scores() {
        int events = (int) cases.stream().filter(Case::reached).count();
        int n = cases.size();
        List<Score> scores = new ArrayList<>();
        sums.forEach((method, sum) -> scores.add(
                new Score(method, n, events, sum.truePositives, sum.falsePositives, n == 0 ? 0 : sum.error / n)));
        return scores;
    }

    /**
     * The share of daily peaks within the interval that is called 80 %.
     *
     * @return NaN if none was asked about
     */
    public double coverage() {
        return forecasts == 0 ? Double.NaN : (double) within / forecasts;
    }

    /**
     * All that was asked about.
     *
     * @return for a fit
     */
    public List<Case> cases() {
        return List.copyOf(cases);
    }
}
