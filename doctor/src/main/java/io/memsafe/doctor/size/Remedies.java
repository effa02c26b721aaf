package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.GarbageCollector;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.MemoryPart;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What would make a program fit that does not: each found by sizing again. */
final class Remedies {
    private static final int HALVINGS = 40;

    private Remedies() {}

    static List<String> of(SizeQuestion question, SizePlan plan) {
        List<String> remedies = new ArrayList<>();
        remedies.add("Raise the limit to " + ByteSize.text(plan.limitBytes()) + ".");
        lower(question, UseFigure.LIVE, plan.live().bytes())
                .ifPresent(most -> remedies.add("Lower the live set from "
                        + ByteSize.text(plan.live().bytes()) + " to " + ByteSize.text(most)
                        + ": bound caches and sessions, or spread the load over more instances."));
        if (plan.collector() != GarbageCollector.SERIAL) {
            SizePlan serial = Sizer.reckon(question.with(GarbageCollector.SERIAL));
            if (serial.fits()) {
                remedies.add("Take -XX:+UseSerialGC, which needs "
                        + ByteSize.text(plan.limitBytes() - serial.limitBytes())
                        + " less; its full collections stop the program for the longer, the larger the live set.");
            }
        }
        question.use()
                .value(UseFigure.THREADS)
                .ifPresent(threads -> lower(question, UseFigure.THREADS, threads)
                        .ifPresent(most ->
                                remedies.add("Lower the number of threads from " + threads + " to " + most + ".")));
        long direct = question.use().value(UseFigure.DIRECT).orElse(0);
        lower(question, UseFigure.DIRECT, direct)
                .ifPresent(most -> remedies.add(
                        "Lower direct buffers from " + ByteSize.text(direct) + " to " + ByteSize.text(most) + "."));
        if (remedies.size() == 1) {
            long rest = plan.limitBytes() - plan.need().line(MemoryPart.HEAP).mostBytes();
            remedies.add("Nothing else does: beside the heap " + ByteSize.text(rest) + " are needed.");
        }
        return remedies;
    }

    /** The largest value below the known one with which it fits; empty if not even a small part of it does. */
    private static OptionalLong lower(SizeQuestion question, UseFigure figure, long known) {
        long fits = known / 10;
        if (known < 2 || !fits(question, figure, fits)) {
            return OptionalLong.empty();
        }
        long tooMuch = known;
        for (int i = 0; i < HALVINGS && tooMuch - fits > 1; i++) {
            long middle = fits + (tooMuch - fits) / 2;
            if (fits(question, figure, middle)) {
                fits = middle;
            } else {
                tooMuch = middle;
            }
        }
        return OptionalLong.of(fits);
    }

    private static boolean fits(SizeQuestion question, UseFigure figure, long value) {
        KnownUse less = question.use().replaced(figure, new Amount(value, Origin.GIVEN, "less"));
        return Sizer.reckon(question.with(less)).fits();
    }
}
