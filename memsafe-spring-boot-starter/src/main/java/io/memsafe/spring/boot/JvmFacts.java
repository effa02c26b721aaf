package io.memsafe.spring.boot;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM knows of its memory, for a snapshot. It tells figures and the JVM's own names: no argument, property or variable,
 * no name of a thread or a class, since all of these may hold what is secret. Flags are those listed, whose values are
 * numbers.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class JvmFacts {
    private static final List<String> FLAGS = List.of(
            "UseSerialGC",
            "UseParallelGC",
            "UseG1GC",
            "UseZGC",
            "ZGenerational",
            "UseShenandoahGC",
            "MaxHeapSize",
            "InitialHeapSize",
            "SoftMaxHeapSize",
            "MaxNewSize",
            "G1HeapRegionSize",
            "InitiatingHeapOccupancyPercent",
            "MaxDirectMemorySize",
            "MaxMetaspaceSize",
            "ReservedCodeCacheSize",
            "ThreadStackSize",
            "SoftRefLRUPolicyMSPerMB",
            "UseCompressedOops",
            "UseContainerSupport",
            "ActiveProcessorCount",
            "ExitOnOutOfMemoryError",
            "CrashOnOutOfMemoryError",
            "HeapDumpOnOutOfMemoryError");

    private JvmFacts() {}

    /** As of now; maps, lists and records of what JSON knows. */
    static Map<String, Object> now() {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("version", Runtime.version().toString());
        found.put("name", System.getProperty("java.vm.name", ""));
        found.put(
                "uptime", Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime()));
        found.put("processors", Runtime.getRuntime().availableProcessors());
        found.put("flags", flags());
        List<Collector> collectors = new ArrayList<>();
        for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            collectors.add(new Collector(
                    bean.getName(),
                    bean.getCollectionCount(),
                    Duration.ofMillis(Math.max(0, bean.getCollectionTime()))));
        }
        found.put("collectors", collectors);
        List<Pool> pools = new ArrayList<>();
        for (MemoryPoolMXBean bean : ManagementFactory.getMemoryPoolMXBeans()) {
            pools.add(new Pool(
                    bean.getName(), used(bean.getUsage()), max(bean.getUsage()), used(bean.getCollectionUsage())));
        }
        found.put("pools", pools);
        List<Buffers> buffers = new ArrayList<>();
        for (BufferPoolMXBean bean : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            buffers.add(new Buffers(bean.getName(), bean.getCount(), bean.getMemoryUsed()));
        }
        found.put("buffers", buffers);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        found.put("threads", new Threads(threads.getThreadCount(), threads.getPeakThreadCount()));
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        found.put("classes", new Classes(classes.getLoadedClassCount(), classes.getUnloadedClassCount()));
        return found;
    }

    private static Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        HotSpotDiagnosticMXBean bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        for (String name : FLAGS) {
            try {
                flags.put(name, bean.getVMOption(name).getValue());
            } catch (IllegalArgumentException e) {
                // This JVM has no such flag.
            }
        }
        return flags;
    }

    private static long used(@Nullable MemoryUsage usage) {
        return usage == null ? -1 : usage.getUsed();
    }

    private static long max(@Nullable MemoryUsage usage) {
        return usage == null ? -1 : usage.getMax();
    }

    /** A collector of the JVM. */
    record Collector(String name, long collections, Duration time) {}

    /** A memory pool; -1 for what it does not know. */
    record Pool(String name, long usedBytes, long maxBytes, long usedAfterCollectionBytes) {}

    /** Buffers outside the heap. */
    record Buffers(String name, long count, long usedBytes) {}

    /** Threads alive, and the most there were. */
    record Threads(int live, int peak) {}

    /** Classes that are loaded, and that were unloaded. */
    record Classes(int loaded, long unloaded) {}
}
