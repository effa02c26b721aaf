package io.memsafe.signal;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads against the tightest of the limits that stop a new one: {@code pids.max} of the control group and of those
 * above it, {@code kernel.threads-max} of the host, and {@code ulimit -u} of the user, which does not bind root.
 *
 * <p>A thread that cannot be made is an OutOfMemoryError too, though no memory is short. Each limit is held against
 * what it counts: all tasks of the group, or all of the host. What else the user runs is not known, so of that limit
 * this process is taken to use what it uses itself.
 */
public final class ThreadsSignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final long KIBIBYTE = 1024;
    private static final long DEFAULT_STACK_BYTES = 1 << 20;

    private final Path root;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Limit> groups = new ArrayList<>();
    private final ProcFile hostCount;
    private final ProcFile hostLimit;
    private long userLimit = ProcFile.UNLIMITED;
    private long stackBytes;

    private record Limit(ProcFile current, ProcFile max) {}

    /** For {@link java.util.ServiceLoader}. */
    public ThreadsSignal() {
        this(Path.of("/"));
    }

    /** With {@code proc} and {@code sys} below another folder. */
    ThreadsSignal(Path root) {
        this.root = root;
        this.hostCount = new ProcFile(root.resolve("proc/loadavg"));
        this.hostLimit = new ProcFile(root.resolve("proc/sys/kernel/threads-max"));
    }

    @Override
    public String name() {
        return "threads";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        hostLimit.read();
        userLimit = userLimit();
        stackBytes = stackBytes();
        try {
            for (Path folder : ControlGroup.find(root, "pids").folders()) {
                if (Files.exists(folder.resolve("pids.max"))) {
                    groups.add(new Limit(
                            new ProcFile(folder.resolve("pids.current")), new ProcFile(folder.resolve("pids.max"))));
                }
            }
        } catch (SignalUnavailableException e) {
            // Without control groups of tasks the host's limit is what there is.
        }
    }

    @Override
    public void read(SignalSink sink) throws SignalUnavailableException {
        long used = hostThreads();
        long limit = hostLimit.read().first();
        for (Limit group : groups) {
            long max = group.max().read().first();
            if (max != ProcFile.UNLIMITED) {
                long current = group.current().read().first();
                if (max - current < limit - used) {
                    used = current;
                    limit = Math.max(1, max);
                }
            }
        }
        int live = threads.getThreadCount();
        if (userLimit - live < limit - used) {
            used = live;
            limit = Math.max(1, userLimit);
        }
        sink.area("threads", Unit.COUNT, used, limit, PressureLevel.EMERGENCY);
        sink.measure("threads-live", Unit.COUNT, live);
        sink.measure("thread-stacks-reserved", Unit.BYTES, (double) live * stackBytes);
    }

    private long userLimit() {
        try (ProcFile status = new ProcFile(root.resolve("proc/self/status"));
                ProcFile limits = new ProcFile(root.resolve("proc/self/limits"))) {
            long most = limits.read().value("Max processes");
            return status.read().value("Uid") == 0 || most < 0 ? ProcFile.UNLIMITED : most;
        } catch (SignalUnavailableException e) {
            return ProcFile.UNLIMITED; // the other limits are what there is
        }
    }

    private static long stackBytes() {
        try {
            HotSpotDiagnosticMXBean diagnostic = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            long kibibytes = diagnostic == null
                    ? 0
                    : Long.parseLong(diagnostic.getVMOption("ThreadStackSize").getValue());
            return kibibytes > 0 ? kibibytes * KIBIBYTE : DEFAULT_STACK_BYTES;
        } catch (IllegalArgumentException e) {
            return DEFAULT_STACK_BYTES; // no such flag, or no number
        }
    }

    /** The fourth field of {@code loadavg} is {@code running/all}. */
    private long hostThreads() throws SignalUnavailableException {
        String text = hostCount.read().text();
        int slash = text.indexOf('/');
        int end = text.indexOf(' ', slash);
        try {
            return Long.parseLong(text.substring(slash + 1, end));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new SignalUnavailableException(
                    root.resolve("proc/loadavg") + " should hold running/all tasks, but holds '" + text.strip() + "'",
                    e);
        }
    }

    @Override
    public void close() {
        hostCount.close();
        hostLimit.close();
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).current().close();
            groups.get(i).max().close();
        }
        groups.clear();
    }
}
