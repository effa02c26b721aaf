package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import java.util.List;

/** Services of systemd that the administrator wrote. */
final class ServiceRules {
    private static final double LARGE_RATIO = 0.25;
    private static final double NOTABLE_RATIO = 0.05;
    private static final long DEFAULT_RESTART_MILLIS = 100;
    private static final long SHORT_RESTART_MILLIS = 1_000;

    static final List<Rule> ALL = List.of(
            Rule.host(
                    "service.limit",
                    "`MemoryMax=` of own services, against how much the machine has promised",
                    Sources.UNIT_LIMITS,
                    true,
                    ServiceRules::limit),
            Rule.host(
                    "service.restart",
                    "`Restart=` and `RestartSec=` of services without a limit",
                    Sources.UNIT_SERVICE,
                    false,
                    ServiceRules::restart));

    private ServiceRules() {}

    private static void limit(HostFacts host, Facts facts, Profile profile, Sink sink) {
        for (UnitFacts unit : facts.units()) {
            if (!unit.isUnbounded()) {
                continue;
            }
            long held = held(unit, facts);
            Long total = host.memory("MemTotal");
            boolean strained = isStrained(host);
            boolean greedy = isGreedy(unit);
            boolean large = total != null && held > total * LARGE_RATIO;
            boolean notable = total != null && held > total * NOTABLE_RATIO;
            if (large || (strained && (greedy || notable))) {
                sink.find(
                        WARNING,
                        unit.file(),
                        found(unit, held)
                                + (strained
                                        ? ", on a machine that has promised more than its CommitLimit or used up its"
                                                + " swap"
                                        : ""),
                        "If it grows, the machine is full before anything stops it, and the kernel chooses among all that runs"
                                + " here; with a limit only this service is hit.",
                        fix(unit, host));
            } else if (greedy || notable) {
                sink.find(
                        INFO,
                        unit.file(),
                        found(unit, held),
                        "Its memory is bounded by nothing but the machine's.",
                        fix(unit, host));
            }
        }
    }

    private static String found(UnitFacts unit, long held) {
        return unit.name() + " has no MemoryMax=" + (held == 0 ? "" : " and holds " + Texts.bytes(held));
    }

    private static String fix(UnitFacts unit, HostFacts host) {
        Long total = host.memory("MemTotal");
        long max = total == null ? 0 : (total * 7 / 10) >> 20;
        return "systemctl edit " + unit.name() + ", with the lines [Service], MemoryMax="
                + (max == 0 ? "(its peak and a fifth)" : max + "M (70 % of this machine; better: its peak and a fifth)")
                + " and MemoryHigh= a tenth below, then restart it";
    }

    /** Takes a share of the machine unless it is told otherwise. */
    private static boolean isGreedy(UnitFacts unit) {
        String command = unit.command();
        if (command == null) {
            return false;
        }
        String program = Texts.words(command).stream().findFirst().orElse("");
        String name = program.substring(program.lastIndexOf('/') + 1);
        Profile known = Profile.ofProgram(name);
        return name.equals("java")
                || known == Profile.DATABASE
                || known == Profile.IN_MEMORY
                || command.contains("memory.allowedPercent")
                || command.contains("MaxRAMPercentage");
    }

    private static long held(UnitFacts unit, Facts facts) {
        long held = 0;
        for (ProcessFacts process : facts.processes()) {
            if (unit.name().equals(process.unit())) {
                held += (process.residentBytes() == null ? 0 : process.residentBytes())
                        + (process.swapBytes() == null ? 0 : process.swapBytes());
            }
        }
        return held;
    }

    private static boolean isStrained(HostFacts host) {
        Long promised = host.memory("Committed_AS");
        Long limit = host.memory("CommitLimit");
        Long swap = host.swapBytes();
        Long free = host.memory("SwapFree");
        boolean swapFull = swap != null && free != null && swap > 0 && free < swap / 10;
        return swapFull || (promised != null && limit != null && promised > limit);
    }

    private static void restart(HostFacts host, Facts facts, Profile profile, Sink sink) {
        for (UnitFacts unit : facts.units()) {
            boolean again = "always".equals(unit.restart()) || "on-failure".equals(unit.restart());
            long wait = unit.restartMillis() == null ? DEFAULT_RESTART_MILLIS : unit.restartMillis();
            if (again && unit.isUnbounded() && isGreedy(unit) && wait < SHORT_RESTART_MILLIS) {
                sink.find(
                        INFO,
                        unit.file(),
                        unit.name() + " has Restart=" + unit.restart() + " after " + wait + " ms and no limit",
                        "Killed for want of memory, it is back at once and fills the machine again, until something else is"
                                + " killed.",
                        "systemctl edit " + unit.name() + ", with the lines [Service], MemoryMax= and RestartSec=10");
            }
        }
    }
}
