package io.memsafe.doctor.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a JVM needs in all, part by part, against a limit. A heap is reckoned with in full, for every JVM fills its heap before it
 * collects it. Of any other part counts what is known of its use; what is not known counts with its bound; what has no bound
 * with an estimate. Stacks count with what threads touch of them, not with what they reserve.
 *
 * <p>The estimates, and what they rest on:
 * <ul>
 *   <li>Metaspace: {@value #CLASS_BYTES} bytes a class and {@value #METASPACE_BASE_BYTES} more, as the memory calculator of the
 *       Java buildpack reckons; {@value #USUAL_CLASSES} classes, those of an ordinary server, if nothing is known.
 *   <li>Stacks: {@value #TOUCHED_STACK_BYTES} bytes a thread; measured were 55 to 110 KiB with shallow stacks, JDK 17 and 25.
 *   <li>The JVM: {@value #NATIVE_BYTES} bytes; measured were 36 MiB at rest (shared libraries, class data archive, symbols), and the
 *       compilers take arenas while they work.
 *   <li>Collector: see {@link CollectorOverhead}.
 * </ul>
 *
 * <p>Thread-safety: immutable.
 *
 * @param lines each part once, the heap first
 * @param limitBytes of container or machine; empty if there is none
 */
public record MemoryNeed(List<NeedLine> lines, OptionalLong limitBytes) {
    /** Metaspace of one class. */
    public static final long CLASS_BYTES = 6L << 10;
    /** Metaspace before any class of the program. */
    public static final long METASPACE_BASE_BYTES = 14L << 20;
    /** Classes of an ordinary server. */
    public static final long USUAL_CLASSES = 12_000;
    /** Threads of an ordinary server. */
    public static final long USUAL_THREADS = 100;
    /** What a thread uses of its stack, and beside it. */
    public static final long TOUCHED_STACK_BYTES = 128L << 10;
    /** What the JVM itself needs. */
    public static final long NATIVE_BYTES = 48L << 20;
    /** Direct buffers of a program that uses some. */
    public static final long USUAL_DIRECT_BYTES = 16L << 20;

    /**
     * Copies the list.
     *
     * @param lines each part once, the heap first
     * @param limitBytes of container or machine; empty if there is none
     */
    public MemoryNeed {
        lines = List.copyOf(lines);
    }

    /**
     * What a JVM needs with given flags.
     *
     * @param settings the flags
     * @param machine what it runs in
     * @param use what is known of the program
     * @return empty if the heap is not known: no {@code -Xmx}, and no memory to take a share of
     */
    public static Optional<MemoryNeed> of(JvmSettings settings, JvmMachine machine, KnownUse use) {
        JvmLimits limits = JvmLimits.of(settings, machine);
        Amount heap = limits.heap();
        Amount direct = limits.direct();
        if (heap == null || direct == null) {
            return Optional.empty();
        }
        List<NeedLine> lines = new ArrayList<>();
        lines.add(new NeedLine(MemoryPart.HEAP, heap.bytes(), heap.bytes(), heap.origin(), heap.why()));
        lines.add(metaspace(limits.metaspace(), use));
        lines.add(code(limits.codeCache(), use));
        lines.add(direct(direct, use));
        lines.add(stacks(limits.stack(), use));
        GarbageCollector known = limits.collector();
        GarbageCollector collector = known == null ? GarbageCollector.G1 : known;
        lines.add(CollectorOverhead.of(collector, machine.version()).line(heap.bytes()));
        lines.add(rest(use));
        return Optional.of(new MemoryNeed(lines, machine.limitBytes()));
    }

    /**
     * What classes need.
     *
     * @param bound of the metaspace
     * @param use what is known of the program
     * @return its line
     */
    public static NeedLine metaspace(Amount bound, KnownUse use) {
        Optional<Amount> used = use.amount(UseFigure.METASPACE);
        if (used.isPresent()) {
            Amount amount = used.get();
            return new NeedLine(MemoryPart.METASPACE, amount.bytes(), bound.bytes(), amount.origin(), amount.why());
        }
        Optional<Amount> classes = use.amount(UseFigure.CLASSES);
        long number = classes.map(Amount::bytes).orElse(USUAL_CLASSES);
        long bytes = saturated(number, CLASS_BYTES, METASPACE_BASE_BYTES);
        String why =
                number + " classes" + (classes.isPresent() ? "" : ", as of an ordinary server,") + " x 6 KiB + 14 MiB";
        return bytes <= bound.bytes()
                ? new NeedLine(MemoryPart.METASPACE, bytes, bound.bytes(), Origin.ESTIMATED, why)
                : new NeedLine(MemoryPart.METASPACE, bound.bytes(), bound.bytes(), bound.origin(), bound.why());
    }

    private static NeedLine code(Amount bound, KnownUse use) {
        return used(MemoryPart.CODE_CACHE, use.amount(UseFigure.CODE), bound);
    }

    private static NeedLine direct(Amount bound, KnownUse use) {
        Optional<Amount> used = use.amount(UseFigure.DIRECT);
        return used.isPresent() || bound.origin() == Origin.FLAG
                ? used(MemoryPart.DIRECT, used, bound)
                : new NeedLine(
                        MemoryPart.DIRECT,
                        USUAL_DIRECT_BYTES,
                        bound.bytes(),
                        Origin.ESTIMATED,
                        "nothing is known; the JVM allows as much as the heap");
    }

    private static NeedLine used(MemoryPart part, Optional<Amount> used, Amount bound) {
        return used.map(amount -> new NeedLine(part, amount.bytes(), bound.bytes(), amount.origin(), amount.why()))
                .orElse(new NeedLine(
                        part, bound.bytes(), bound.bytes(), bound.origin(), bound.why() + "; its use is not known"));
    }

    /**
     * What threads need.
     *
     * @param stack of one
     * @param use what is known of the program
     * @return its line
     */
    public static NeedLine stacks(Amount stack, KnownUse use) {
        Optional<Amount> known = use.amount(UseFigure.THREADS);
        long threads = known.map(Amount::bytes).orElse(USUAL_THREADS);
        long each = Math.min(stack.bytes(), TOUCHED_STACK_BYTES);
        return new NeedLine(
                MemoryPart.STACKS,
                saturated(threads, each, 0),
                saturated(threads, stack.bytes(), 0),
                known.map(Amount::origin).orElse(Origin.ESTIMATED),
                threads + " threads" + (known.isPresent() ? "" : ", as of an ordinary server,") + " x "
                        + ByteSize.text(each) + " touched of " + ByteSize.text(stack.bytes()));
    }

    /**
     * What the JVM itself needs.
     *
     * @param use what is known of the program
     * @return its line
     */
    public static NeedLine rest(KnownUse use) {
        return use.amount(UseFigure.NATIVE)
                .map(amount -> new NeedLine(
                        MemoryPart.NATIVE, amount.bytes(), Amount.UNBOUNDED, amount.origin(), amount.why()))
                .orElse(new NeedLine(
                        MemoryPart.NATIVE,
                        NATIVE_BYTES,
                        Amount.UNBOUNDED,
                        Origin.ESTIMATED,
                        "shared libraries, class data, compilers at work"));
    }

    private static long saturated(long number, long each, long more) {
        double bytes = (double) number * each + more;
        return bytes >= Long.MAX_VALUE / 16.0 ? Long.MAX_VALUE / 16 : number * each + more;
    }

    /**
     * The sum.
     *
     * @return bytes; {@link Long#MAX_VALUE} if it is more
     */
    public long bytes() {
        double sum = 0;
        long exact = 0;
        for (NeedLine line : lines) {
            sum += line.bytes();
            exact += line.bytes();
        }
        return sum >= Long.MAX_VALUE ? Long.MAX_VALUE : exact;
    }

    /**
     * The line of a part.
     *
     * @param part which
     * @return its line
     */
    public NeedLine line(MemoryPart part) {
        return lines.stream().filter(line -> line.part() == part).findFirst().orElseThrow();
    }

    /**
     * Whether all of it fits.
     *
     * @return {@code true} also if there is no limit
     */
    public boolean fits() {
        return limitBytes.isEmpty() || bytes() <= limitBytes.getAsLong();
    }

    /**
     * What is missing.
     *
     * @return bytes by which the need is more than the limit; 0 if it fits
     */
    public long missingBytes() {
        return fits() ? 0 : bytes() - limitBytes.getAsLong();
    }
}
