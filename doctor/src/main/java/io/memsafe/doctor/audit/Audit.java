package io.memsafe.doctor.audit;

import io.memsafe.doctor.audit.Victims.Victim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of holding facts against all rules.
 *
 * <p>Thread-safety: immutable.
 *
 * @param profile what the machine, and each workload that shows nothing else, was judged for
 * @param profileReason whether that was given, seen or assumed
 * @param findings what was found, the most severe first
 * @param unknown what could not be learned, so that nothing was judged by it
 * @param victims whom the kernel would kill when the machine is full, the first first; at most {@value #MOST_VICTIMS}
 */
public record Audit(
        Profile profile,
        String profileReason,
        List<Finding> findings,
        List<UnknownFact> unknown,
        List<Victim> victims) {
    static final int MOST_VICTIMS = 5;
    static final int MOST_FINDINGS = 1_000;

    /**
     * Copies the lists.
     *
     * @param profile what the machine, and each workload that shows nothing else, was judged for
     * @param profileReason whether that was given, seen or assumed
     * @param findings what was found, the most severe first
     * @param unknown what could not be learned, so that nothing was judged by it
     * @param victims whom the kernel would kill when the machine is full, the first first
     */
    public Audit {
        findings = List.copyOf(findings);
        unknown = List.copyOf(unknown);
        victims = List.copyOf(victims);
    }

    /**
     * Judges.
     *
     * @param facts what is known
     * @param given the kind of work; null to tell it from what runs, and to assume a web server where nothing tells
     * @return what was found
     */
    public static Audit of(Facts facts, @Nullable Profile given) {
        ProcessFacts telling = given == null ? telling(facts) : null;
        Profile seen = telling == null ? null : Profile.ofProgram(telling.name());
        Profile host = given != null ? given : seen != null ? seen : Profile.WEB;
        String reason = given != null
                ? "as given"
                : telling != null
                        ? "since " + telling.name() + " (" + telling.pid() + ") runs here"
                        : "assumed; --profile tells another";
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : Rules.all()) {
            rule.judge(facts, given, host, findings);
        }
        findings.sort(Comparator.comparing(Finding::severity).reversed());
        HostFacts machine = facts.host();
        List<Victim> victims = machine == null ? List.of() : Victims.ofMachine(machine, facts.processes());
        return new Audit(
                host,
                reason,
                findings.subList(0, Math.min(MOST_FINDINGS, findings.size())),
                facts.unknown(),
                victims.subList(0, Math.min(MOST_VICTIMS, victims.size())));
    }

    /** The largest process whose name tells the kind of work. */
    private static @Nullable ProcessFacts telling(Facts facts) {
        return facts.processes().stream()
                .filter(process -> Profile.ofProgram(process.name()) != null && process.residentBytes() != null)
                .max(Comparator.comparingLong(ProcessFacts::heldBytes))
                .orElse(null);
    }

    static Profile profile(Workload workload, @Nullable Profile given, Profile host) {
        if (given != null) {
            return given;
        }
        return workload.profile() == null ? host : workload.profile();
    }

    /**
     * Whether there is something to act on.
     *
     * @return {@code true} if a finding is a warning or more
     */
    public boolean needsAction() {
        return findings.stream().anyMatch(finding -> finding.severity().compareTo(Severity.WARNING) >= 0);
    }
}
