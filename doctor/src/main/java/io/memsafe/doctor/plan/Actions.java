package io.memsafe.doctor.plan;

import java.util.ArrayList;
import java.util.List;

/** What to do about a plan. */
final class Actions {
    /** Where the highest peak to be expected should be. */
    private static final double ROOM = 0.8;

    private static final int SAW = 2;
    private static final int SOON = 7;

    private Actions() {}

    static List<String> of(
            SeriesUnit unit,
            double limit,
            double highest,
            Trend trend,
            List<Change> changes,
            List<ForecastDay> forecast,
            List<Crossing> crossings) {
        List<String> actions = new ArrayList<>();
        Crossing first = null;
        for (Crossing crossing : crossings) {
            if (crossing.alert()) {
                first = first == null || crossing.basis() == Crossing.Basis.TREND ? crossing : first;
            }
        }
        if (first == null) {
            return actions;
        }
        double top = Math.max(highest, forecast.get(forecast.size() - 1).high());
        long restarts = changes.stream()
                .filter(change -> change.kind() == Change.Kind.RESTART)
                .count();
        boolean grows = trend.significant() && trend.perDay() > 0;
        if (grows) {
            actions.add(
                    "Find what grows: compare two heap histograms a day apart (jcmd PID GC.class_histogram), and what is beside"
                            + " the heap with Native Memory Tracking (jcmd PID VM.native_memory summary.diff). More memory only buys time.");
            if (restarts >= SAW) {
                actions.add(
                        "It fell " + restarts + " times and grew again each time, as a leak does that restarts hide.");
            }
        } else {
            actions.add(
                    "Find what runs at the peaks: compare their times with jobs, deployments, backups and traffic; spread"
                            + " the jobs, or bound what one of them may hold.");
        }
        if (top > ROOM) {
            actions.add(
                    unit == SeriesUnit.BYTES
                            ? "Until then raise the limit from " + unit.text(limit) + " to "
                                    + unit.text(limit * top / ROOM)
                                    + ": the highest peak to be expected within 30 days ("
                                    + percent(top) + " of the limit) would then be at 80 %."
                            : "Until then raise the limit by " + percent(top / ROOM - 1)
                                    + ": the highest peak to be expected within 30 days (" + percent(top)
                                    + " of the limit) would then be at 80 %.");
        }
        if (grows && first.basis() == Crossing.Basis.TREND && first.lowDays() < SOON) {
            actions.add("Plan a restart at a quiet hour within " + Math.max(1, (int) first.lowDays())
                    + " days, should neither be done by then.");
        }
        actions.add("Alert on the daily peak at " + percent(first.level())
                + " of the limit, and run this plan again in a week.");
        return actions;
    }

    private static String percent(double ratio) {
        return SeriesUnit.PERCENT.text(100 * ratio);
    }
}
