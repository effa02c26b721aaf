package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.Contender;
import io.memsafe.benchmarks.batch.child.Contender.Kind;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The part {@code poison}: exactly the guilty item is given up, or none; all others are written, and nobody hangs. */
final class Poisons {
    private final Stand stand;
    private final Ring ring;
    private final Selection selection;
    private final int heapMegabytes;
    private final int rounds;

    Poisons(Stand stand, Ring ring, Selection selection, int heapMegabytes, int rounds) {
        this.stand = stand;
        this.ring = ring;
        this.selection = selection;
        this.heapMegabytes = heapMegabytes;
        this.rounds = rounds;
    }

    private List<Workload> workloads() {
        return selection.workloads().stream().filter(Workload::poisoned).toList();
    }

    int planned() {
        return selection.conditions().size()
                * workloads().size()
                * selection.contenders().size()
                * rounds;
    }

    void measure() {
        for (Condition each : selection.conditions()) {
            Condition condition = each.withHeap(heapMegabytes);
            for (Workload workload : workloads()) {
                Map<Contender, List<Run>> runs = new LinkedHashMap<>();
                selection.contenders().forEach(contender -> runs.put(contender, new ArrayList<>()));
                int round = 0;
                for (List<Contender> order : Interleaving.rounds(selection.contenders(), rounds)) {
                    round++;
                    for (Contender contender : order) {
                        if (ring.timeForOneMore()) {
                            Run run = ring.run(contender, workload, condition, 1, round);
                            runs.computeIfAbsent(contender, any -> new ArrayList<>())
                                    .add(run);
                        }
                    }
                }
                report(workload, condition, runs);
            }
        }
    }

    private void report(Workload workload, Condition condition, Map<Contender, List<Run>> runs) {
        Table table = new Table(
                workload.key() + ": " + condition,
                workload.story() + ". complete means that every item was written once, but for the hopeless one.",
                "contestant",
                "ends",
                "not written, of " + workload.items(),
                "given up",
                "errors",
                "errors of the tenant",
                "seconds");
        runs.forEach((contender, own) -> {
            own.removeIf(Outcome::cut);
            if (own.isEmpty()) {
                return;
            }
            Map<Object, Integer> ends = new TreeMap<>();
            own.forEach(run -> ends.merge(String.valueOf(run.values().get(Outcome.END)), 1, Integer::sum));
            Run last = own.get(own.size() - 1);
            table.row(
                    contender.name(),
                    ends.toString(),
                    whole(workload.items() - last.number(Outcome.WRITTEN)),
                    whole(last.number(Outcome.GIVEN_UP)),
                    whole(last.number(Outcome.ERRORS)),
                    whole(last.number(Outcome.TENANT_ERRORS)),
                    String.valueOf(Math.round(last.number(Outcome.SECONDS) * 10) / 10.0));
            if (contender.kind() == Kind.MEMSAFE && selection.judged(condition)) {
                stand.figure(Figure.all(
                        stand.figureName(selection.key(condition) + "." + workload.key() + "." + contender.workers()
                                + "w.contained"),
                        own.stream().filter(Outcome::complete).count(),
                        own.size()));
            }
        });
        stand.table(table);
    }

    private static String whole(double number) {
        return Long.toString(Math.round(number));
    }
}
