package io.memsafe.doctor;

import io.memsafe.PressureLevel;
import io.memsafe.doctor.jvm.LocalJvm;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.doctor.watch.HistoryWatch;
import io.memsafe.doctor.watch.JvmWatch;
import io.memsafe.doctor.watch.MemoryWatch;
import io.memsafe.doctor.watch.WatchReading;
import io.memsafe.replay.ReplayThresholds;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memsafe-doctor watch}. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        versionProvider = MemsafeDoctor.Version.class,
        description = {
            "Shows the memory of a running JVM as a governor within it would see it: live set, allocation, cost of"
                    + " collections, level, and when what will be full.",
            "",
            "It attaches to a JVM of this machine, connects to a JMX port, or reads the history that a governor writes."
                    + " Without a target it lists the JVMs of this machine."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ended, and the level was below CRITICAL at the end",
            "1:ended, and the level was CRITICAL or EMERGENCY at the end",
            "2:wrong use, or a JVM that cannot be reached"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  memsafe-doctor watch",
            "  memsafe-doctor watch 4242",
            "  memsafe-doctor watch --once shop.example.com:9010 || page-somebody",
            "  memsafe-doctor watch --json --interval 5s 4242 | jq -c '[.time, .level, .heap.pressureRatio]'",
            "  memsafe-doctor watch /var/lib/shop/memory.history"
        })
final class WatchCommand implements Callable<Integer> {
    private static final Duration LEAST_INTERVAL = Duration.ofMillis(200);
    private static final Duration MOST_INTERVAL = Duration.ofHours(1);
    private static final Duration FIRST_READING = Duration.ofSeconds(20);
    private static final Duration EVIDENCE = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final String PASSWORD = "MEMSAFE_JMX_PASSWORD";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private CommandSpec spec;

    @Parameters(
            paramLabel = "TARGET",
            arity = "0..1",
            description = "A process id, host:port of a JMX port, a service:jmx: URL, or the file of a history.")
    private @Nullable String target;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before the call
    private Thresholds thresholds;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "Between two readings, such as 500ms, 5s or 1m: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private Duration interval;

    @Option(names = "--count", paramLabel = "N", description = "End after so many readings.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--once",
            description = "One reading, as soon as a collection has said what lives, at the latest after five seconds.")
    private boolean once;

    @Option(names = "--json", description = "A line of JSON for each reading.")
    private boolean json;

    @Option(names = "--plain", description = "A line for each reading also on a terminal.")
    private boolean plain;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "For a JMX port that asks for one; its password is taken from the environment variable "
                    + PASSWORD + ".")
    private @Nullable String user;

    WatchCommand() {}

    @Override
    public Integer call() {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count must be 1 or more, but is " + count);
        }
        if (interval.compareTo(LEAST_INTERVAL) < 0 || interval.compareTo(MOST_INTERVAL) > 0) {
            throw new ParameterException(
                    spec.commandLine(), "--interval must be from 200ms to 1h, but is " + interval.toMillis() + "ms");
        }
        if (target == null) {
            return list();
        }
        try (MemoryWatch watch = open(target, thresholds.get())) {
            return watch(watch);
        } catch (IOException e) {
            throw new CannotReadException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new CannotReadException("'" + target + "' can no longer be read: " + e.getMessage(), e);
        }
    }

    private int list() {
        List<LocalJvm> jvms = RunningJvm.list();
        if (jvms.isEmpty()) {
            throw new CannotReadException(
                    "no JVM that you may see runs on this machine: give host:port of a JMX port, or"
                            + " the file of a history");
        }
        PrintWriter out = spec.commandLine().getOut();
        jvms.forEach(jvm -> out.println(jvm.pid() + " " + jvm.name()));
        out.flush();
        return 0;
    }

    private MemoryWatch open(String named, ReplayThresholds levels) throws IOException {
        try {
            Path path = Path.of(named);
            if (Files.isRegularFile(path)) {
                return HistoryWatch.start(path);
            }
        } catch (InvalidPathException e) {
            // No file, so a JVM.
        }
        return user == null
                ? JvmWatch.start(named, levels)
                : JvmWatch.start(RunningJvm.connect(named, user, System.getenv(PASSWORD)), levels);
    }

    private int watch(MemoryWatch watch) {
        PrintWriter out = spec.commandLine().getOut();
        WatchScreen screen = new WatchScreen(watch.title(), Sparkline.terminal());
        boolean redraw = !json && !plain && !once && Terminal.present();
        watch.before().forEach(screen::add);
        WatchReading reading = first(watch);
        for (long shown = 1; ; shown++) {
            screen.add(reading);
            show(out, watch, screen, reading, redraw);
            if (once || shown >= count || !rest(watch)) {
                break;
            }
            reading = watch.reading().orElse(reading);
        }
        watch.end().ifPresent(why -> spec.commandLine().getErr().println("memsafe-doctor: " + why));
        return reading.level().atLeast(PressureLevel.CRITICAL) ? 1 : 0;
    }

    private void show(PrintWriter out, MemoryWatch watch, WatchScreen screen, WatchReading reading, boolean redraw) {
        if (json) {
            out.println(WatchJson.of(watch.title(), reading));
        } else if (redraw) {
            Terminal.page(out, screen.page(reading));
        } else if (once) {
            screen.page(reading).forEach(out::println);
        } else {
            out.println(screen.line(reading));
        }
        out.flush();
    }

    private WatchReading first(MemoryWatch watch) {
        long begin = System.nanoTime();
        while (true) {
            long waited = System.nanoTime() - begin;
            Optional<WatchReading> reading = watch.reading();
            boolean evident = reading.isPresent()
                    && (!once
                            || waited > EVIDENCE.toNanos()
                            || (reading.get().assessment().heap().verified() && waited > interval.toNanos()));
            if (evident) {
                return reading.get();
            }
            Optional<String> end = watch.end();
            if (end.isPresent()) {
                throw new CannotReadException(end.get());
            }
            if (watch instanceof HistoryWatch && reading.isEmpty()) {
                throw new CannotReadException("'" + target
                        + "' has no entries yet: the governor that writes it has only" + " just begun, or never did");
            }
            if (waited > FIRST_READING.toNanos()) {
                throw new CannotReadException(
                        "'" + target + "' has not answered for " + FIRST_READING.toSeconds() + " s");
            }
            LockSupport.parkNanos(this, STEP.toNanos());
        }
    }

    /** Whether there may be another reading. */
    private boolean rest(MemoryWatch watch) {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < interval.toNanos()) {
            if (watch.end().isPresent() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, Math.min(STEP.toNanos(), interval.toNanos()));
        }
        return true;
    }
}
