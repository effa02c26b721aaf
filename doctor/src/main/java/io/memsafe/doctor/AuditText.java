package io.memsafe.doctor;

import io.memsafe.doctor.audit.Audit;
import io.memsafe.doctor.audit.Finding;
import io.memsafe.doctor.audit.ProcessFacts;
import io.memsafe.doctor.audit.Rule;
import io.memsafe.doctor.audit.Rules;
import io.memsafe.doctor.audit.Severity;
import io.memsafe.doctor.audit.UnknownFact;
import io.memsafe.doctor.audit.Victims.Victim;
import io.memsafe.doctor.jvm.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An audit for people. */
final class AuditText {
    private static final int MOST_PLACES = 3;
    private static final int MOST_UNKNOWN = 10;
    private static final int WIDTH = 120;
    private static final String INDENT = "          ";

    private final StringBuilder out = new StringBuilder();

    private AuditText() {}

    static String of(Audit audit, Severity least) {
        AuditText text = new AuditText();
        text.line("Judged for " + audit.profile().id() + " (" + audit.profileReason() + ").");
        text.line("");
        text.findings(audit, least);
        text.victims(audit.victims());
        text.unknown(audit.unknown());
        text.summary(audit, least);
        return text.out.toString();
    }

    static String rules() {
        AuditText text = new AuditText();
        for (Rule rule : Rules.all()) {
            text.line(String.format(
                    Locale.ROOT, "%-28s %s%s", rule.id(), rule.looksAt(), rule.byProfile() ? " (by profile)" : ""));
            text.line(String.format(Locale.ROOT, "%-28s %s", "", rule.source()));
        }
        return text.out.toString();
    }

    /** What many places have in common is said once. */
    private void findings(Audit audit, Severity least) {
        Map<List<String>, List<Finding>> groups = new LinkedHashMap<>();
        for (Finding finding : audit.findings()) {
            if (finding.severity().compareTo(least) >= 0) {
                groups.computeIfAbsent(
                                List.of(finding.rule(), finding.severity().id(), finding.found(), finding.fix()),
                                key -> new ArrayList<>())
                        .add(finding);
            }
        }
        for (List<Finding> group : groups.values()) {
            Finding first = group.get(0);
            wrapped(
                    String.format(Locale.ROOT, "%-10s", first.severity().id().toUpperCase(Locale.ROOT)),
                    INDENT,
                    first.found());
            field("where", places(group));
            field("why", first.why());
            field("fix", first.fix());
            field(
                    "rule",
                    first.rule()
                            + (first.profile() == null
                                    ? ""
                                    : ", for " + first.profile().id()) + " - " + first.source());
            line("");
        }
    }

    private static String places(List<Finding> group) {
        StringBuilder places = new StringBuilder();
        for (int i = 0; i < group.size() && i < MOST_PLACES; i++) {
            places.append(i == 0 ? "" : "; ").append(group.get(i).where());
        }
        int more = group.size() - MOST_PLACES;
        return more > 0 ? places + "; and " + more + " more" : places.toString();
    }

    private void victims(List<Victim> victims) {
        if (victims.isEmpty()) {
            return;
        }
        line("If the machine is full, the kernel kills in this order");
        for (int i = 0; i < victims.size(); i++) {
            ProcessFacts process = victims.get(i).process();
            line(String.format(
                    Locale.ROOT,
                    "  %d. %s (%d), %s%s",
                    i + 1,
                    process.name(),
                    process.pid(),
                    process.residentBytes() == null ? "size not known" : ByteSize.text(process.residentBytes()),
                    process.score() == null
                            ? ""
                            : ", oom_score " + process.score() + " with an adjustment of "
                                    + process.scoreAdjustment()));
        }
        line("");
    }

    private void unknown(List<UnknownFact> unknown) {
        if (unknown.isEmpty()) {
            return;
        }
        line("Not known, so not judged");
        unknown.stream().limit(MOST_UNKNOWN).forEach(fact -> line("  " + fact.what() + ": " + fact.reason()));
        if (unknown.size() > MOST_UNKNOWN) {
            line("  and " + (unknown.size() - MOST_UNKNOWN) + " more");
        }
        line("");
    }

    private void summary(Audit audit, Severity least) {
        StringBuilder counts = new StringBuilder();
        for (Severity severity : new Severity[] {Severity.CRITICAL, Severity.WARNING, Severity.INFO}) {
            long count = audit.findings().stream()
                    .filter(finding -> finding.severity() == severity)
                    .count();
            counts.append(counts.isEmpty() ? "" : ", ")
                    .append(count)
                    .append(' ')
                    .append(severity.id());
            counts.append(severity.compareTo(least) < 0 && count > 0 ? " (not shown)" : "");
        }
        line(counts + ".");
    }

    private void field(String name, String value) {
        wrapped(INDENT + String.format(Locale.ROOT, "%-7s", name), INDENT + " ".repeat(7), value);
    }

    /** The first line begins with one text, those after it with another. */
    private void wrapped(String first, String next, String value) {
        String start = first;
        for (String given : value.lines().toList()) {
            String rest = given;
            while (!rest.isEmpty()) {
                int cut = rest.length() <= WIDTH ? rest.length() : rest.lastIndexOf(' ', WIDTH);
                int end = cut <= 0 ? rest.length() : cut;
                line(start + rest.substring(0, end));
                rest = rest.substring(end).strip();
                start = next;
            }
        }
    }

    private void line(String text) {
        out.append(text).append(System.lineSeparator());
    }
}
