package io.memsafe.benchmarks.giveback;

import io.memsafe.PressureLevel;
import io.memsafe.benchmarks.giveback.child.Part;
import io.memsafe.benchmarks.giveback.child.Recording;
import io.memsafe.benchmarks.giveback.child.Way;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Turns runs into figures, tables and pictures.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class Report {
    private static final double SECONDS_TO_GIVE_BACK = 1;
    private static final double SECONDS_TO_RECOVER = 5;
    private static final double MEGABYTE = 1 << 20;
    private static final String NONE = "-";

    private final Stand stand;
    private final Table parts = new Table(
            "What is given back",
            "Medians with the smallest and the largest. Held: when the level was published, in megabytes. May: what it may give back of"
                    + " that at this level by its settings. Seconds: until 90 % of that were given back, from the publication"
                    + " of the level, and from when the part was asked. At WARNING parts are asked one at a time and only"
                    + " while the level stands.",
            "collector, JDK",
            "level",
            "part",
            "held",
            "may",
            "seconds",
            "seconds since asked",
            "given back after 1 s, %",
            "runs");
    private final Table ways = new Table(
            "Contestants",
            "Operations a second, medians of tenths of a second: usual, before the ballast grows; pressed, while it is full; after,"
                    + " in the last three seconds. Normal: seconds from the end of the ballast to NORMAL. Recovered: seconds from there"
                    + " until 95 % of the usual throughput are reached and kept for a second, and the same of the operations for each miss,"
                    + " which other programs on the machine do not change. Uncounted: megabytes of the heap that a"
                    + " collection left under pressure beyond what the program counts.",
            "collector, JDK",
            "contestant",
            "lived",
            "worst level",
            "usual",
            "pressed",
            "after",
            "normal",
            "recovered",
            "recovered, by misses",
            "uncounted",
            "made",
            "lost, doubled or wrong");

    Report(Stand stand) {
        this.stand = stand;
    }

    /** Adds what is known of a condition. */
    void condition(Condition condition, Map<Way, List<Run>> results, List<Recording> recordings) {
        List<Run> bound = results.getOrDefault(Way.MEMSAFE, List.of());
        String name = condition.key() + ".";
        for (Part part : Part.values()) {
            stand.figure(Figure.atMost(
                    stand.figureName(name + part.label() + ".critical-s"),
                    median(bound, Trial.name(part, PressureLevel.CRITICAL, Trial.SECONDS)),
                    SECONDS_TO_GIVE_BACK,
                    2));
            for (PressureLevel level : PressureLevel.values()) {
                row(condition, part, level, bound);
            }
        }
        stand.figure(Figure.atMost(
                stand.figureName(name + "recover-s"), median(bound, Trial.TO_RECOVER), SECONDS_TO_RECOVER, 1));
        stand.figure(Figure.all(
                stand.figureName(name + "lived"),
                bound.stream().filter(Report::lived).count(),
                bound.size()));
        long faults = 0;
        long verified = 0;
        for (List<Run> runs : results.values()) {
            for (Run run : runs) {
                if (lived(run)) {
                    verified++;
                    faults += run.number(Trial.FAULTS) == 0 ? 0 : 1;
                }
            }
        }
        stand.figure(Figure.all(stand.figureName(name + "none-lost-or-doubled"), verified - faults, verified));
        results.forEach((way, runs) -> row(condition, way, runs));
        if (!recordings.isEmpty()) {
            stand.picture(
                    condition.collector().label() + "." + condition.jdk().feature(),
                    "One run on " + condition,
                    Picture.of("Caches and pools under pressure: " + condition, recordings.get(0)));
        }
    }

    void end() {
        stand.table(parts);
        stand.table(ways);
    }

    private void row(Condition condition, Part part, PressureLevel level, List<Run> runs) {
        int count = numbers(runs, Trial.name(part, level, Trial.MAY)).size();
        if (count > 0) {
            parts.row(
                    place(condition),
                    level.name(),
                    part.label(),
                    spread(runs, Trial.name(part, level, Trial.HELD), MEGABYTE, 1),
                    spread(runs, Trial.name(part, level, Trial.MAY), MEGABYTE, 1),
                    spread(runs, Trial.name(part, level, Trial.SECONDS), 1, 2),
                    spread(runs, Trial.name(part, level, Trial.SINCE_ASKED), 1, 2),
                    spread(runs, Trial.name(part, level, Trial.IN_ONE_SECOND), 0.01, 0),
                    Integer.toString(count));
        }
    }

    private void row(Condition condition, Way way, List<Run> runs) {
        if (runs.isEmpty()) {
            return;
        }
        ways.row(
                place(condition),
                way.label(),
                runs.stream().filter(Report::lived).count() + " of " + runs.size(),
                String.join(
                        " ",
                        runs.stream()
                                .map(run -> text(run, Trial.WORST))
                                .distinct()
                                .toList()),
                spread(runs, Trial.BASELINE, 1, 0),
                spread(runs, Trial.PRESSED, 1, 0),
                spread(runs, Trial.AFTER, 1, 0),
                spread(runs, Trial.TO_NORMAL, 1, 1),
                spread(runs, Trial.TO_RECOVER, 1, 1),
                spread(runs, Trial.TO_RECOVER_HITS, 1, 1),
                spread(runs, Trial.UNACCOUNTED, MEGABYTE, 1),
                spread(runs, Trial.MADE, 1, 0),
                spread(runs, Trial.FAULTS, 1, 0));
    }

    private static String place(Condition condition) {
        return condition.collector().label() + ", JDK " + condition.jdk().feature();
    }

    private static boolean lived(Run run) {
        return text(run, Trial.END).equals(Trial.LIVED);
    }

    private static String text(Run run, String name) {
        return String.valueOf(run.values().get(name)).toLowerCase(Locale.ROOT);
    }

    private static List<Double> numbers(List<Run> runs, String name) {
        List<Double> numbers = new ArrayList<>();
        for (Run run : runs) {
            if (run.values().get(name) instanceof Number number) {
                numbers.add(number.doubleValue());
            }
        }
        return numbers;
    }

    /** {@code NaN} unless every run has the number: what did not happen in one run is not good. */
    private static double median(List<Run> runs, String name) {
        List<Double> numbers = numbers(runs, name);
        return numbers.isEmpty() || numbers.size() < runs.size()
                ? Double.NaN
                : Spread.of(numbers).median();
    }

    private static String spread(List<Run> runs, String name, double unit, int decimals) {
        List<Double> numbers =
                numbers(runs, name).stream().map(number -> number / unit).toList();
        return numbers.isEmpty() ? NONE : Spread.of(numbers).text(decimals);
    }
}
