package io.memsafe.doctor;

import io.memsafe.doctor.plan.Backtest;
import io.memsafe.doctor.plan.Change;
import io.memsafe.doctor.plan.Crossing;
import io.memsafe.doctor.plan.ForecastDay;
import io.memsafe.doctor.plan.MemoryPlan;
import io.memsafe.doctor.plan.Method;
import io.memsafe.doctor.plan.Score;
import io.memsafe.doctor.plan.Trend;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Plans for people. */
final class PlanText {
    private static final double DAY_SECONDS = 86_400;
    private static final int MOST_CHANGES = 4;
    private static final int MOST_QUIET = 10;
    private static final double FAR = 365;

    private PlanText() {}

    /** Those with something to act on in full, and the only one; of the others their names. */
    static String of(List<MemoryPlan> plans, List<String> notes) {
        StringBuilder out = new StringBuilder();
        List<MemoryPlan> quiet = plans.stream().filter(plan -> !plan.alert()).toList();
        for (MemoryPlan plan : plans) {
            if (plan.alert() || plans.size() == 1) {
                line(out, headline(plan));
                line(out, "");
                facts(plan).forEach((name, value) -> line(out, String.format(Locale.ROOT, "%-9s%s", name, value)));
                if (!plan.actions().isEmpty()) {
                    line(out, "");
                    line(out, "What to do");
                    plan.actions().forEach(action -> line(out, "  - " + action));
                }
                line(out, "");
            }
        }
        if (plans.size() > 1 && !quiet.isEmpty()) {
            line(out, "Nothing to act on in " + quiet.size() + " of " + plans.size() + " series:");
            quiet.stream().limit(MOST_QUIET).forEach(plan -> line(out, "  " + headline(plan)));
            if (quiet.size() > MOST_QUIET) {
                line(out, "  and " + (quiet.size() - MOST_QUIET) + " more");
            }
            line(out, "");
        }
        notes.forEach(note -> line(out, "Note: " + note));
        return out.toString().stripTrailing() + System.lineSeparator();
    }

    static String headline(MemoryPlan plan) {
        Crossing high = plan.crossings().get(plan.crossings().size() - 1);
        Crossing first = high.alert() ? high : plan.crossings().get(0);
        String level = percent(first.level(), 0) + " of the limit";
        if (!first.alert()) {
            return plan.name() + ": nothing leads to 80 % of the limit within 30 days";
        }
        return plan.name() + ": "
                + switch (first.basis()) {
                    case REACHED -> "peaks are at " + level + " now";
                    case TREND -> "memory grows to " + level + " in " + days(first);
                    case RECURRENCE -> "a peak at " + level + " is likely within 30 days";
                    case METHOD, NONE -> "the line is at " + level + " in " + days(first);
                };
    }

    static Map<String, String> facts(MemoryPlan plan) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("samples", samples(plan));
        facts.put("limit", plan.unit().text(plan.limit()) + changes(plan, Change.Kind.RESIZE, "; resized "));
        facts.put(
                "now",
                String.format(
                        Locale.ROOT,
                        "mean %s, peak %s (last 7 days); highest %s on %s",
                        percent(plan.meanRatio(), 1),
                        percent(plan.peakRatio(), 1),
                        percent(plan.highestRatio(), 1),
                        LocalDate.ofEpochDay(plan.highestDay())));
        facts.put("trend", trend(plan) + changes(plan, Change.Kind.RESTART, "; fell, as at a restart, "));
        facts.put("season", season(plan));
        facts.put(
                "peaks",
                plan.daysAtLevel() == 0
                        ? "none at 90 % on " + plan.observedDays() + " days"
                        : "at 90 % on " + plan.daysAtLevel() + " of " + plan.observedDays() + " days, in "
                                + plan.episodes() + (plan.episodes() == 1 ? " episode" : " episodes"));
        List<ForecastDay> forecast = plan.forecast();
        ForecastDay tomorrow = forecast.get(0);
        ForecastDay last = forecast.get(forecast.size() - 1);
        facts.put(
                "forecast",
                "daily peak " + range(tomorrow) + " tomorrow, " + range(last) + " on "
                        + LocalDate.ofEpochDay(last.epochDay()) + " (80 % interval)");
        for (Crossing crossing : plan.crossings()) {
            facts.put("to " + percent(crossing.level(), 0), crossing(crossing, plan.noTrend()));
        }
        return facts;
    }

    private static String samples(MemoryPlan plan) {
        double days = Duration.between(plan.from(), plan.to()).toSeconds() / DAY_SECONDS;
        return String.format(
                Locale.ROOT,
                "%,d over %.1f days, %s to %s%s%s",
                plan.samples(),
                days,
                date(plan.from()),
                date(plan.to()),
                plan.gaps() == 0
                        ? ""
                        : ", " + plan.gaps() + (plan.gaps() == 1 ? " gap" : " gaps") + " (longest "
                                + plan.longestGap().toHours() + " h)",
                plan.duplicates() == 0 ? "" : ", " + plan.duplicates() + " duplicates left out");
    }

    private static String trend(MemoryPlan plan) {
        Trend trend = plan.trend();
        return trend.significant()
                ? String.format(
                        Locale.ROOT,
                        "%+.2f %% of the limit a day (%+.2f to %+.2f)",
                        100 * trend.perDay(),
                        100 * trend.lowPerDay(),
                        100 * trend.highPerDay())
                : "no significant trend";
    }

    private static String season(MemoryPlan plan) {
        String daily = plan.season().daily()
                ? String.format(
                        Locale.ROOT,
                        "daily, highest at %02d:00 UTC",
                        plan.season().highestHour())
                : "";
        String weekly = plan.season().weekly()
                ? "weekly, highest on "
                        + DayOfWeek.of(plan.season().highestWeekday()).getDisplayName(TextStyle.FULL, Locale.ENGLISH)
                : "";
        return daily.isEmpty() && weekly.isEmpty()
                ? "none"
                : daily + (daily.isEmpty() || weekly.isEmpty() ? "" : "; ") + weekly;
    }

    private static String changes(MemoryPlan plan, Change.Kind kind, String lead) {
        List<Change> changes =
                plan.changes().stream().filter(change -> change.kind() == kind).toList();
        if (changes.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder(lead);
        changes.stream()
                .limit(MOST_CHANGES)
                .forEach(change -> out.append(out.length() == lead.length() ? "" : ", ")
                        .append(LocalDate.ofEpochDay(change.epochDay()))
                        .append(" (")
                        .append(plan.unit().text(change.from()))
                        .append(" -> ")
                        .append(plan.unit().text(change.to()))
                        .append(')'));
        return changes.size() > MOST_CHANGES
                ? out + " and " + (changes.size() - MOST_CHANGES) + " more"
                : out.toString();
    }

    private static String crossing(Crossing crossing, boolean flat) {
        String chance = Double.isNaN(crossing.probability())
                ? ""
                : String.format(Locale.ROOT, "; chance within 30 days %.0f %%", 100 * crossing.probability());
        return switch (crossing.basis()) {
            case REACHED -> "reached in the last three days";
            case TREND -> days(crossing) + ", by growth";
            case RECURRENCE -> days(crossing) + ", as peaks recur" + chance;
            case METHOD -> days(crossing) + ", by the method that was asked for";
            case NONE -> (flat ? "no significant trend" : "not within a year by the trend") + chance;
        };
    }

    static String days(Crossing crossing) {
        if (number(crossing.lowDays()).equals(number(crossing.highDays()))) {
            return number(crossing.days()) + " days";
        }
        return number(crossing.lowDays()) + " to "
                + (crossing.highDays() > FAR ? "more than 365" : number(crossing.highDays())) + " days (most likely "
                + number(crossing.days()) + ")";
    }

    private static String number(double days) {
        return String.format(Locale.ROOT, days < 10 ? "%.1f" : "%.0f", days);
    }

    private static String range(ForecastDay day) {
        return String.format(Locale.ROOT, "%.0f to %.0f %%", 100 * day.low(), 100 * day.high());
    }

    private static String date(Instant time) {
        return time.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    static String percent(double ratio, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * ratio);
    }

    static String of(Backtest backtest, int series, double level) {
        StringBuilder out = new StringBuilder();
        List<Score> scores = backtest.scores();
        line(
                out,
                "Is the daily peak at " + percent(level, 0) + " of the limit within 30 days? Asked "
                        + scores.get(0).cuts() + " times of " + series + " series; "
                        + scores.get(0).events()
                        + " times it was.");
        line(out, "");
        line(out, "method          precision  recall    F1  false alarms  days off");
        for (Score score : scores) {
            line(
                    out,
                    String.format(
                            Locale.ROOT,
                            "%-16s     %5.2f   %5.2f  %4.2f         %5.3f     %5.2f",
                            score.method().id(),
                            score.precision(),
                            score.recall(),
                            score.f1(),
                            score.falsePositiveRate(),
                            score.dayError()));
        }
        line(out, "");
        line(
                out,
                String.format(
                        Locale.ROOT,
                        "Of the daily peaks that followed, %.0f %% were within the 80 %% interval of '%s'.",
                        100 * backtest.coverage(),
                        Method.MEMSAFE.id()));
        return out.toString();
    }

    private static void line(StringBuilder out, String text) {
        out.append(text).append(System.lineSeparator());
    }
}
