package io.memsafe.doctor.size;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.JvmLimits;
import io.memsafe.doctor.jvm.JvmMachine;
import io.memsafe.doctor.jvm.JvmSettings;
import io.memsafe.doctor.jvm.KnownUse;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.MemoryPart;
import io.memsafe.doctor.jvm.NeedLine;
import io.memsafe.doctor.jvm.Origin;
import io.memsafe.doctor.jvm.UseFigure;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JVM with given flags fits into a container or machine, and whether what it needs fits into its own bounds.
 *
 * <p>Thread-safety: immutable.
 *
 * @param verdict in a word
 * @param need part by part; null if the heap is not known
 * @param problems what does not fit, each with what is missing and what to change
 * @param notes what to know
 */
public record SettingsCheck(Verdict verdict, @Nullable MemoryNeed need, List<String> problems, List<String> notes) {

    /** Whether it fits. */
    public enum Verdict {
        /** It does, and so do the areas into their bounds. */
        FITS("fits"),
        /** It does not, or an area does not fit into its bound. */
        DOES_NOT_FIT("does-not-fit"),
        /** There is no memory limit to judge by, or no flag of a JVM. */
        NOTHING_TO_JUDGE("nothing-to-judge");

        private final String id;

        Verdict(String id) {
            this.id = id;
        }

        /**
         * For programs.
         *
         * @return stable, for example {@code fits}
         */
        public String id() {
            return id;
        }
    }

    /**
     * Copies the lists.
     *
     * @param verdict in a word
     * @param need part by part; null if the heap is not known
     * @param problems what does not fit
     * @param notes what to know
     */
    public SettingsCheck {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /**
     * Judges flags.
     *
     * @param settings the flags
     * @param machine what the JVM runs in
     * @param use what is known of the program; may be nothing
     * @return the judgement
     */
    public static SettingsCheck of(JvmSettings settings, JvmMachine machine, KnownUse use) {
        List<String> problems = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        JvmLimits limits = JvmLimits.of(settings, machine);
        MemoryNeed need = MemoryNeed.of(settings, machine, use).orElse(null);
        Amount heap = limits.heap();
        OptionalLong initial = settings.bytes("InitialHeapSize");
        OptionalLong given = settings.bytes("MaxHeapSize");
        if (initial.isPresent() && given.isPresent() && initial.getAsLong() > given.getAsLong()) {
            problems.add("-Xms " + ByteSize.text(initial.getAsLong()) + " is more than -Xmx "
                    + ByteSize.text(given.getAsLong()) + ": the JVM does not start. Lower -Xms.");
        }
        areas(limits, use, problems);
        if (heap != null) {
            live(heap, use, problems);
            smallMemory(settings, heap, notes);
        }
        if (need != null) {
            total(need, problems);
            unbounded(need, notes);
        }
        if (limits.collector() == null && need != null) {
            notes.add("Which collector runs depends on memory and processors that are not known: G1 is reckoned with.");
        }
        Verdict verdict = !problems.isEmpty()
                ? Verdict.DOES_NOT_FIT
                : need == null || machine.limitBytes().isEmpty() ? Verdict.NOTHING_TO_JUDGE : Verdict.FITS;
        if (verdict == Verdict.NOTHING_TO_JUDGE) {
            notes.add(
                    0,
                    "No limit of a container or machine is known, so there is nothing that the JVM has to fit into.");
        }
        return new SettingsCheck(verdict, need, problems, notes);
    }

    /**
     * Judges flags as a text of any kind has them.
     *
     * @param text a command line, or options and other words
     * @param machine what the JVM runs in
     * @param use what is known of the program
     * @return the judgement; {@link Verdict#NOTHING_TO_JUDGE} if the text has words and none is a flag of a JVM about memory
     * @throws io.memsafe.doctor.jvm.InvalidFlagException if a JVM would not take a flag
     */
    public static SettingsCheck of(String text, JvmMachine machine, KnownUse use) {
        JvmSettings settings = JvmSettings.parse(text);
        if (settings.isEmpty() && !text.isBlank() && !isLauncher(text)) {
            return new SettingsCheck(
                    Verdict.NOTHING_TO_JUDGE,
                    null,
                    List.of(),
                    List.of("No word of it is a flag of a JVM: there is no JVM whose memory could be added up."));
        }
        return of(settings, machine, use);
    }

    private static boolean isLauncher(String text) {
        String first = text.strip().split(" ", 2)[0];
        return first.endsWith("java") || first.endsWith("java.exe");
    }

    private static void areas(JvmLimits limits, KnownUse use, List<String> problems) {
        NeedLine classes = MemoryNeed.metaspace(new Amount(Amount.UNBOUNDED, Origin.DEFAULT, ""), use);
        if (limits.metaspace().bytes() < classes.bytes()) {
            problems.add("-XX:MaxMetaspaceSize "
                    + ByteSize.text(limits.metaspace().bytes()) + " lacks "
                    + ByteSize.text(classes.bytes() - limits.metaspace().bytes()) + ": " + classes.why() + " = "
                    + ByteSize.text(classes.bytes()) + " (" + classes.origin().title()
                    + "). It ends in OutOfMemoryError: Metaspace. Raise it"
                    + (classes.origin() == Origin.ESTIMATED
                                    && use.amount(UseFigure.CLASSES).isEmpty()
                            ? ", or give --classes if the program has fewer."
                            : "."));
        }
        Amount bound = limits.direct();
        long direct = use.value(UseFigure.DIRECT).orElse(0);
        if (bound != null && direct > bound.bytes()) {
            problems.add("Direct buffers may have " + ByteSize.text(bound.bytes()) + " (" + bound.why() + ") and need "
                    + ByteSize.text(direct) + ": raise -XX:MaxDirectMemorySize.");
        }
    }

    private static void live(Amount heap, KnownUse use, List<String> problems) {
        OptionalLong live = use.value(UseFigure.LIVE);
        if (live.isPresent() && live.getAsLong() > heap.bytes() * 0.9) {
            problems.add("The live set of " + ByteSize.text(live.getAsLong())
                    + " leaves no room to collect in a heap of " + ByteSize.text(heap.bytes()) + " (" + heap.why()
                    + "): it ends in OutOfMemoryError: Java heap space.");
        }
    }

    private static void smallMemory(JvmSettings settings, Amount heap, List<String> notes) {
        if (settings.percentage("MaxRAMPercentage").isPresent()
                && (heap.why().startsWith("MinRAM") || heap.why().startsWith("never less"))) {
            notes.add("MaxRAMPercentage does not rule here: " + heap.why() + ". Set -Xmx.");
        }
    }

    private static void total(MemoryNeed need, List<String> problems) {
        if (need.fits()) {
            return;
        }
        long limit = need.limitBytes().orElseThrow();
        long heap = need.line(MemoryPart.HEAP).bytes();
        long rest = need.bytes() - heap;
        StringBuilder text = new StringBuilder(ByteSize.text(need.missingBytes()))
                .append(" are missing (")
                .append(need.missingBytes())
                .append(" bytes): ")
                .append(ByteSize.text(need.bytes()))
                .append(" are needed, ")
                .append(ByteSize.text(limit))
                .append(" are there.");
        if (heap > limit) {
            text.append(" The heap alone is larger than that.");
        }
        long largest = (limit - rest) / ByteSize.MIB;
        text.append(" Raise the limit to ").append(ByteSize.text(need.bytes()));
        if (largest >= 16) {
            text.append(", or set -Xmx").append(largest).append("m");
        } else {
            text.append("; no heap is small enough, since ")
                    .append(ByteSize.text(rest))
                    .append(" are needed beside it");
        }
        problems.add(text.append('.').toString());
    }

    private static void unbounded(MemoryNeed need, List<String> notes) {
        if (need.line(MemoryPart.METASPACE).mostBytes() == Amount.UNBOUNDED) {
            notes.add(
                    "Nothing bounds the metaspace: a leak of classes takes the container, and the kernel kills the JVM."
                            + " Set -XX:MaxMetaspaceSize.");
        }
        NeedLine direct = need.line(MemoryPart.DIRECT);
        if (direct.origin() == Origin.ESTIMATED) {
            notes.add("Direct buffers may grow to " + ByteSize.text(direct.mostBytes())
                    + " beside the heap: set -XX:MaxDirectMemorySize.");
        }
    }
}
