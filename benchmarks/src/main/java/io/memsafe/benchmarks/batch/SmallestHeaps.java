package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.Contender;
import io.memsafe.benchmarks.batch.child.Contender.Kind;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.benchmarks.stand.Bisection;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * The part {@code smallest}: in which heap does each contender complete each workload, with nothing lost or doubled and
 * no error in the tenant? memsafe has to do so where anybody with as many workers does.
 */
final class SmallestHeaps {
    private static final int RUNS_A_SEARCH = 4;
    private static final String NONE = "-";
    private static final String OUT_OF_TIME = "out of time";

    private final Stand stand;
    private final Ring ring;
    private final Selection selection;
    private final int confirmations;
    private int used;
    private boolean outOfTime;

    SmallestHeaps(Stand stand, Ring ring, Selection selection, int confirmations) {
        this.stand = stand;
        this.ring = ring;
        this.selection = selection;
        this.confirmations = confirmations;
    }

    int planned() {
        return selection.conditions().size()
                * selection.workloads().size()
                * selection.contenders().size()
                * RUNS_A_SEARCH;
    }

    void measure() {
        for (Condition condition : selection.conditions()) {
            Map<Workload, Map<Contender, String>> found = new LinkedHashMap<>();
            for (Workload workload : selection.workloads()) {
                Map<Contender, String> row = new LinkedHashMap<>();
                for (Contender contender : selection.contenders()) {
                    row.put(contender, search(contender, workload, condition));
                }
                found.put(workload, row);
                figures(condition, workload, row);
            }
            report(condition, found);
        }
    }

    private String search(Contender contender, Workload workload, Condition condition) {
        used = 0;
        outOfTime = false;
        Optional<Integer> smallest =
                Bisection.smallest(selection.heaps(), heap -> suffices(contender, workload, condition.withHeap(heap)));
        stand.plan(used - RUNS_A_SEARCH);
        return outOfTime ? OUT_OF_TIME : smallest.map(String::valueOf).orElse(NONE);
    }

    private boolean suffices(Contender contender, Workload workload, Condition condition) {
        for (int round = 1; round <= confirmations; round++) {
            if (outOfTime || !ring.timeForOneMore()) {
                outOfTime = true;
                return false;
            }
            used++;
            Run run = ring.run(contender, workload, condition, 1, round);
            outOfTime = Outcome.cut(run);
            if (!Outcome.good(run, workload)) {
                return false;
            }
        }
        return true;
    }

    private void figures(Condition condition, Workload workload, Map<Contender, String> row) {
        for (Contender contender : row.keySet()) {
            if (contender.kind() != Kind.MEMSAFE || !selection.judged(condition)) {
                continue;
            }
            OptionalInt best =
                    best(row, other -> other.kind() != Kind.MEMSAFE && other.workers() == contender.workers());
            OptionalInt own = best(row, contender::equals);
            String name = stand.figureName(
                    selection.key(condition) + "." + workload.key() + "." + contender.workers() + "w.smallest-mb");
            if (best.isPresent() && !OUT_OF_TIME.equals(row.get(contender))) {
                stand.figure(Figure.atMost(name, own.isPresent() ? own.getAsInt() : Double.NaN, best.getAsInt(), 0));
            }
        }
    }

    private static OptionalInt best(Map<Contender, String> row, Predicate<Contender> who) {
        return row.entrySet().stream()
                .filter(entry -> who.test(entry.getKey()))
                .filter(entry ->
                        !entry.getValue().equals(NONE) && !entry.getValue().equals(OUT_OF_TIME))
                .mapToInt(entry -> Integer.parseInt(entry.getValue()))
                .min();
    }

    private void report(Condition condition, Map<Workload, Map<Contender, String>> found) {
        List<String> head = new ArrayList<>(List.of("contestant"));
        found.keySet().forEach(workload -> head.add(workload.key()));
        String where =
                condition.collector().label() + ", JDK " + condition.jdk().feature();
        Table table = new Table(
                "Smallest heap that completes, in MB: " + where,
                "By halving over " + selection.heaps() + " MB; a heap counts if " + confirmations + " of "
                        + confirmations
                        + " runs write every item once and, unless a poisonous item fills the heap, a tenant meets no error. - means"
                        + " that none of them suffices.",
                head.toArray(String[]::new));
        List<List<String>> rows = new ArrayList<>();
        for (Contender contender : selection.contenders()) {
            List<String> row = new ArrayList<>(List.of(contender.name()));
            found.values().forEach(column -> row.add(column.getOrDefault(contender, "")));
            table.row(row.toArray(String[]::new));
            rows.add(row);
        }
        stand.table(table);
        stand.picture(
                "smallest-" + selection.key(condition),
                "Smallest heap that completes: " + where,
                HeapChart.of("Smallest heap that completes, in MB: " + where, selection.heaps(), head, rows));
    }
}
