package io.memsafe.doctor;

import io.memsafe.PressureLevel;
import io.memsafe.doctor.replay.ReplayResult;
import io.memsafe.doctor.replay.ReplayedChange;
import io.memsafe.doctor.replay.TimelineColumn;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What would have happened, for people. */
final class ReplayText {
    private static final int WIDTH = 80;
    private static final int MOST_CHANGES = 12;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final ReplayResult result;
    private final StringBuilder out = new StringBuilder();

    private ReplayText(ReplayResult result) {
        this.result = result;
    }

    static String of(ReplayResult result, Charset charset) {
        ReplayText text = new ReplayText(result);
        text.head();
        text.levels();
        text.firsts();
        text.timeline(charset);
        text.changes();
        if (!result.notes().isEmpty()) {
            text.line("");
            result.notes().forEach(note -> text.line("Note: " + note + "."));
        }
        return text.out.toString();
    }

    private void head() {
        line(result.source() + ": " + result.collector() + ", heap " + Amounts.bytes(result.maxHeapBytes()) + ", "
                + Amounts.time(result.length()) + "; WARNING from "
                + Amounts.percent(result.thresholds().warningRatio()) + ", CRITICAL from "
                + Amounts.percent(result.thresholds().criticalRatio()) + " of what the collector can fill");
        line("");
    }

    private void levels() {
        boolean recorded = !result.recorded().isEmpty();
        line(String.format(
                Locale.ROOT,
                "%-14s %16s %8s %12s%s",
                "level",
                "would have held",
                "",
                "first after",
                recorded ? "        it did hold" : ""));
        for (PressureLevel level : PressureLevel.values()) {
            Duration held = result.levels().getOrDefault(level, Duration.ZERO);
            Duration first = result.firsts().get(level);
            Duration did = result.recorded().getOrDefault(level, Duration.ZERO);
            row(level.name(), held, level == PressureLevel.NORMAL ? null : first, recorded ? did : null);
        }
        row("used > " + Amounts.percent(result.naiveRatio()), result.naive(), result.firstNaive(), null);
    }

    private void row(String name, Duration held, @Nullable Duration first, @Nullable Duration did) {
        line(String.format(
                Locale.ROOT,
                "%-14s %16s %8s %12s%s",
                name,
                held.isZero() ? "-" : Amounts.time(held),
                held.isZero() ? "" : share(held),
                first == null ? "" : Amounts.time(first),
                did == null ? "" : String.format(Locale.ROOT, " %18s", did.isZero() ? "-" : Amounts.time(did))));
    }

    private String share(Duration part) {
        double ratio = result.length().isZero()
                ? 0
                : (double) part.toNanos() / result.length().toNanos();
        return String.format(Locale.ROOT, "%.1f %%", 100 * ratio);
    }

    private void firsts() {
        line("");
        Duration warned = result.firsts().get(PressureLevel.WARNING);
        line(
                warned == null
                        ? "No level above NORMAL."
                        : "First above NORMAL " + Amounts.time(result.length().minus(warned))
                                + " before the end, at its highest " + result.worst() + "; " + result.changeCount()
                                + (result.changeCount() == 1 ? " change." : " changes."));
        line(
                result.naiveCount() == 0
                        ? "The rule 'used / max above " + Amounts.percent(result.naiveRatio())
                                + "' would never have held."
                        : "The rule 'used / max above " + Amounts.percent(result.naiveRatio())
                                + "' would have begun to hold " + result.naiveCount()
                                + (result.naiveCount() == 1 ? " time." : " times."));
    }

    private void timeline(Charset charset) {
        List<TimelineColumn> columns = folded(result.columns());
        int per = Math.max(1, (result.columns().size() + WIDTH - 1) / WIDTH);
        Sparkline live = new Sparkline(charset, WIDTH);
        Sparkline used = new Sparkline(charset, WIDTH);
        StringBuilder levels = new StringBuilder();
        StringBuilder naive = new StringBuilder();
        for (TimelineColumn column : columns) {
            live.add(column.pressureRatio());
            used.add(column.usedRatio());
            levels.append(
                    column.level() == PressureLevel.NORMAL
                            ? '.'
                            : column.level().name().charAt(0));
            naive.append(column.naive() ? '!' : '.');
        }
        line("");
        line("Timeline, " + Amounts.time(result.columnWidth().multipliedBy(per)) + " a column, each at its worst");
        line("level       |" + levels + "|");
        line("live set    |" + live.line(WIDTH) + "|");
        line("used / max  |" + used.line(WIDTH) + "|");
        line(String.format(Locale.ROOT, "%-12s|%s|", "> " + Amounts.percent(result.naiveRatio()), naive));
    }

    private static List<TimelineColumn> folded(List<TimelineColumn> columns) {
        int per = Math.max(1, (columns.size() + WIDTH - 1) / WIDTH);
        List<TimelineColumn> folded = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            TimelineColumn column = columns.get(i);
            if (i % per == 0) {
                folded.add(column);
            } else {
                TimelineColumn before = folded.get(folded.size() - 1);
                folded.set(folded.size() - 1, before.worse(column));
            }
        }
        return folded;
    }

    private void changes() {
        List<ReplayedChange> changes = result.changes();
        if (changes.isEmpty()) {
            return;
        }
        line("");
        int first = changes.size() <= MOST_CHANGES ? changes.size() : MOST_CHANGES / 2;
        changes.stream().limit(first).forEach(this::change);
        if (first < changes.size()) {
            line("  ... " + (result.changeCount() - MOST_CHANGES) + " more");
            changes.stream().skip(changes.size() - MOST_CHANGES / 2L).forEach(this::change);
        }
    }

    private void change(ReplayedChange change) {
        String when = change.time() == null ? "after " + Amounts.time(change.after()) : CLOCK.format(change.time());
        line("  " + when + "  " + change.from() + " -> " + change.to() + ": " + brief(change.reason()));
    }

    /** Without the thresholds, which stand at the top. */
    private static String brief(String reason) {
        int thresholds = reason.indexOf(" (WARNING from");
        int end = reason.indexOf(')', Math.max(0, thresholds));
        return thresholds < 0 || end < 0 ? reason : reason.substring(0, thresholds) + reason.substring(end + 1);
    }

    private void line(String text) {
        out.append(text.stripTrailing()).append(System.lineSeparator());
    }
}
