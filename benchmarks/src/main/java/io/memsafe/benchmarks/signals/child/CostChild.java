package io.memsafe.benchmarks.signals.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.benchmarks.signals.Scenario.Load;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a child that is measured for what the governor takes: it prints a line
 * {@code @cost cpuShare=0.0003 megabytesPerSecond=1234.5 heldMegabytes=128}.
 */
public final class CostChild {
    private static final double NANOS = 1e9;
    private static final double MB = 1 << 20;
    private static final String THREADS = "memsafe-";

    private CostChild() {}

    /**
     * Measures.
     *
     * @param arguments {@code on} or {@code off} for the governor, or {@code waking} for a thread that does nothing but wake
     *     in its place; the {@link Load} of garbage, {@code IDLE}, or
     *     {@code WORK} for threads that compute with what they allocate; {@code arrays} or {@code graph} for what is held,
     *     and its share of the heap, in percent; how many seconds to warm up, and how many to measure
     */
    public static void main(String[] arguments) {
        MemoryGovernor governor = arguments[0].equals("on") ? MemoryGovernor.start() : null;
        if (arguments[0].equals("waking")) {
            startWaking();
        }
        long held = Runtime.getRuntime().maxMemory() / 100 * Long.parseLong(arguments[3]);
        boolean graph = arguments[2].equals("graph");
        Graph objects = new Graph(graph ? held : 0);
        Holder arrays = new Holder(Sizes.usual(1));
        arrays.approach(graph ? 0 : held, held);
        List<Churn> churns = churns(arguments[1]);
        churns.forEach(churn -> churn.start("lab-churn"));
        LockSupport.parkNanos(nanos(arguments[4]));
        long start = System.nanoTime();
        long bytes = sum(churns);
        long cpu = cpuNanos();
        LockSupport.parkNanos(nanos(arguments[5]));
        double seconds = (System.nanoTime() - start) / NANOS;
        double share = (cpuNanos() - cpu) / NANOS / seconds;
        double rate = (sum(churns) - bytes) / MB / seconds;
        System.out.println(String.format(
                Locale.ROOT,
                "@cost cpuShare=%.6f megabytesPerSecond=%.3f heldMegabytes=%.0f",
                share,
                rate,
                (objects.bytes() + arrays.bytes()) / MB));
        churns.forEach(Churn::stop);
        if (governor != null) {
            governor.close();
        }
    }

    private static void startWaking() {
        Thread thread = new Thread(
                () -> {
                    while (true) {
                        LockSupport.parkNanos(1_000_000_000L);
                    }
                },
                THREADS + "control");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<Churn> churns(String load) {
        Errors errors = new Errors(System::nanoTime, at -> {});
        return switch (load) {
            case "IDLE" -> List.of();
            case "WORK" -> List.of(Churn.working(Sizes.usual(2), errors), Churn.working(Sizes.usual(3), errors));
            default -> {
                List<Churn> churns = new ArrayList<>();
                for (int i = 0; i < Load.valueOf(load).threads(); i++) {
                    churns.add(new Churn(Sizes.usual(2 + i), Load.valueOf(load).megabytesPerSecond(), errors));
                }
                yield churns;
            }
        };
    }

    private static long nanos(String seconds) {
        return (long) (Double.parseDouble(seconds) * NANOS);
    }

    private static long sum(List<Churn> churns) {
        return churns.stream().mapToLong(Churn::bytes).sum();
    }

    /** Processor time of all threads of the governor. */
    private static long cpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(THREADS))
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
                .sum();
    }
}
