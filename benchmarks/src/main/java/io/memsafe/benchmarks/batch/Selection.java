package io.memsafe.benchmarks.batch;

import io.memsafe.benchmarks.batch.child.Contender;
import io.memsafe.benchmarks.batch.child.Workload;
import io.memsafe.benchmarks.stand.Condition;
import io.memsafe.fork.Collector;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured.
 *
 * @param conditions collectors of runtimes, whatever the heap
 * @param workloads the inputs
 * @param contenders who takes part
 * @param heaps steps in MB, ascending
 */
record Selection(
        List<Condition> conditions, List<Workload> workloads, List<Contender> contenders, List<Integer> heaps) {
    private static final Set<Collector> JUDGED = EnumSet.of(Collector.G1, Collector.PARALLEL);
    private static final int JUDGED_FEATURE = 17;

    Selection {
        conditions = List.copyOf(conditions);
        workloads = List.copyOf(workloads);
        contenders = List.copyOf(contenders);
        heaps = heaps.stream().sorted().distinct().toList();
    }

    /** Whether figures are made of it; others are in the tables only. */
    boolean judged(Condition condition) {
        return JUDGED.contains(condition.collector()) && condition.jdk().feature() == JUDGED_FEATURE;
    }

    /** Collector and runtime, as a part of names. */
    String key(Condition condition) {
        return condition.collector().label() + "." + condition.jdk().feature();
    }
}
