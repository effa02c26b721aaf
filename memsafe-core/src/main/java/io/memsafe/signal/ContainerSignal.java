package io.memsafe.signal;

import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.internal.OpenTables;
import io.memsafe.spi.MemorySignal;
import io.memsafe.spi.SignalSink;
import io.memsafe.spi.SignalUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the container, or of any control group of version 1 or 2 with a limit, and of those above it.
 *
 * <p>What counts is the working set: usage less the file cache that the kernel may drop ({@code inactive_file}). Of what is in
 * use of that ({@code active_file}), as much as this process has mapped by tables does not count either: these are only read, so the kernel
 * drops them before it kills. At the limit it kills. The group that has the least left binds, be it this process's own or one far above. A
 * limit that is no smaller than the memory of the host is none. {@code memory.high} of version 2 throttles instead of
 * killing, so it is an area of its own that warns.
 */
public final class ContainerSignal implements MemorySignal {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final int READINGS_PER_LIMIT = 20;
    private static final long KIBIBYTE = 1024;

    private final Path root;
    private final List<Group> groups = new ArrayList<>();
    private long hostBytes = Long.MAX_VALUE;
    private int readings;

    /** One group of the tree, with its files. */
    private static final class Group {
        final boolean second;
        final ProcFile usage;
        final ProcFile limit;
        final ProcFile stat;
        final ProcFile high;
        final ProcFile events;
        final @Nullable ProcFile swap;
        long limitBytes = ProcFile.UNLIMITED;
        long highBytes = ProcFile.UNLIMITED;

        Group(int version, Path folder) {
            second = version == 2;
            usage = new ProcFile(folder.resolve(second ? "memory.current" : "memory.usage_in_bytes"));
            limit = new ProcFile(folder.resolve(second ? "memory.max" : "memory.limit_in_bytes"));
            stat = new ProcFile(folder.resolve("memory.stat"));
            high = new ProcFile(folder.resolve("memory.high"));
            Path swapFile = folder.resolve("memory.swap.current");
            swap = second && Files.exists(swapFile) ? new ProcFile(swapFile) : null;
            events = new ProcFile(folder.resolve(second ? "memory.events" : "memory.oom_control"));
        }

        void readLimits() throws SignalUnavailableException {
            limitBytes = limit.read().first();
            highBytes = second ? high.read().first() : ProcFile.UNLIMITED;
        }

        boolean limited(long hostBytes) {
            return Math.min(limitBytes, highBytes) < hostBytes;
        }

        long workingSet() throws SignalUnavailableException {
            long inactive = stat.read().value(second ? "inactive_file" : "total_inactive_file");
            long active = stat.value(second ? "active_file" : "total_active_file");
            long droppable = Math.max(0, inactive) + Math.min(Math.max(0, active), OpenTables.bytes());
            return Math.max(0, usage.read().first() - droppable);
        }

        long swapBytes() throws SignalUnavailableException {
            if (second) {
                return swap == null ? ProcFile.ABSENT : swap.read().first();
            }
            return stat.read().value("total_swap");
        }

        void close() {
            usage.close();
            limit.close();
            stat.close();
            high.close();
            events.close();
            if (swap != null) {
                swap.close();
            }
        }
    }

    /** For {@link java.util.ServiceLoader}. */
    public ContainerSignal() {
        this(Path.of("/"));
    }

    /** With {@code proc} and {@code sys} below another folder. */
    ContainerSignal(Path root) {
        this.root = root;
    }

    @Override
    public String name() {
        return "container";
    }

    @Override
    public Duration interval() {
        return INTERVAL;
    }

    @Override
    public void open() throws SignalUnavailableException {
        ControlGroup own = ControlGroup.find(root, "memory");
        String limitFile = own.version() == 2 ? "memory.max" : "memory.limit_in_bytes";
        for (Path folder : own.folders()) {
            if (Files.exists(folder.resolve(limitFile))) { // the top group of version 2 has none
                groups.add(new Group(own.version(), folder));
            }
        }
        if (groups.isEmpty()) {
            throw new SignalUnavailableException(
                    "no group from " + own.folders().get(0) + " up has a " + limitFile);
        }
        try (ProcFile host = new ProcFile(root.resolve("proc/meminfo"))) {
            long total = host.read().value("MemTotal");
            hostBytes = total > 0 ? total * KIBIBYTE : Long.MAX_VALUE;
        }
    }

    @Override
    public void read(SignalSink sink) throws SignalUnavailableException {
        boolean limitsDue = readings++ % READINGS_PER_LIMIT == 0;
        long leastLeft = Long.MAX_VALUE;
        long usedBytes = 0;
        long limitBytes = 0;
        for (Group group : groups) {
            if (limitsDue) {
                group.readLimits();
            }
            if (!group.limited(hostBytes)) {
                continue;
            }
            long used = group.workingSet();
            if (group.limitBytes < hostBytes && group.limitBytes - used < leastLeft) {
                leastLeft = group.limitBytes - used;
                usedBytes = used;
                limitBytes = Math.max(1, group.limitBytes);
            }
            if (group == groups.get(0) && group.highBytes < Math.min(hostBytes, group.limitBytes)) {
                sink.area("container-high", Unit.BYTES, used, Math.max(1, group.highBytes), PressureLevel.WARNING);
            }
        }
        if (limitBytes > 0) {
            sink.area("container", Unit.BYTES, usedBytes, limitBytes, PressureLevel.EMERGENCY);
        }
        Group own = groups.get(0);
        own.events.read();
        measure(sink, "container-oom-kills", Unit.COUNT, own.events.value("oom_kill"));
        measure(sink, "container-limit-hits", Unit.COUNT, own.events.value("max"));
        measure(sink, "container-throttles", Unit.COUNT, own.events.value("high"));
        measure(sink, "container-swap-used", Unit.BYTES, own.swapBytes());
    }

    private static void measure(SignalSink sink, String name, Unit unit, long value) {
        if (value >= 0) { // this version of control groups tells it
            sink.measure(name, unit, (double) value);
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).close();
        }
        groups.clear();
    }
}
