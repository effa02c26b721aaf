package io.memsafe.doctor.audit;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.RunningJvm;
import io.memsafe.doctor.jvm.UseFigure;
import io.memsafe.doctor.jvm.VmOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;

/** Asks a running JVM itself: all its flags, also those of files, and what it uses of each area. */
public final class AttachedReader {
    private AttachedReader() {}

    /**
     * Adds what a JVM tells to what is known of it from outside. This starts its management agent.
     *
     * @param facts with the process as the only workload
     * @param pid of the process
     * @return the same with measured values
     * @throws IOException if it cannot be reached, or ends meanwhile; the message has the reason
     */
    public static Facts ask(Facts facts, long pid) throws IOException {
        try (RunningJvm jvm = RunningJvm.attach(pid)) {
            List<Workload> workloads = new ArrayList<>();
            for (Workload workload : facts.workloads()) {
                workloads.add(workload.jvm() == null ? workload : with(workload, workload.jvm(), jvm));
            }
            return new Facts(facts.host(), facts.processes(), facts.units(), workloads, facts.unknown());
        } catch (UndeclaredThrowableException | UncheckedIOException e) {
            throw new IOException("process " + pid + " no longer answers", e);
        }
    }

    private static Workload with(Workload workload, JvmFacts known, RunningJvm jvm) {
        JvmFacts asked = JvmFacts.of(List.of(), jvm.arguments(), known.machine(), known.arenasBounded());
        VmOption option = jvm.vmOption("MaxHeapSize").orElse(null);
        Long heap = option == null ? null : Texts.number(option.value());
        return new Workload(
                workload.name(),
                workload.where(),
                workload.profile(),
                workload.container(),
                new JvmFacts(asked.settings(), asked.mistake(), asked.machine(), asked.arenasBounded(), use(jvm), heap),
                workload.pod());
    }

    private static KnownUse use(RunningJvm jvm) {
        long metaspace = 0;
        long code = 0;
        for (MemoryPoolMXBean pool : jvm.memoryPools()) {
            if (pool.getType() == MemoryType.NON_HEAP) {
                if (pool.getName().equals("Metaspace")) {
                    metaspace = pool.getUsage().getCommitted();
                } else if (pool.getName().startsWith("Code")) {
                    code += pool.getUsage().getCommitted();
                }
            }
        }
        long direct = 0;
        for (BufferPoolMXBean pool : jvm.bufferPools()) {
            direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        return KnownUse.NONE
                .with(UseFigure.METASPACE, now(metaspace))
                .with(UseFigure.CODE, now(code))
                .with(UseFigure.DIRECT, now(direct))
                .with(UseFigure.THREADS, now(jvm.threads().getThreadCount()));
    }

    private static Amount now(long amount) {
        return new Amount(amount, Origin.MEASURED, "in use now");
    }
}
