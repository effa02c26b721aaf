package io.memsafe.benchmarks.signals;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.fork.Collector;
import io.memsafe.fork.ForkedJvm;
import io.memsafe.fork.Jdk;
import java.util.ArrayList;
import java.util.List;

/**
 * A collector of a runtime. Generational Shenandoah is one of its own, where a runtime has it.
 *
 * @param jdk the runtime
 * @param label of the collector, as after {@code --collectors}
 * @param collector what chooses it
 * @param flags what it needs beside
 */
record Cell(Jdk jdk, String label, Collector collector, List<String> flags) {

    private static final String GENERATIONAL_SHENANDOAH = "shenandoah-generational";
    private static final String GENERATIONAL_FLAG = "-XX:ShenandoahGCMode=generational";

    Cell {
        flags = List.copyOf(flags);
    }

    /** The names there are. */
    static List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (Collector collector : Collector.values()) {
            labels.add(collector.label());
        }
        labels.add(GENERATIONAL_SHENANDOAH);
        return labels;
    }

    /**
     * The cells of runtimes and collectors; what a runtime does not have is left out.
     *
     * @param jdks runtimes
     * @param labels names of collectors; none for all
     * @throws CannotMeasureException if there is no collector of a name, or nothing is left
     */
    static List<Cell> of(List<Jdk> jdks, List<String> labels) {
        for (String label : labels) {
            if (!labels().contains(label)) {
                throw new CannotMeasureException(
                        "--collectors: no collector '" + label + "': it is one of " + String.join(", ", labels()));
            }
        }
        List<Cell> cells = new ArrayList<>();
        for (String label : labels()) {
            for (Jdk jdk : jdks) {
                boolean generational = label.equals(GENERATIONAL_SHENANDOAH);
                Cell cell = new Cell(
                        jdk,
                        label,
                        generational ? Collector.SHENANDOAH : Collector.named(label),
                        generational ? List.of(GENERATIONAL_FLAG) : List.of());
                if ((labels.isEmpty() || labels.contains(label)) && cell.isAvailable()) {
                    cells.add(cell);
                }
            }
        }
        if (cells.isEmpty()) {
            throw new CannotMeasureException("--collectors " + labels + " leaves none that a runtime here has");
        }
        return cells;
    }

    private boolean isAvailable() {
        return collector.availableOn(jdk)
                && (flags.isEmpty() || child(32).flags("-version").run().exitCode() == 0);
    }

    /** A child of this cell, to be told what to run. */
    ForkedJvm child(int heapMegabytes) {
        return ForkedJvm.on(jdk)
                .collector(collector)
                .flags(flags.toArray(String[]::new))
                .heap(heapMegabytes + "m");
    }

    /** As a part of the name of a figure. */
    String key() {
        return label + "." + jdk.feature();
    }

    @Override
    public String toString() {
        return label + ", JDK " + jdk.feature();
    }
}
