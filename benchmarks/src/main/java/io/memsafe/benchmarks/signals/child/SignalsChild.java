package io.memsafe.benchmarks.signals.child;

import io.memsafe.MemoryGovernor;
import io.memsafe.benchmarks.signals.Scenario;
import io.memsafe.benchmarks.signals.child.Tape.Mark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.ObjectName;

/** The main class of a child: runs one scenario and leaves a {@link Tape}. */
public final class SignalsChild {
    private static final long MEGABYTE = 1 << 20;
    private static final long BASE_BYTES_UNKNOWN = 4 * MEGABYTE;
    private static final double NANOS = 1e9;
    private static final String TOTAL = "Total";
    private static final double LONGER = 30;

    private SignalsChild() {}

    /**
     * Runs a scenario.
     *
     * @param arguments the scenario's name, the file to record into, {@code quick} or {@code full}, {@code log} or
     *     {@code no-log} for the collector's log, and the {@code cgroup.procs} files of control groups to enter
     * @throws IOException if it cannot record
     */
    public static void main(String[] arguments) throws IOException {
        enter(List.of(arguments).subList(4, arguments.length));
        Scenario scenario = Scenario.valueOf(arguments[0]);
        boolean quick = arguments[2].equals("quick");
        double seconds = scenario.profile(quick).duration() + LONGER;
        Tape tape = Tape.create(Path.of(arguments[1]), (int) (seconds * NANOS / Sampler.INTERVAL_NANOS));
        long maxBytes = Runtime.getRuntime().maxMemory();
        tape.mark(Mark.MAX_BYTES, maxBytes);
        long origin = System.nanoTime();
        LongSupplier nanos = () -> System.nanoTime() - origin;
        MemoryGovernor governor = MemoryGovernor.builder()
                .collectorLog(arguments[3].equals("log"))
                .start();
        Peers peers = new Peers(maxBytes);
        peers.start();
        Notifications notifications = new Notifications();
        if (scenario.kind() == Scenario.Kind.AREA) {
            new Sampler(tape, nanos, governor, peers, () -> 0, scenario.area()).start();
            new AreaWorkload(tape, nanos).run(scenario.area());
        } else {
            HeapWorkload workload = new HeapWorkload(scenario, quick, governor, tape, nanos);
            new Sampler(tape, nanos, governor, peers, workload::truth, "").start();
            workload.run(scenario.kind() == Scenario.Kind.EARLY ? BASE_BYTES_UNKNOWN : liveNow());
            notifications.mark(tape);
        }
        // At once: an orderly end needs threads and classes that a JVM without memory cannot have.
        Runtime.getRuntime().halt(0);
    }

    /** Enters control groups. */
    static void enter(List<String> doors) throws IOException {
        for (String door : doors) {
            Files.writeString(
                    Path.of(door), Long.toString(ProcessHandle.current().pid()));
        }
    }

    /** Live bytes, counted by the JVM itself: exact, at the price of a pause. */
    private static long liveNow() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return total(histogram);
        } catch (JMException e) {
            throw new IllegalStateException("this JVM cannot count its live objects", e);
        }
    }

    /** The bytes in the last line of a class histogram: {@code Total 12345 678901}. */
    static long total(String histogram) {
        try (Scanner words = new Scanner(histogram.substring(histogram.lastIndexOf(TOTAL) + TOTAL.length()))) {
            words.nextLong();
            return words.nextLong();
        }
    }
}
