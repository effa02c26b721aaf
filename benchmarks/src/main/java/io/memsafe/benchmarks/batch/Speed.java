package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.Contender;
import io.memsafe.benchmarks.batch.child.Contender.Kind;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The part {@code speed}: what each contender takes with plenty of heap. Contenders with as many workers take turns, and
 * a ratio is the median of the ratios within the rounds: on uniform items to the best fixed chunk, else to the told
 * ten lines. Greater is faster.
 */
final class Speed {
    private static final double OF_ORACLE = 0.95;
    private static final double OF_TEN_LINES = 0.90;

    private final Stand stand;
    private final Ring ring;
    private final Selection selection;
    private final int heapMegabytes;
    private final int rounds;
    private final int divisor;

    Speed(Stand stand, Ring ring, Selection selection, int heapMegabytes, int rounds, int divisor) {
        this.stand = stand;
        this.ring = ring;
        this.selection = selection;
        this.heapMegabytes = heapMegabytes;
        this.rounds = rounds;
        this.divisor = divisor;
    }

    private List<Workload> workloads() {
        return selection.workloads().stream()
                .filter(workload -> workload.repeats() > 1)
                .toList();
    }

    int planned() {
        return selection.conditions().size()
                * workloads().size()
                * selection.contenders().size()
                * rounds;
    }

    void measure() {
        for (Condition any : selection.conditions()) {
            Condition condition = any.withHeap(heapMegabytes);
            for (Workload workload : workloads()) {
                for (int workers : List.of(1, 2)) {
                    List<Contender> group = selection.contenders().stream()
                            .filter(contender -> contender.workers() == workers)
                            .toList();
                    if (!group.isEmpty()) {
                        report(workload, condition, workers, runs(workload, condition, group));
                    }
                }
            }
        }
    }

    /** Only rounds in which everybody who can complete did so are compared; who fails once is left out. */
    private Map<Contender, List<Run>> runs(Workload workload, Condition condition, List<Contender> group) {
        Map<Contender, List<Run>> runs = new LinkedHashMap<>();
        group.forEach(contender -> runs.put(contender, new ArrayList<>()));
        int repeats = Math.max(1, workload.repeats() / divisor);
        int round = 0;
        for (List<Contender> order : Interleaving.rounds(group, rounds)) {
            round++;
            for (Contender contender : order) {
                List<Run> own = runs.get(contender);
                if (own != null && ring.timeForOneMore()) {
                    Run run = ring.run(contender, workload, condition, repeats, round);
                    if (Outcome.complete(run)) {
                        own.add(run);
                    } else {
                        runs.remove(contender);
                    }
                }
            }
        }
        int whole = runs.values().stream().mapToInt(List::size).min().orElse(0);
        runs.values().forEach(own -> own.subList(whole, own.size()).clear());
        return whole == 0 ? Map.of() : runs;
    }

    private void report(Workload workload, Condition condition, int workers, Map<Contender, List<Run>> runs) {
        Optional<Contender> found = yardstick(workload, runs);
        String title = "Throughput of " + workload.key() + " with " + workers + " workers: " + condition;
        if (found.isEmpty()) {
            stand.note(title + ": nothing to compare with came to a good end.");
            return;
        }
        Contender yardstick = found.get();
        Table table = new Table(
                title,
                "Ratios to " + yardstick
                        + " of the same round: median (smallest..largest); greater is better. Making, turning"
                        + " and writing items is compiled by itself for everybody.",
                "contestant",
                "wall",
                "CPU",
                "seconds",
                "items a write",
                "collecting");
        runs.forEach((contender, own) -> table.row(
                contender.name(),
                ratio(runs, yardstick, contender, Outcome.SECONDS).text(2),
                ratio(runs, yardstick, contender, Outcome.CPU_SECONDS).text(2),
                spread(own, run -> run.number(Outcome.SECONDS)).text(1),
                spread(own, run -> run.number(Outcome.ITEMS_A_WRITE)).text(0),
                spread(own, run -> run.number(Outcome.COLLECTING)).text(2)));
        stand.table(table);
        double bar = workload == Workload.UNIFORM ? OF_ORACLE : OF_TEN_LINES;
        for (Contender contender : runs.keySet()) {
            if (contender.kind() == Kind.MEMSAFE && selection.judged(condition)) {
                String name =
                        stand.figureName(selection.key(condition) + "." + workload.key() + "." + workers + "w.speed-");
                stand.figure(Figure.atLeast(
                        name + "wall",
                        ratio(runs, yardstick, contender, Outcome.SECONDS).median(),
                        bar,
                        3));
                stand.figure(Figure.atLeast(
                        name + "cpu",
                        ratio(runs, yardstick, contender, Outcome.CPU_SECONDS).median(),
                        bar,
                        3));
            }
        }
    }

    private static Optional<Contender> yardstick(Workload workload, Map<Contender, List<Run>> runs) {
        if (workload != Workload.UNIFORM) {
            return runs.keySet().stream()
                    .filter(contender -> contender.kind() == Kind.TEN_LINES)
                    .findFirst();
        }
        Contender best = null;
        double fewest = Double.MAX_VALUE;
        for (Map.Entry<Contender, List<Run>> entry : runs.entrySet()) {
            double seconds =
                    spread(entry.getValue(), run -> run.number(Outcome.SECONDS)).median();
            if (entry.getKey().kind() == Kind.FIXED && seconds < fewest) {
                best = entry.getKey();
                fewest = seconds;
            }
        }
        return Optional.ofNullable(best);
    }

    private static Spread ratio(
            Map<Contender, List<Run>> runs, Contender yardstick, Contender contender, String number) {
        List<Run> of = runs.getOrDefault(yardstick, List.of());
        List<Run> own = runs.getOrDefault(contender, List.of());
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < own.size(); round++) {
            ratios.add(of.get(round).number(number) / own.get(round).number(number));
        }
        return Spread.of(ratios);
    }

    private static Spread spread(List<Run> runs, ToDoubleFunction<Run> number) {
        return Spread.of(runs.stream().mapToDouble(number).boxed().toList());
    }
}
