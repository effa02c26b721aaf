package io.memsafe.doctor.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a series says of the time to come. Shares are of the limit that was in force.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name of the series
 * @param unit of the limit and of changes
 * @param method by which the crossings are told
 * @param from the first sample that is kept
 * @param to the last sample
 * @param samples how many there were
 * @param duplicates how many were left out since they had the time of the one before
 * @param gaps stretches without a sample that are much longer than usual
 * @param longestGap zero without one
 * @param limit in force at the end
 * @param meanRatio of the last seven days
 * @param peakRatio of the last seven days
 * @param highestRatio of the last ninety days
 * @param highestDay when that was, in days since 1970-01-01
 * @param trend of the daily peaks of the last ninety days
 * @param season what recurs with the hour and the weekday
 * @param changes restarts and resizes within the last ninety days
 * @param episodes how often the highest level was reached in the last ninety days; peaks two days apart are one episode
 * @param daysAtLevel on how many days
 * @param observedDays of how many
 * @param history the days the plan was made from
 * @param forecast the thirty days after the last one
 * @param crossings of each level, the lowest first
 * @param actions what to do; empty if there is nothing to act on
 */
public record MemoryPlan(
        String name,
        SeriesUnit unit,
        Method method,
        Instant from,
        Instant to,
        long samples,
        long duplicates,
        int gaps,
        Duration longestGap,
        double limit,
        double meanRatio,
        double peakRatio,
        double highestRatio,
        long highestDay,
        Trend trend,
        Season season,
        List<Change> changes,
        int episodes,
        int daysAtLevel,
        int observedDays,
        List<Day> history,
        List<ForecastDay> forecast,
        List<Crossing> crossings,
        List<String> actions) {

    /**
     * Copies the lists.
     *
     * @param name of the series
     * @param unit of the limit and of changes
     * @param method by which the crossings are told
     * @param from the first sample that is kept
     * @param to the last sample
     * @param samples how many there were
     * @param duplicates how many were left out since they had the time of the one before
     * @param gaps stretches without a sample that are much longer than usual
     * @param longestGap zero without one
     * @param limit in force at the end
     * @param meanRatio of the last seven days
     * @param peakRatio of the last seven days
     * @param highestRatio of the last ninety days
     * @param highestDay when that was, in days since 1970-01-01
     * @param trend of the daily peaks of the last ninety days
     * @param season what recurs with the hour and the weekday
     * @param changes restarts and resizes within the last ninety days
     * @param episodes how often the highest level was reached in the last ninety days; peaks two days apart are one episode
     * @param daysAtLevel on how many days
     * @param observedDays of how many
     * @param history the days the plan was made from
     * @param forecast the thirty days after the last one
     * @param crossings of each level, the lowest first
     * @param actions what to do; empty if there is nothing to act on
     */
    public MemoryPlan {
        changes = List.copyOf(changes);
        history = List.copyOf(history);
        forecast = List.copyOf(forecast);
        crossings = List.copyOf(crossings);
        actions = List.copyOf(actions);
    }

    /**
     * Whether there is something to act on.
     *
     * @return whether a level was just reached, or is to be expected within 30 days
     */
    public boolean alert() {
        return crossings.stream().anyMatch(Crossing::alert);
    }

    /**
     * Whether anything leads to a level.
     *
     * @return {@code true} if nothing grows and no level is to be expected
     */
    public boolean noTrend() {
        return !trend.significant();
    }

    /**
     * Where the line of the trend is on a day.
     *
     * @param epochDay days since 1970-01-01
     * @return a share of the limit
     */
    public double trendAt(long epochDay) {
        long last = history.get(history.size() - 1).epochDay();
        return trend.atEnd() + trend.perDay() * (epochDay - last);
    }
}
