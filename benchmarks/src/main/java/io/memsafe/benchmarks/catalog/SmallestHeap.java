package io.memsafe.benchmarks.catalog;

import io.memsafe.benchmarks.stand.Bisection;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The smallest heap in which each way to write the job completes, on each collector of each runtime. */
final class SmallestHeap {

    private static final List<Integer> SMALL =
            List.of(12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 80, 96, 128, 192, 256);
    private static final List<Integer> LARGE = List.of(64, 96, 128, 192, 256, 384, 512, 768, 1024);
    private static final int CONFIRMATIONS = 2;
    private static final int RUNS_A_SEARCH = 6;

    private static final Map<Contender, List<Integer>> STEPS = new LinkedHashMap<>();

    static {
        STEPS.put(Contender.GOVERNED, SMALL);
        STEPS.put(Contender.fixed(1000), SMALL);
        STEPS.put(Contender.COLLECT, LARGE);
    }

    private final Stand stand;
    private final Example example;
    private final List<Condition> conditions;
    private int used;
    private boolean outOfTime;

    SmallestHeap(Stand stand, Example example, List<Condition> conditions) {
        this.stand = stand;
        this.example = example;
        this.conditions = List.copyOf(conditions);
    }

    int planned() {
        return conditions.size() * STEPS.size() * RUNS_A_SEARCH;
    }

    void measure() {
        Table table = new Table(
                "Smallest heap that completes",
                "Found by halving over the steps " + SMALL + " MB, and " + LARGE + " MB for collect everything; a step"
                        + " counts if " + CONFIRMATIONS + " of " + CONFIRMATIONS + " runs complete and verify.",
                "collector",
                "JDK",
                "memsafe",
                "fixed 1,000",
                "collect everything");
        for (Condition condition : conditions) {
            table.row(
                    condition.collector().label(),
                    Integer.toString(condition.jdk().feature()),
                    search(Contender.GOVERNED, condition),
                    search(Contender.fixed(1000), condition),
                    search(Contender.COLLECT, condition));
        }
        stand.table(table);
    }

    private String search(Contender contender, Condition condition) {
        List<Integer> steps = STEPS.getOrDefault(contender, SMALL);
        used = 0;
        outOfTime = false;
        Optional<Integer> smallest =
                Bisection.smallest(steps, megabytes -> suffices(contender, condition.withHeap(megabytes)));
        stand.plan(used - RUNS_A_SEARCH);
        if (outOfTime) {
            return "out of time";
        }
        String answer =
                smallest.map(megabytes -> megabytes + " MB").orElse("more than " + steps.get(steps.size() - 1) + " MB");
        return smallest.filter(steps.get(0)::equals).isPresent() ? answer + " or less" : answer;
    }

    private boolean suffices(Contender contender, Condition condition) {
        for (int round = 1; round <= CONFIRMATIONS; round++) {
            if (outOfTime || !example.timeForOneMore()) {
                outOfTime = true;
                return false;
            }
            used++;
            Run run = example.run(contender, condition, round);
            outOfTime = Example.cut(run);
            if (!Example.good(run)) {
                return false;
            }
        }
        return true;
    }

    /** The conditions of all collectors that the runtimes have. */
    static List<Condition> conditions(List<Jdk> jdks, List<Collector> collectors) {
        return jdks.stream()
                .flatMap(jdk -> collectors.stream()
                        .filter(collector -> collector.availableOn(jdk))
                        .map(collector -> new Condition(jdk, collector, 0)))
                .toList();
    }
}
