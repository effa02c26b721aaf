package io.memsafe.benchmarks.batch.child;

import com.sun.management.OperatingSystemMXBean;
import io.memsafe.benchmarks.batch.child.Ledger.End;
import io.memsafe.benchmarks.batch.child.Ledger.Entry;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** The main class of a child of the lab {@code batch}. */
public final class BatchChild {
    private static final int WARM_UP_ITEMS = 3_000;

    private BatchChild() {}

    /**
     * Warms the contender up on small items, runs it, and writes what it did into the ledger.
     *
     * @param arguments the file of the ledger, a {@link Contender}, a {@link Workload} and the number of items
     * @throws IOException if the ledger cannot be opened
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Workload workload = Workload.valueOf(arguments[2]);
        Ledger ledger = Ledger.open(file, Long.parseLong(arguments[3]));
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        Way way = Contender.named(arguments[1]).way().get();
        End end = End.THREW;
        try {
            Ledger unseen = Ledger.open(file.resolveSibling("warm-up"), WARM_UP_ITEMS);
            way.run(new Task(Workload.UNIFORM, unseen));
            Task task = new Task(workload, ledger);
            long collecting = collectionMillis(collectors);
            long cpu = system.getProcessCpuTime();
            long start = System.nanoTime();
            try {
                way.run(task);
                end = End.RETURNED;
            } finally {
                ledger.set(Entry.NANOS, System.nanoTime() - start);
                task.close();
                ledger.set(Entry.CPU_NANOS, system.getProcessCpuTime() - cpu);
                ledger.set(Entry.COLLECTION_MILLIS, collectionMillis(collectors) - collecting);
            }
        } catch (Throwable e) {
            say(e);
        }
        ledger.end(end);
        Runtime.getRuntime().halt(0);
    }

    private static long collectionMillis(List<GarbageCollectorMXBean> collectors) {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += collector.getCollectionTime();
        }
        return millis;
    }

    private static void say(Throwable thrown) {
        try {
            System.err.println(thrown + (thrown.getCause() == null ? "" : ", caused by " + thrown.getCause()));
        } catch (OutOfMemoryError e) {
            return; // the ledger says enough
        }
    }
}
