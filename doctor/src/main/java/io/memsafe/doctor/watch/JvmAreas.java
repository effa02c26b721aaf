package io.memsafe.doctor.watch;

import io.memsafe.Measure;
import io.memsafe.PressureLevel;
import io.memsafe.Unit;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.doctor.jvm.VmOption;
import io.memsafe.replay.RecordedArea;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can run full beside the heap of a JVM, measured as its own governor would: committed metaspace, all code
 * together, direct buffers against the limit in force; of a JVM of this machine also its container, its threads and its
 * resident set.
 *
 * <p>Thread-safety: none; used by one thread.
 */
final class JvmAreas {
    private final Map<String, MemoryPoolMXBean> metaspaces = new LinkedHashMap<>();
    private final List<MemoryPoolMXBean> codeHeaps = new ArrayList<>();
    private final Map<String, BufferPoolMXBean> buffers = new LinkedHashMap<>();
    private final ThreadMXBean threads;
    private final long directLimit;
    private final @Nullable LocalProcess process;
    private final List<RecordedArea> areas = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();

    JvmAreas(RunningJvm jvm, Map<String, MemoryPoolMXBean> pools, long maxHeapBytes) {
        pools.forEach((name, pool) -> {
            if (name.equals("Metaspace") || name.equals("Compressed Class Space")) {
                metaspaces.put(name.toLowerCase(Locale.ROOT).replace(' ', '-'), pool);
            } else if (name.startsWith("CodeHeap") || name.equals("CodeCache")) {
                codeHeaps.add(pool);
            }
        });
        jvm.bufferPools().forEach(pool -> buffers.put(pool.getName(), pool));
        threads = jvm.threads();
        directLimit = directLimit(jvm, maxHeapBytes);
        process = jvm.pid().isPresent() ? LocalProcess.of(jvm.pid().getAsLong()) : null;
    }

    private static long directLimit(RunningJvm jvm, long maxHeapBytes) {
        try {
            long flag = Long.parseLong(
                    jvm.vmOption("MaxDirectMemorySize").map(VmOption::value).orElse("0"));
            return flag > 0 ? flag : maxHeapBytes;
        } catch (NumberFormatException e) {
            return maxHeapBytes;
        }
    }

    /** Reads all of them; then {@link #areas()} and {@link #measures()} say what was read. */
    void read() {
        areas.clear();
        measures.clear();
        metaspaces.forEach((name, pool) -> {
            MemoryUsage usage = pool.getUsage();
            add(name, usage.getCommitted(), usage.getMax(), PressureLevel.CRITICAL);
        });
        long code = 0;
        long codeLimit = 0;
        for (MemoryPoolMXBean heap : codeHeaps) {
            MemoryUsage usage = heap.getUsage();
            code += usage.getUsed();
            codeLimit += Math.max(0, usage.getMax());
        }
        if (!codeHeaps.isEmpty()) {
            add("code-cache", code, codeLimit, PressureLevel.WARNING);
        }
        buffers.forEach((name, pool) -> {
            long used = Math.max(0, pool.getMemoryUsed());
            if (name.equals("direct")) {
                add("direct-buffers", used, directLimit, PressureLevel.EMERGENCY);
            } else if (used > 0) {
                measures.add(new Measure(name + "-buffers", Unit.BYTES, (double) used));
            }
        });
        measures.add(new Measure("threads-live", Unit.COUNT, threads.getThreadCount()));
        if (process != null) {
            process.read(areas, measures);
        }
    }

    /** Without a limit it is a measure. */
    private void add(String name, long used, long limit, PressureLevel atMost) {
        if (limit > 0) {
            areas.add(new RecordedArea(name, Unit.BYTES, Math.max(0, used), limit, atMost));
        } else {
            measures.add(new Measure(name, Unit.BYTES, (double) used));
        }
    }

    List<RecordedArea> areas() {
        return List.copyOf(areas);
    }

    List<Measure> measures() {
        return List.copyOf(measures);
    }
}
