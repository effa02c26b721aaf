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
    private static final int LARGE_HEAP_MEGABYTES = 1_024;
    private static final double MOST_IDLE = 0.001;
    private static final double MOST_UNDER_PRESSURE = 0.005;
    private static final double LEAST_THROUGHPUT = 0.99;
    private static final double START_SECONDS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String ARRAYS = "arrays";
    private static final String CPU_SHARE = "cpuShare";
    private static final String RATE = "megabytesPerSecond";

    private static final int GRAPH_PERCENT = 40;

    private final Stand stand;
    private final List<Cell> cells;
    private final int pairs;
    private final int seconds;
    private final int warmUp;

    /** What a child does, as {@link CostChild} is told it. */
    private record Program(String load, String held, int heldPercent, int heapMegabytes) {}

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
        return cells.size() * (3 + 4 * pairs);
    }

    void measure() {
        Table table = new Table(
                "What the governor costs",
                "Processor time of its threads as a share of one core: in a program that does nothing, beside that of a"
                        + " thread that only wakes once a second and goes to sleep again; and with 80 % of the heap live and"
                        + " 150 MB/s of garbage. Throughput: megabytes allocated by two threads that compute with them,"
                        + " with 40 % of the heap live in small objects, as ordinary programs have them; with the governor"
                        + " over without, in pairs that took turns, in a heap of 256 MB and in one of 1 GB.",
                "collector, JDK",
                "idle, % of a core",
                "a waking thread, % of a core",
                "under pressure, % of a core",
                "throughput, 256 MB, on / off",
                "throughput, 1 GB, on / off",
                "pairs");
        cells.forEach(cell -> measure(cell, table));
        if (!table.rows().isEmpty()) {
            stand.table(table);
        }
    }

    private void measure(Cell cell, Table table) {
        double expected = 2 * warmUp + 4 * pairs * throughputWarmUp() + (3 + 4 * pairs) * (seconds + START_SECONDS);
        if (!stand.timeFor(Duration.ofMillis((long) (expected * 1000)))) {
            stand.note("Out of time, so not measured: cost on " + cell + ".");
            return;
        }
        Program idling = new Program("IDLE", ARRAYS, 5, HEAP_MEGABYTES);
        Program pressed = new Program(Scenario.Load.CAPPED.name(), ARRAYS, 80, HEAP_MEGABYTES);
        double idle = run(cell, "idle", "on", idling, warmUp, 1).number(CPU_SHARE);
        double waking = run(cell, "idle", "waking", idling, 1, 1).number(CPU_SHARE);
        double pressure = run(cell, "under pressure", "on", pressed, warmUp, 1).number(CPU_SHARE);
        Spread working = throughput(cell, "working", HEAP_MEGABYTES);
        Spread large = throughput(cell, "working in 1 GB", LARGE_HEAP_MEGABYTES);
        String name = cell.key() + ".cost.";
        stand.figure(Figure.atMost(stand.figureName(name + "idle"), idle, MOST_IDLE, 5));
        stand.figure(Figure.atMost(stand.figureName(name + "pressure"), pressure, MOST_UNDER_PRESSURE, 5));
        stand.figure(Figure.atLeast(stand.figureName(name + "throughput"), working.median(), LEAST_THROUGHPUT, 3));
        table.row(
                cell.toString(),
                Spread.fixed(idle * 100, 3),
                Spread.fixed(waking * 100, 3),
                Spread.fixed(pressure * 100, 3),
                working.text(3),
                large.text(3),
                Integer.toString(pairs));
    }

    /** Most of what the governor needs is compiled after that. */
    private int throughputWarmUp() {
        return warmUp / 3;
    }

    private Spread throughput(Cell cell, String what, int heapMegabytes) {
        Program program = new Program("WORK", "graph", GRAPH_PERCENT, heapMegabytes);
        List<Double> ratios = new ArrayList<>();
        int round = 0;
        for (List<String> order : Interleaving.rounds(List.of("on", "off"), pairs)) {
            round++;
            Map<String, Double> rates = new LinkedHashMap<>();
            for (String governor : order) {
                rates.put(
                        governor,
                        run(cell, what, governor, program, throughputWarmUp(), round)
                                .number(RATE));
            }
            ratios.add(rates.getOrDefault("on", Double.NaN) / rates.getOrDefault("off", Double.NaN));
        }
        return Spread.of(ratios);
    }

    private Run run(Cell cell, String what, String governor, Program program, int warmUpSeconds, int round) {
        return stand.run(what + " " + governor + ", " + cell, round, () -> {
            ForkedResult result = cell.child(program.heapMegabytes())
                    .ownClassPath()
                    .main(
                            CostChild.class.getName(),
                            governor,
                            program.load(),
                            program.held(),
                            Integer.toString(program.heldPercent()),
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
