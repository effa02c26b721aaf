package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.signals.child.CostChild;
import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Interleaving;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.Spread;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.fork.ForkedResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part {@code cost}: processor time of the governor's threads, idle and under pressure, and the throughput of an
 * allocating program with the governor on beside off, in pairs that take turns.
 *
 * <p>What the JVM itself spends on notifications and on its log shows in the throughput only.
 */
final class Cost {
    private static final int HEAP_MEGABYTES = 256;
    private static final double MOST_IDLE = 0.001;
    private static final double MOST_UNDER_PRESSURE = 0.005;
    private static final double LEAST_THROUGHPUT = 0.99;
    private static final double START_SECONDS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ARRAYS = "arrays";
    private static final String CPU_SHARE = "cpuShare";
    private static final String RATE = "megabytesPerSecond";

    private static final int GRAPH_PERCENT = 40;
    private static final int ARRAYS_PERCENT = 50;

    private final Stand stand;
    private final List<Cell> cells;
    private final int pairs;
    private final int seconds;
    private final int warmUp;

    /**
     * A part of the lab.
     *
     * @param pairs how often on and off take turns
     * @param seconds how long each child is measured
     * @param warmUp how many seconds the governor has to get warm before its processor time counts
     */
    Cost(Stand stand, List<Cell> cells, int pairs, int seconds, int warmUp) {
        this.stand = stand;
        this.cells = cells;
        this.pairs = pairs;
        this.seconds = seconds;
        this.warmUp = warmUp;
    }

    int planned() {
        return cells.size() * (2 + 4 * pairs);
    }

    void measure() {
        Table table = new Table(
                "What the governor costs",
                "Processor time of its threads as a share of one core: in a program that does nothing, and with 80 % of"
                        + " the heap live and 150 MB/s of garbage. Throughput: megabytes allocated by two threads that"
                        + " compute with them, with the governor over without, in pairs that took turns: with 40 % of the"
                        + " heap live in small objects, as ordinary programs have them; and in a JVM that has nearly"
                        + " nothing but half a heap of arrays, where marking the classes and beans that the governor needs"
                        + " makes each collection longer.",
                "collector, JDK",
                "idle, % of a core",
                "under pressure, % of a core",
                "throughput on / off",
                "a bare JVM, on / off",
                "pairs");
        cells.forEach(cell -> measure(cell, table));
        if (!table.rows().isEmpty()) {
            stand.table(table);
        }
    }

    private void measure(Cell cell, Table table) {
        double expected = 2 * warmUp + 4 * pairs * throughputWarmUp() + (2 + 4 * pairs) * (seconds + START_SECONDS);
        if (!stand.timeFor(Duration.ofMillis((long) (expected * 1000)))) {
            stand.note("Out of time, so not measured: cost on " + cell + ".");
            return;
        }
        double idle = run(cell, "idle", "on", "IDLE", ARRAYS, 5, warmUp, 1).number(CPU_SHARE);
        double pressed = run(cell, "under pressure", "on", Scenario.Load.CAPPED.name(), ARRAYS, 80, warmUp, 1)
                .number(CPU_SHARE);
        Spread working = throughput(cell, "working", "graph", GRAPH_PERCENT);
        Spread bare = throughput(cell, "working in a bare JVM", ARRAYS, ARRAYS_PERCENT);
        String name = cell.key() + ".cost.";
        stand.figure(Figure.atMost(stand.figureName(name + "idle"), idle, MOST_IDLE, 5));
        stand.figure(Figure.atMost(stand.figureName(name + "pressure"), pressed, MOST_UNDER_PRESSURE, 5));
        stand.figure(Figure.atLeast(stand.figureName(name + "throughput"), working.median(), LEAST_THROUGHPUT, 3));
        table.row(
                cell.toString(),
                Spread.fixed(idle * 100, 3),
                Spread.fixed(pressed * 100, 3),
                working.text(3),
                bare.text(3),
                Integer.toString(pairs));
    }

    /** Most of what the governor needs is compiled after that. */
    private int throughputWarmUp() {
        return warmUp / 3;
    }

    private Spread throughput(Cell cell, String what, String held, int heldPercent) {
        List<Double> ratios = new ArrayList<>();
        int round = 0;
        for (List<String> order : Interleaving.rounds(List.of("on", "off"), pairs)) {
            round++;
            Map<String, Double> rates = new LinkedHashMap<>();
            for (String governor : order) {
                rates.put(
                        governor,
                        run(cell, what, governor, "WORK", held, heldPercent, throughputWarmUp(), round)
                                .number(RATE));
            }
            ratios.add(rates.getOrDefault("on", Double.NaN) / rates.getOrDefault("off", Double.NaN));
        }
        return Spread.of(ratios);
    }

    private Run run(
            Cell cell,
            String what,
            String governor,
            String load,
            String held,
            int heldPercent,
            int warmUpSeconds,
            int round) {
        return stand.run(what + " " + governor + ", " + cell, round, () -> {
            ForkedResult result = cell.child(HEAP_MEGABYTES)
                    .ownClassPath()
                    .main(
                            CostChild.class.getName(),
                            governor,
                            load,
                            held,
                            Integer.toString(heldPercent),
                            Integer.toString(warmUpSeconds),
                            Integer.toString(seconds))
                    .timeout(LIMIT)
                    .run();
            return values(result.lines(), result.errorTail());
        });
    }

    /** The numbers of the line {@code @cost} that a child prints. */
    static Map<String, Object> values(List<String> lines, String errorTail) {
        for (String line : lines) {
            if (line.startsWith("@cost ")) {
                Map<String, Object> values = new LinkedHashMap<>();
                for (String name : List.of(CPU_SHARE, RATE)) {
                    int at = line.indexOf(name + "=") + name.length() + 1;
                    int end = line.indexOf(' ', at);
                    values.put(name, Double.parseDouble(line.substring(at, end < 0 ? line.length() : end)));
                }
                return values;
            }
        }
        throw new CannotMeasureException("the child printed no line @cost: " + errorTail);
    }
}
