package io.memsafe.benchmarks.catalog;

import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the governed runs lost or wrote twice, over all runs that came to an end by themselves.
 *
 * <p>How many entries the input of a runtime has is taken from a run that a second count has confirmed. Entries in
 * quarantine are not lost: they are named there. A run that failed or was killed came to no end and is not counted here,
 * only where it should have been complete.
 */
final class Losses {

    private static final Set<Object> ENDS = Set.of(ChildReport.COMPLETE, ChildReport.INCOMPLETE);

    /** What the example writes when its second count finds another checksum than the database. */
    private static final String OTHER_CHECKSUM = "but the input has";

    private final Map<Integer, Long> expected = new HashMap<>();
    private final Map<Run, Integer> ended = new LinkedHashMap<>();
    private long contained;

    void add(Contender contender, Condition condition, Run run) {
        int feature = condition.jdk().feature();
        if (Example.good(run)) {
            expected.putIfAbsent(feature, entries(run));
        }
        if (!contender.equals(Contender.GOVERNED)) {
            return;
        }
        contained += Math.round(run.number(ChildReport.CONTAINED));
        if (ENDS.contains(run.values().get(ChildReport.END))) {
            ended.put(run, feature);
        }
    }

    /** Governed runs that reached the end of the input. */
    int runs() {
        return ended.size();
    }

    /** OutOfMemoryErrors that the governed runs met and survived. */
    long contained() {
        return contained;
    }

    /** Entries that are missing. */
    long lost() {
        return differences().stream()
                .mapToLong(difference -> Math.max(0, -difference))
                .sum();
    }

    /** Entries that are there more often than once. */
    long twice() {
        return differences().stream()
                .mapToLong(difference -> Math.max(0, difference))
                .sum();
    }

    /** Runs of which the second count said that the database is not the input, also if the numbers agree. */
    long contradicted() {
        return ended.keySet().stream().filter(Losses::isContradicted).count();
    }

    private List<Long> differences() {
        List<Long> differences = new ArrayList<>();
        ended.forEach((run, feature) -> {
            Long whole = expected.get(feature);
            if (whole != null) {
                differences.add(entries(run) - whole);
            }
        });
        return differences;
    }

    private static boolean isContradicted(Run run) {
        return String.valueOf(run.values().get(ChildReport.NOTE)).contains(OTHER_CHECKSUM);
    }

    private static long entries(Run run) {
        return Math.round(run.number(ChildReport.ITEMS) + run.number(ChildReport.SET_ASIDE));
    }
}
