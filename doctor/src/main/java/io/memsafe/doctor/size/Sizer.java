package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.CollectorOverhead;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.JvmLimits;
import io.memsafe.doctor.jvm.JvmSettings;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.MemoryPart;
import io.memsafe.doctor.jvm.NeedLine;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sizes heap, other areas and container. The heap follows from the live set and the allocation rate, see {@link HeapRule}; each other
 * area gets a bound above what it is known or estimated to use, and the container the sum of the bounds:
 *
 * <ul>
 *   <li>metaspace and direct buffers: a quarter more than their use;
 *   <li>code cache: half as much again as its use, for a full one stops compilation; at least {@value #LEAST_CODE_MIB} MiB; if its use
 *       is not known, 5 KiB a class, 48 to 240 MiB;
 *   <li>stacks, and what malloc holds: a quarter more than is known or estimated.
 * </ul>
 *
 * <pre>{@code
 * KnownUse use = KnownUse.NONE.with(UseFigure.LIVE, new Amount(180 << 20, Origin.GIVEN, "from the dashboard"));
 * SizePlan plan = Sizer.plan(new SizeQuestion(use, Optional.of(GarbageCollector.G1),
 *         JvmMachine.container(512 << 20), OptionalLong.empty()));
 * String flags = String.join(" ", plan.flags());
 * }</pre>
 *
 * <p>Thread-safety: for any number of threads.
 */
public final class Sizer {
    private static final long MIB = ByteSize.MIB;
    private static final double QUARTER_MORE = 1.25;
    private static final double HALF_MORE = 1.5;
    private static final long LEAST_CODE_MIB = 24;
    private static final long LEAST_UNKNOWN_CODE = 48 * MIB;
    private static final long MOST_CODE = 240 * MIB;
    private static final long CODE_A_CLASS = 5 << 10;
    private static final long UNKNOWN_DIRECT = 64 * MIB;
    private static final long USUAL_STACK = MIB;
    private static final long CONTAINER_STEP = 16 * MIB;
    private static final double USUAL_PROCESSORS = 2;

    private Sizer() {}

    /**
     * Sizes.
     *
     * @param question what is known, and what it has to fit into
     * @return what to set; also if it does not fit, with what to change
     * @throws IllegalArgumentException if the live set is not known, or the collector is Epsilon
     */
    public static SizePlan plan(SizeQuestion question) {
        SizePlan plan = reckon(question);
        if (plan.fits()) {
            return plan;
        }
        return new SizePlan(
                plan.collector(),
                plan.live(),
                plan.need(),
                plan.stackBytes(),
                plan.limitBytes(),
                Remedies.of(question, plan),
                plan.notes());
    }

    /** Without remedies. */
    static SizePlan reckon(SizeQuestion question) {
        KnownUse use = question.use();
        Amount live = use.amount(UseFigure.LIVE)
                .orElseThrow(
                        () -> new IllegalArgumentException("the live set is not known, and the heap follows from it"));
        List<String> notes = new ArrayList<>();
        GarbageCollector collector = collector(question, notes);
        double processors = question.machine().processors().orElse(USUAL_PROCESSORS);
        Amount rate =
                use.amount(UseFigure.ALLOCATION).orElse(new Amount(HeapRule.USUAL_RATE, Origin.ESTIMATED, "not known"));
        Amount heap = HeapRule.heap(collector, live.bytes(), rate, processors);
        long stack = question.stackBytes().orElse(USUAL_STACK);

        List<NeedLine> lines = new ArrayList<>();
        lines.add(new NeedLine(MemoryPart.HEAP, heap.bytes(), heap.bytes(), live.origin(), heap.why()));
        NeedLine metaspace = MemoryNeed.metaspace(new Amount(Amount.UNBOUNDED, Origin.DEFAULT, ""), use);
        lines.add(bound(metaspace, Rounding.up(metaspace.bytes() * QUARTER_MORE, 4 * MIB)));
        lines.add(code(use));
        lines.add(direct(use, notes));
        NeedLine stacks = MemoryNeed.stacks(new Amount(stack, Origin.GIVEN, ""), use);
        lines.add(bound(stacks, Rounding.up(stacks.bytes() * QUARTER_MORE, MIB)));
        lines.add(collector(CollectorOverhead.of(collector, question.machine().version()), heap.bytes()));
        NeedLine rest = MemoryNeed.rest(use);
        lines.add(bound(rest, Rounding.up(rest.bytes() * QUARTER_MORE, MIB)));

        OptionalLong container = question.machine().limitBytes();
        long sum = lines.stream().mapToLong(NeedLine::mostBytes).sum();
        long limit = Rounding.up((double) sum, CONTAINER_STEP);
        if (container.isPresent() && sum <= container.getAsLong()) {
            limit = Math.min(limit, container.getAsLong());
        }
        return new SizePlan(collector, live, new MemoryNeed(lines, container), stack, limit, List.of(), notes);
    }

    private static GarbageCollector collector(SizeQuestion question, List<String> notes) {
        if (question.collector().isPresent()) {
            return question.collector().get();
        }
        JvmLimits limits = JvmLimits.of(JvmSettings.NONE, question.machine());
        GarbageCollector chosen = limits.collector();
        GarbageCollector usual = chosen == null ? GarbageCollector.G1 : chosen;
        notes.add("No collector was named: " + usual.title() + ", as the JVM would choose"
                + (usual == GarbageCollector.SERIAL ? " with less than 2 processors or 1792 MiB." : "."));
        return usual;
    }

    private static NeedLine bound(NeedLine line, long most) {
        return new NeedLine(line.part(), line.bytes(), most, line.origin(), line.why());
    }

    private static NeedLine collector(CollectorOverhead overhead, long heap) {
        long bytes = overhead.bytes(heap);
        return new NeedLine(
                MemoryPart.COLLECTOR, bytes, Rounding.up(bytes * QUARTER_MORE, MIB), Origin.ESTIMATED, overhead.text());
    }

    private static NeedLine code(KnownUse use) {
        Optional<Amount> known = use.amount(UseFigure.CODE);
        if (known.isPresent()) {
            long bytes = known.get().bytes();
            long most = Math.min(
                    Math.max(MOST_CODE, Rounding.up((double) bytes, MIB)),
                    Math.max(LEAST_CODE_MIB * MIB, Rounding.up(bytes * HALF_MORE, 4 * MIB)));
            return new NeedLine(
                    MemoryPart.CODE_CACHE,
                    bytes,
                    most,
                    known.get().origin(),
                    known.get().why());
        }
        Optional<Amount> classes = use.amount(UseFigure.CLASSES);
        double guess = classes.map(Amount::bytes).orElse(MemoryNeed.USUAL_CLASSES) * (double) CODE_A_CLASS;
        long bytes = (long) Math.min(MOST_CODE, Math.max(LEAST_UNKNOWN_CODE, guess));
        long most = Math.min(MOST_CODE, Rounding.up(bytes * QUARTER_MORE, 4 * MIB));
        return new NeedLine(
                MemoryPart.CODE_CACHE,
                bytes,
                most,
                Origin.ESTIMATED,
                "its use is not known: 5 KiB a class, 48 to 240 MiB");
    }

    private static NeedLine direct(KnownUse use, List<String> notes) {
        Optional<Amount> known = use.amount(UseFigure.DIRECT);
        if (known.isEmpty()) {
            notes.add(
                    "The use of direct buffers is not known: they are bounded with " + ByteSize.text(UNKNOWN_DIRECT)
                            + ", beyond which the program gets an OutOfMemoryError. Netty, gRPC and NIO use them: give --direct.");
            return new NeedLine(
                    MemoryPart.DIRECT,
                    MemoryNeed.USUAL_DIRECT_BYTES,
                    UNKNOWN_DIRECT,
                    Origin.ESTIMATED,
                    "its use is not known");
        }
        Amount amount = known.get();
        long most = Rounding.up(Math.max(amount.bytes() * QUARTER_MORE, amount.bytes() + 4.0 * MIB), 4 * MIB);
        return new NeedLine(MemoryPart.DIRECT, amount.bytes(), most, amount.origin(), amount.why());
    }
}
