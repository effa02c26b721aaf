package io.memsafe.doctor.audit;

import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM needs with a full heap: at the very least, and as is usual for its work. An area is never reckoned larger than its bound. What was
 * measured counts, with a fifth for growth; else what is usual: classes 100 MiB, code 64 MiB, 80 threads of half a MiB and direct buffers of
 * 16 MiB for a server; 64, 48, 30 and 16 for others.
 *
 * @param heapBytes the most the heap may have
 * @param collectorBytes what the collector keeps beside it
 * @param parts the other areas, for people
 * @param othersBytes their sum
 */
record MemoryNeed(long heapBytes, long collectorBytes, List<String> parts, long othersBytes) {
    private static final long MIB = 1 << 20;
    /** The library, shared classes, symbols, a compiler at work: what a program that does nothing has beside its heap. */
    private static final long BASE = 40 * MIB;

    static MemoryNeed of(JvmFacts jvm, long heap, Profile profile) {
        JvmLimits limits = jvm.limits();
        JvmFacts.Measured measured = jvm.measured();
        boolean web = profile == Profile.WEB;
        long classes = measured == null ? (web ? 100 : 64) * MIB : grown(measured.metaspaceBytes());
        long code = measured == null ? (web ? 64 : 48) * MIB : grown(measured.codeBytes());
        long direct = measured == null ? 16 * MIB : grown(measured.directBytes());
        long stack = Math.min(limits.stack().bytes(), MIB / 2);
        long stacks = (measured == null ? (web ? 80 : 30) : measured.threads()) * stack;
        long boundOfDirect =
                limits.direct() == null ? Long.MAX_VALUE : limits.direct().bytes();
        List<String> parts = new ArrayList<>();
        long sum = add(parts, "classes", Math.min(classes, limits.metaspace().bytes()))
                + add(parts, "code", Math.min(code, limits.codeCache().bytes()))
                + add(parts, "stacks", stacks)
                + add(parts, "direct buffers", Math.min(direct, boundOfDirect))
                + add(parts, "the JVM itself", BASE);
        return new MemoryNeed(heap, (long) (heap * share(limits.collector())), List.copyOf(parts), sum);
    }

    private static long grown(long bytes) {
        return bytes + bytes / 5;
    }

    private static long add(List<String> parts, String name, long bytes) {
        parts.add(name + " " + Texts.bytes(bytes));
        return bytes;
    }

    /** Cards, remembered sets, mark bitmaps, as part of the heap. */
    private static double share(@Nullable GarbageCollector collector) {
        if (collector == null) {
            return 0.06;
        }
        return switch (collector) {
            case SERIAL, EPSILON -> 0.01;
            case PARALLEL, CMS -> 0.03;
            case G1, ZGC, SHENANDOAH -> 0.06;
        };
    }

    long leastBytes() {
        return heapBytes + collectorBytes + BASE;
    }

    long usualBytes() {
        return heapBytes + collectorBytes + othersBytes;
    }

    /** The heap with which all is within nine tenths of a limit, in whole MiB; negative if there is none. */
    long heapThatFits(long limit) {
        double share = heapBytes == 0 ? 0 : (double) collectorBytes / heapBytes;
        return (long) ((limit * 0.9 - othersBytes) / (1 + share));
    }

    String sum() {
        return "heap " + Texts.bytes(heapBytes) + " + collector " + Texts.bytes(collectorBytes) + " + "
                + String.join(" + ", parts);
    }
}
