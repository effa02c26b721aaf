package io.memsafe.doctor;

import io.memsafe.doctor.jvm.Amount;
import io.memsafe.doctor.jvm.ByteSize;
import io.memsafe.doctor.jvm.MemoryNeed;
import io.memsafe.doctor.jvm.NeedLine;
import io.memsafe.doctor.size.SettingsCheck;
import io.memsafe.doctor.size.SizePlan;
import java.util.List;
import java.util.Locale;

/** Sizes for people. */
final class SizeText {
    private final StringBuilder out = new StringBuilder();

    private SizeText() {}

    static String of(SizePlan plan) {
        SizeText text = new SizeText();
        String limit = ByteSize.text(plan.limitBytes());
        if (plan.need().limitBytes().isEmpty()) {
            text.line("A container of " + limit + " is needed.");
        } else {
            String container = ByteSize.text(plan.need().limitBytes().getAsLong());
            text.line(
                    plan.fits()
                            ? "It fits: " + limit + " are needed, the container has " + container + "."
                            : "It does not fit: " + ByteSize.text(plan.missingBytes()) + " (" + plan.missingBytes()
                                    + " bytes) are missing. " + limit + " are needed, the container has " + container
                                    + ".");
        }
        text.line("");
        text.table(plan.need(), "bound");
        text.headroom(plan);
        if (!plan.fits()) {
            text.list("What to change, any one of", plan.remedies());
        }
        text.line("");
        text.line("Flags");
        text.line("  " + String.join(" ", plan.flags()));
        text.line("Container");
        text.line("  limit " + limit + ", request " + ByteSize.text(plan.requestBytes())
                + ": the same, for a heap that has grown is not given back");
        text.notes(plan.notes());
        return text.out.toString();
    }

    static String of(SettingsCheck check) {
        SizeText text = new SizeText();
        text.line(
                switch (check.verdict()) {
                    case FITS -> "It fits.";
                    case DOES_NOT_FIT -> "It does not fit.";
                    case NOTHING_TO_JUDGE -> "There is nothing to judge.";
                });
        for (String problem : check.problems()) {
            text.line("  - " + problem);
        }
        MemoryNeed need = check.need();
        if (need != null) {
            text.line("");
            text.table(need, "may grow to");
            need.limitBytes().ifPresent(limit -> text.line("  limit            " + right(ByteSize.text(limit))));
        }
        text.notes(check.notes());
        return text.out.toString();
    }

    private void table(MemoryNeed need, String bound) {
        line("  part             " + right("counted") + "  " + String.format(Locale.ROOT, "%-12s  %-11s", bound, "from")
                + "  how");
        for (NeedLine row : need.lines()) {
            line(String.format(
                    Locale.ROOT,
                    "  %-15s  %10s  %-12s  %-11s  %s",
                    row.part().title(),
                    ByteSize.text(row.bytes()),
                    row.mostBytes() == Amount.UNBOUNDED ? "no bound" : ByteSize.text(row.mostBytes()),
                    origin(row),
                    row.why()));
        }
        line("  sum              " + right(ByteSize.text(need.bytes())));
    }

    private static String origin(NeedLine row) {
        return switch (row.origin()) {
            case DEFAULT -> "default";
            default -> row.origin().title();
        };
    }

    /** "1.2 to 1.5 times of usage" means nothing until it is said of which usage. */
    private void headroom(SizePlan plan) {
        double limit = plan.limitBytes();
        line("  limit            " + right(ByteSize.text(plan.limitBytes()))
                + "  the sum of the bounds, rounded up to 16 MiB");
        line("");
        line("Headroom");
        line(String.format(
                Locale.ROOT,
                "  %.2f x the peak, %s, when the heap is full before a collection: what the kernel sees and kills by",
                limit / plan.need().bytes(),
                ByteSize.text(plan.need().bytes())));
        line(String.format(
                Locale.ROOT,
                "  %.2f x what is live, %s, without garbage: what a graph of the live set shows",
                limit / plan.liveUseBytes(),
                ByteSize.text(plan.liveUseBytes())));
    }

    private void list(String title, List<String> sentences) {
        line("");
        line(title);
        sentences.forEach(sentence -> line("  - " + sentence));
    }

    private void notes(List<String> notes) {
        if (!notes.isEmpty()) {
            line("");
            notes.forEach(note -> line("Note: " + note));
        }
    }

    private static String right(String text) {
        return String.format(Locale.ROOT, "%10s", text);
    }

    private void line(String text) {
        out.append(text).append(System.lineSeparator());
    }
}
