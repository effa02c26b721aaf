package io.memsafe.doctor;

import io.memsafe.doctor.explain.Evidence;
import io.memsafe.doctor.explain.Explanation;
import io.memsafe.doctor.explain.Incident;
import io.memsafe.doctor.explain.IncidentKind;
import io.memsafe.doctor.explain.MemoryUser;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An explanation for people. */
final class TextReport {
    private static final int MOST_OTHERS = 5;
    private static final int MOST_NAMED = 5;
    private static final double MIB = 1 << 20;

    private final StringBuilder out = new StringBuilder();

    private TextReport() {}

    static String of(Explanation explanation) {
        TextReport report = new TextReport();
        Incident verdict = explanation.verdict();
        if (verdict == null) {
            List<String> inputs = explanation.inputs();
            report.line("Nothing found in " + explanation.linesRead() + " lines of "
                    + (inputs.size() > MOST_NAMED ? inputs.size() + " files" : String.join(", ", inputs)) + ".");
        } else {
            report.verdict(verdict);
            report.others(explanation);
        }
        explanation.notes().forEach(note -> report.line("Note: " + note));
        return report.out.toString();
    }

    /** One incident, as it is found. */
    static String of(Incident incident) {
        TextReport report = new TextReport();
        report.verdict(incident);
        report.line("");
        return report.out.toString();
    }

    private void verdict(Incident verdict) {
        line(headline(verdict));
        line("");
        field("kind", verdict.kind().id() + " (" + verdict.kind().title() + ")");
        field("by", verdict.by());
        field("limit", verdict.limit());
        field("when", when(verdict));
        field("cause", verdict.cause());
        if (!verdict.users().isEmpty()) {
            line("");
            line("Memory was used by");
            for (MemoryUser user : verdict.users()) {
                line(String.format(
                        Locale.ROOT,
                        "  %10.1f MiB  %s%s%s",
                        user.residentBytes() / MIB,
                        user.name(),
                        user.pid() == null ? "" : " (" + user.pid() + ")",
                        user.swapBytes() == 0
                                ? ""
                                : String.format(Locale.ROOT, ", and %.1f MiB in swap", user.swapBytes() / MIB)));
            }
        }
        line("");
        line("Evidence");
        for (Evidence evidence : verdict.evidence()) {
            line("  " + evidence.source() + ":" + evidence.line() + ": "
                    + evidence.text().strip());
        }
        line("");
        line("What to do");
        verdict.advice().forEach(sentence -> line("  - " + sentence));
    }

    private void others(Explanation explanation) {
        if (explanation.incidents().size() == 1) {
            return;
        }
        line("");
        line("Also seen");
        explanation.incidents().stream().skip(1).limit(MOST_OTHERS).forEach(other -> {
            Evidence first = other.evidence().get(0);
            line("  " + headline(other) + " (" + first.source() + ":" + first.line() + ")");
        });
        if (explanation.incidents().size() > MOST_OTHERS + 1) {
            Map<IncidentKind, Long> seen = new EnumMap<>(explanation.seen());
            line("  In all:");
            seen.forEach((kind, count) -> line("  " + count + " x " + kind.title()));
        }
    }

    private static String headline(Incident incident) {
        String victim = incident.victim() == null
                ? ""
                : incident.victim() + (incident.pid() == null ? "" : " (" + incident.pid() + ")");
        String when = incident.when() == null ? "" : ", at " + incident.when();
        return switch (incident.kind()) {
            case SYSTEMD_OOMD, EARLYOOM -> incident.kind().id() + " killed " + victim + when;
            case KUBERNETES_OOM_KILLED -> "Killed for memory: " + victim + when;
            case KUBERNETES_EVICTED -> "The kubelet evicted " + victim + when;
            case JVM_NATIVE -> "A " + victim + " ended: the system refused it memory" + when;
            case JVM_CRASH -> "A " + victim + " crashed, and not for want of memory" + when;
            case KERNEL_GLOBAL, KERNEL_CGROUP_V1, KERNEL_CGROUP_V2, KERNEL_CGROUP, KERNEL_CPUSET, KERNEL_UNKNOWN ->
                victim.isEmpty()
                        ? "The kernel was out of memory; whom it killed is not in the log" + when
                        : "The kernel killed " + victim + when;
            default ->
                incident.kind().title() + (incident.count() > 1 ? ", " + incident.count() + " times" : "") + when;
        };
    }

    private static @Nullable String when(Incident incident) {
        if (incident.when() == null) {
            return null;
        }
        return incident.lastWhen() == null
                ? incident.when()
                : "first " + incident.when() + ", last " + incident.lastWhen() + ", " + incident.count() + " times";
    }

    private void field(String name, @Nullable String value) {
        if (value != null) {
            line(String.format(Locale.ROOT, "%-7s%s", name, value));
        }
    }

    private void line(String text) {
        out.append(text).append(System.lineSeparator());
    }
}
