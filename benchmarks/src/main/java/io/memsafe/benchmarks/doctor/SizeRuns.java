package io.memsafe.benchmarks.doctor;

import io.memsafe.benchmarks.stand.CannotMeasureException;
import io.memsafe.benchmarks.stand.Figure;
import io.memsafe.benchmarks.stand.Run;
import io.memsafe.benchmarks.stand.ScratchFolder;
import io.memsafe.benchmarks.stand.Stand;
import io.memsafe.benchmarks.stand.Table;
import io.memsafe.doctor.gclog.GcLogReader;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.MemoryPart;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.doctor.size.GcLogUse;
import io.memsafe.doctor.size.RunningUse;
import io.memsafe.doctor.size.SizePlan;
import io.memsafe.doctor.size.SizeQuestion;
import io.memsafe.doctor.size.Sizer;
import io.memsafe.fork.Collector;
import io.memsafe.fork.Jdk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A program runs with much memory and a GC log, is attached to, is sized from both, and runs again with the flags that came out of it in
 * a control group with the limit that came out of it.
 */
final class SizeRuns {
    private static final int SECONDS = 8;
    private static final int LONGEST_SECONDS = 120;
    private static final String GENEROUS = "-Xmx768m";
    private static final double LEAST_USED = 0.7;
    private static final Collector[] COLLECTORS = {Collector.SERIAL, Collector.PARALLEL, Collector.G1, Collector.ZGC};

    private final Stand stand;
    private final Table table = new Table(
            "Sized, and run again",
            "Live set and rate as the GC log of a generous run shows them; heap, limit, and what was used of each when the same load"
                    + " ran with the flags and the limit that `size` had named, in a real control group.",
            "JDK",
            "collector",
            "load",
            "live",
            "MiB/s",
            "heap",
            "peak",
            "limit",
            "peak of the group",
            "ended");

    SizeRuns(Stand stand) {
        this.stand = stand;
    }

    void measure() {
        long good = 0;
        long used = 0;
        long all = 0;
        for (Jdk jdk : stand.jdks()) {
            for (Collector collector : COLLECTORS) {
                for (SizeLoad.Kind kind : SizeLoad.Kind.values()) {
                    Run run = stand.run(
                            "size " + jdk.feature() + " " + collector.label() + " "
                                    + kind.name().toLowerCase(Locale.ROOT),
                            1,
                            () -> both(jdk, collector, kind));
                    all++;
                    good += (int) run.number("lived");
                    used += run.number("heapPeak") / run.number("heap") >= LEAST_USED ? 1 : 0;
                    row(jdk, collector, kind, run);
                }
            }
        }
        stand.figure(Figure.all(stand.figureName("size.lived"), good, all));
        stand.figure(Figure.all(stand.figureName("size.heap-used"), used, all));
        stand.table(table);
    }

    private void row(Jdk jdk, Collector collector, SizeLoad.Kind kind, Run run) {
        table.row(
                Integer.toString(jdk.feature()),
                collector.label(),
                kind.name().toLowerCase(Locale.ROOT),
                mebibytes(run.number("live")),
                mebibytes(run.number("rate")),
                mebibytes(run.number("heap")),
                percent(run.number("heapPeak"), run.number("heap")),
                mebibytes(run.number("limit")),
                percent(run.number("groupPeak"), run.number("limit")),
                run.number("lived") == 1 ? "well" : "badly");
    }

    private static String mebibytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f", bytes / ByteSize.MIB);
    }

    private static String percent(double part, double of) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * part / of);
    }

    private static Map<String, Object> both(Jdk jdk, Collector collector, SizeLoad.Kind kind)
            throws IOException, InterruptedException {
        try (ScratchFolder folder = ScratchFolder.make("memsafe-size-")) {
            Path log = folder.path().resolve("gc.log");
            List<String> generous = new ArrayList<>(collector.flags(jdk));
            generous.add(GENEROUS);
            generous.add("-Xlog:gc*:file=" + log + ":uptime,level,tags");
            Outcome recorded = run(command(jdk, generous, kind), true);
            if (recorded.exitCode != 0) {
                throw new CannotMeasureException("the generous run ended with " + recorded);
            }
            KnownUse use = read(log, recorded.use);
            SizePlan plan = Sizer.plan(new SizeQuestion(
                    use,
                    GarbageCollector.named(collector.label()),
                    new JvmMachine(
                            OptionalInt.of(jdk.feature()),
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            OptionalDouble.of(Runtime.getRuntime().availableProcessors())),
                    OptionalLong.empty()));
            List<String> flags = new ArrayList<>(collector.flags(jdk));
            flags.addAll(plan.flags());
            flags.add("-XX:+ExitOnOutOfMemoryError");
            try (MemoryGroup group = MemoryGroup.of(plan.limitBytes())) {
                Outcome sized = run(group.within(command(jdk, flags, kind)), false);
                boolean lived = sized.exitCode == 0 && group.kills() == 0;
                if (!lived) {
                    System.out.println("ended badly: " + sized + ", kills " + group.kills() + ", flags " + flags);
                }
                return Map.of(
                        "live", use.value(UseFigure.LIVE).orElse(-1),
                        "rate", use.value(UseFigure.ALLOCATION).orElse(-1),
                        "heap", plan.need().line(MemoryPart.HEAP).bytes(),
                        "heapPeak", sized.heapPeak,
                        "limit", plan.limitBytes(),
                        "groupPeak", group.peakBytes(),
                        "lived", lived ? 1 : 0);
            }
        }
    }

    private static KnownUse read(Path log, KnownUse running) throws IOException {
        GcLogUse seen = new GcLogUse("gc.log");
        GcLogReader reader = new GcLogReader(seen);
        try (InputStream in = Files.newInputStream(log)) {
            reader.read("gc.log", in);
        }
        KnownUse use = seen.use();
        // The log knows it better, if it knows it.
        return use.and(use.value(UseFigure.LIVE).isPresent() ? running.without(UseFigure.LIVE) : running);
    }

    private static List<String> command(Jdk jdk, List<String> flags, SizeLoad.Kind kind) {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
        command.addAll(flags);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                SizeLoad.class.getName(),
                kind.name(),
                Integer.toString(SECONDS)));
        return command;
    }

    private record Outcome(int exitCode, long heapPeak, KnownUse use, String tail) {}

    private static Outcome run(List<String> command, boolean attach) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        ProcessHandle handle = process.toHandle();
        Thread guard = new Thread(() -> {
            try {
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    handle.destroyForcibly();
                }
            } catch (InterruptedException e) {
                handle.destroyForcibly();
            }
        });
        guard.setDaemon(true);
        guard.start();
        long peak = 0;
        KnownUse use = KnownUse.NONE;
        StringBuilder tail = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("loaded ")) {
                    peak = Long.parseLong(line.substring("loaded ".length()));
                    if (attach) {
                        try (RunningJvm jvm = RunningJvm.attach(process.pid())) {
                            use = RunningUse.of(jvm, true);
                        }
                    }
                    process.getOutputStream().close();
                } else if (tail.length() < 1_000) {
                    tail.append(line).append('\n');
                }
            }
        }
        int exitCode = process.waitFor();
        guard.interrupt();
        return new Outcome(exitCode, peak, use, tail.toString());
    }
}
