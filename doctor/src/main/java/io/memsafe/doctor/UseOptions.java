package io.memsafe.doctor;

import io.memsafe.doctor.gclog.GcLog;
import io.memsafe.doctor.gclog.GcLogReader;
import io.memsafe.doctor.gclog.GcTrend;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.CannotAttachException;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.doctor.size.GcLogUse;
import io.memsafe.doctor.size.HistoryUse;
import io.memsafe.doctor.size.RunningUse;
import io.memsafe.history.HistoryJvm;
import io.memsafe.history.HistoryReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where it is known from how a program uses memory. */
final class UseOptions {
    private static final int MOST_NUMBER = 10_000_000;

    @Option(names = "--live", paramLabel = "SIZE", description = "The live set of the heap at its highest.")
    private @Nullable String live;

    @Option(names = "--alloc-rate", paramLabel = "SIZE/s", description = "The most it allocates for some seconds.")
    private @Nullable String rate;

    @Option(names = "--threads", paramLabel = "NUMBER", description = "Threads at their highest number (100).")
    private @Nullable Integer threads;

    @Option(names = "--classes", paramLabel = "NUMBER", description = "Loaded classes (12000).")
    private @Nullable Integer classes;

    @Option(names = "--metaspace", paramLabel = "SIZE", description = "Metaspace committed, if that is known.")
    private @Nullable String metaspace;

    @Option(names = "--code", paramLabel = "SIZE", description = "Compiled code, if that is known.")
    private @Nullable String code;

    @Option(names = "--direct", paramLabel = "SIZE", description = "Direct buffers at their highest.")
    private @Nullable String direct;

    @Option(
            names = "--native",
            paramLabel = "SIZE",
            description = "What the JVM and native libraries hold beside all else (48m).")
    private @Nullable String rest;

    @Option(
            names = "--gc-log",
            paramLabel = "FILE",
            description = "Read in turn, the oldest first; - is the standard input.")
    private List<String> logs = List.of();

    @Option(names = "--history", paramLabel = "FILE", description = "A history that memsafe wrote.")
    private List<String> histories = List.of();

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "A running JVM of this machine, or host:port of its JMX.")
    private @Nullable String pid;

    @Option(
            names = "--collect",
            description = "Let the JVM of --pid collect its whole heap first; it stands still for that.")
    private boolean collect;

    private final List<String> notes = new ArrayList<>();
    private Optional<GarbageCollector> seenCollector = Optional.empty();
    private OptionalInt seenRelease = OptionalInt.empty();

    UseOptions() {}

    boolean isEmpty() {
        return logs.isEmpty() && histories.isEmpty() && pid == null;
    }

    Optional<GarbageCollector> seenCollector() {
        return seenCollector;
    }

    OptionalInt seenRelease() {
        return seenRelease;
    }

    List<String> notes() {
        return notes;
    }

    KnownUse read() {
        KnownUse use = byHand();
        if (!logs.isEmpty()) {
            use = use.and(gcLogs());
        }
        for (String history : histories) {
            use = use.and(history(history));
        }
        if (pid == null) {
            return use;
        }
        // What a log or a history says of the live set is closer than what the pools of a running JVM say.
        KnownUse running = running(pid);
        boolean closer = !collect && use.value(UseFigure.LIVE).isPresent();
        return use.and(closer ? running.without(UseFigure.LIVE) : running);
    }

    private KnownUse byHand() {
        KnownUse use = size(KnownUse.NONE, UseFigure.LIVE, "--live", live);
        String perSecond = rate;
        if (perSecond != null && perSecond.toLowerCase(Locale.ROOT).endsWith("/s")) {
            perSecond = perSecond.substring(0, perSecond.length() - 2);
        }
        use = size(use, UseFigure.ALLOCATION, "--alloc-rate", perSecond);
        use = size(use, UseFigure.METASPACE, "--metaspace", metaspace);
        use = size(use, UseFigure.CODE, "--code", code);
        use = size(use, UseFigure.DIRECT, "--direct", direct);
        use = size(use, UseFigure.NATIVE, "--native", rest);
        use = number(use, UseFigure.THREADS, "--threads", threads);
        return number(use, UseFigure.CLASSES, "--classes", classes);
    }

    private static KnownUse size(KnownUse use, UseFigure figure, String option, @Nullable String text) {
        return text == null ? use : use.with(figure, SizeCommand.given(option, ByteSize.parse(option, text)));
    }

    private static KnownUse number(KnownUse use, UseFigure figure, String option, @Nullable Integer number) {
        if (number == null) {
            return use;
        }
        if (number < 0 || number > MOST_NUMBER) {
            throw new CannotReadException(
                    option + ": " + number + " is out of range: give a number from 0 to " + MOST_NUMBER);
        }
        return use.with(figure, SizeCommand.given(option, number));
    }

    private KnownUse gcLogs() {
        GcLogUse seen = new GcLogUse(logs.size() == 1 ? logs.get(0) : logs.size() + " GC logs");
        GcLogReader reader = new GcLogReader(seen);
        for (String log : logs) {
            if (log.equals("-")) {
                read(reader, "standard input", System.in);
            } else {
                try (InputStream in = Files.newInputStream(InputFiles.existing(log, "*.log"))) {
                    read(reader, log, in);
                } catch (IOException e) {
                    throw new CannotReadException("cannot read '" + log + "': " + InputFiles.reason(e), e);
                }
            }
        }
        GcLog summary = reader.summary();
        if (summary.events() == 0) {
            throw new CannotReadException("there is no collection in " + String.join(", ", logs)
                    + ": it has to be a GC log, such as -Xlog:gc*:file=gc.log:uptime,level,tags writes");
        }
        notes.addAll(summary.notes());
        GcTrend.Verdict trend = summary.trend().verdict();
        if (trend == GcTrend.Verdict.RISING || trend == GcTrend.Verdict.EXHAUSTED) {
            notes.add(
                    "The live set was still growing at the end of the log: this is enough for what was seen, and not for"
                            + " what comes. If it is a leak, no size is enough.");
        } else if (trend == GcTrend.Verdict.TOO_FEW) {
            notes.add("Too few collections say something of the live set to know whether it has stopped growing.");
        }
        seenCollector = GarbageCollector.named(summary.collector().title());
        return seen.use();
    }

    private static void read(GcLogReader reader, String name, InputStream in) {
        try {
            reader.read(name, in);
        } catch (IOException e) {
            throw new CannotReadException("cannot read '" + name + "': " + InputFiles.reason(e), e);
        }
    }

    private KnownUse history(String name) {
        try (HistoryReader history = HistoryReader.open(InputFiles.existing(name, "*.history"))) {
            history.jvm().ifPresent(this::seen);
            return HistoryUse.of(history, name);
        } catch (UncheckedIOException e) {
            throw new CannotReadException(String.valueOf(e.getMessage()), e);
        }
    }

    private void seen(HistoryJvm jvm) {
        seenCollector = GarbageCollector.named(jvm.collector());
        seenRelease = release(jvm.javaVersion());
    }

    private KnownUse running(String target) {
        try (RunningJvm jvm = RunningJvm.open(target)) {
            seenCollector = RunningUse.collector(jvm);
            seenRelease = release(jvm.runtime().getSpecVersion());
            return RunningUse.of(jvm, collect);
        } catch (CannotAttachException e) {
            throw new CannotReadException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new CannotReadException("--pid " + target + ": " + e.getMessage(), e);
        }
    }

    /** Of 17.0.15+6, 25 or 1.8. */
    private static OptionalInt release(String version) {
        String plain = version.startsWith("1.") ? version.substring(2) : version;
        int end = 0;
        while (end < plain.length() && end < 2 && Character.isDigit(plain.charAt(end))) {
            end++;
        }
        return end == 0 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(plain.substring(0, end)));
    }
}
