package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmSettings;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.doctor.jvm.UseFigure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * How a running JVM uses memory, from its start until now.
 *
 * <p>The live set is what the pools held after their last collections. Before any collection it is what is in use, garbage
 * included; a full collection can be asked for first, which stops the program for as long as that takes.
 */
public final class RunningUse {
    private RunningUse() {}

    /**
     * Asks a JVM.
     *
     * @param jvm attached to
     * @param collect whether to have the whole heap collected first
     * @return what it tells
     * @throws UncheckedIOException if it no longer answers
     */
    public static KnownUse of(RunningJvm jvm, boolean collect) {
        if (collect) {
            jvm.memory().gc();
        }
        long after = 0;
        long used = 0;
        long metaspace = 0;
        long code = 0;
        boolean collected = false;
        for (MemoryPoolMXBean pool : jvm.memoryPools()) {
            MemoryUsage now = pool.getUsage();
            String name = pool.getName();
            if (pool.getType() == MemoryType.HEAP) {
                MemoryUsage then = pool.getCollectionUsage();
                used += now.getUsed();
                // G1 of JDK 17 says 0 of its old generation until that was collected.
                boolean says = then != null && (then.getUsed() > 0 || !name.contains("Old"));
                after += says ? then.getUsed() : now.getUsed();
                collected |= then != null && then.getUsed() > 0;
            } else if (name.equals("Metaspace")) {
                metaspace = now.getCommitted();
            } else if (name.startsWith("Code")) {
                code += pool.getPeakUsage() == null
                        ? now.getUsed()
                        : pool.getPeakUsage().getUsed();
            }
        }
        String source = "process " + jvm.pid().orElse(0);
        long direct = 0;
        for (BufferPoolMXBean pool : jvm.bufferPools()) {
            direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        KnownUse use = KnownUse.NONE
                .with(
                        UseFigure.LIVE,
                        collected
                                ? measured(
                                        after,
                                        source
                                                + (collect
                                                        ? ", after a full collection"
                                                        : ", after its last collections"))
                                : measured(used, source + ", in use: it has not collected yet, so garbage is in it"))
                .with(UseFigure.THREADS, measured(jvm.threads().getPeakThreadCount(), source + ", its highest"))
                .with(UseFigure.CLASSES, measured(jvm.classes().getLoadedClassCount(), source))
                .with(UseFigure.METASPACE, measured(metaspace, source))
                .with(UseFigure.CODE, measured(code, source))
                .with(UseFigure.DIRECT, measured(direct, source + ", now"));
        Optional<Amount> rate = rate(jvm, source);
        return rate.isPresent() ? use.with(UseFigure.ALLOCATION, rate.get()) : use;
    }

    /**
     * The collector of a running JVM.
     *
     * @param jvm attached to
     * @return empty if its flags do not say
     */
    public static Optional<GarbageCollector> collector(RunningJvm jvm) {
        for (GarbageCollector candidate : GarbageCollector.values()) {
            if (jvm.vmOption(candidate.flag())
                    .filter(option -> option.value().equals("true"))
                    .isPresent()) {
                return Optional.of(candidate);
            }
        }
        return JvmSettings.of(jvm.arguments()).collector();
    }

    private static Amount measured(long value, String source) {
        return new Amount(Math.max(0, value), Origin.MEASURED, source);
    }

    /** Its mean since the start, which JDK 21 and later tell. */
    private static Optional<Amount> rate(RunningJvm jvm, String source) {
        try {
            Object total = jvm.connection()
                    .getAttribute(new ObjectName("java.lang:type=Threading"), "TotalThreadAllocatedBytes");
            long millis = jvm.runtime().getUptime();
            return total instanceof Long bytes && bytes > 0 && millis > 0
                    ? Optional.of(measured((long) (bytes / (millis / 1e3)), source + ", its mean since the start"))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the JVM no longer answers: " + e.getMessage(), e);
        } catch (JMException | RuntimeException e) {
            return Optional.empty();
        }
    }
}
