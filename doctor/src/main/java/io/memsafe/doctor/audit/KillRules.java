package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import io.memsafe.doctor.audit.Victims.Victim;
import java.util.List;
import java.util.Set;

/** Who is killed when the machine is full, by whom, and what limits the number of mappings. */
final class KillRules {
    /** Whoever loses these loses the machine, or everything that they keep running. */
    private static final Set<String> ESSENTIAL = Set.of(
            "sshd",
            "systemd-journal",
            "systemd-journald",
            "systemd-udevd",
            "systemd-logind",
            "dbus-daemon",
            "dbus-broker",
            "kubelet",
            "containerd",
            "dockerd",
            "crio",
            "NetworkManager");

    private static final long SPARED = -500;
    private static final double LARGE_RATIO = 0.25;
    private static final double MOST_MAPS_RATIO = 0.80;
    private static final int FIRST = 3;
    private static final int LUCENE_MAPS = 262_144;

    static final List<Rule> ALL = List.of(
            Rule.host(
                    "host.killer",
                    "daemons that kill before the kernel does: earlyoom, systemd-oomd, nohang",
                    Sources.OOMD,
                    true,
                    KillRules::daemons),
            Rule.host(
                    "host.kill-settings",
                    "`vm.panic_on_oom` and `vm.oom_kill_allocating_task`",
                    Sources.VM,
                    false,
                    KillRules::settings),
            Rule.host(
                    "host.first-killed",
                    "`oom_score` and `oom_score_adj`: whether those who keep the machine running, or a database, come first",
                    Sources.SCORE,
                    true,
                    KillRules::first),
            Rule.host(
                    "host.never-killed",
                    "large processes with an `oom_score_adj` of -1000",
                    Sources.SCORE,
                    false,
                    KillRules::never),
            Rule.host(
                    "host.maps",
                    "`vm.max_map_count` against the mappings of processes, and what Lucene asks for",
                    Sources.VM,
                    true,
                    KillRules::maps));

    private KillRules() {}

    private static void daemons(HostFacts host, Facts facts, Profile profile, Sink sink) {
        if (facts.processes().isEmpty()) {
            return;
        }
        boolean early = facts.runs("earlyoom", "nohang");
        boolean oomd = facts.runs("systemd-oomd");
        Long swap = host.swapBytes();
        if (!early && !oomd) {
            // In Kubernetes the kubelet evicts; batch work may as well meet the kernel.
            if (!facts.runs("kubelet") && profile != Profile.BATCH) {
                sink.find(
                        INFO,
                        "processes",
                        "neither earlyoom nor systemd-oomd runs",
                        "The kernel kills only when nothing at all can be freed; until then the machine can stand still for"
                                + " minutes, with no request answered.",
                        "apt-get install earlyoom (or dnf), and in /etc/default/earlyoom: EARLYOOM_ARGS=\"-m 4 -s 10 --avoid"
                                + " '^(sshd|systemd.*)$'\"");
            }
            return;
        }
        if (oomd && Boolean.FALSE.equals(host.stalls())) {
            sink.find(
                    WARNING,
                    "systemd-oomd",
                    "runs, but the kernel counts no stalls",
                    "It decides by /proc/pressure, which is not there: nothing is ever killed by it.",
                    "Start the kernel with psi=1");
        }
        if (oomd && swap != null && swap == 0) {
            sink.find(
                    INFO,
                    "systemd-oomd",
                    "runs on a machine without swap",
                    "Its makers recommend swap highly: without it, stalls come too late for it to act.",
                    "Add swap, or use earlyoom, which looks at free memory");
        }
        if (early && oomd) {
            sink.find(
                    INFO,
                    "processes",
                    "earlyoom and systemd-oomd both run",
                    "They choose by different measures, so it is a matter of chance whom one of them kills.",
                    "systemctl disable --now systemd-oomd, or earlyoom");
        }
    }

    private static void settings(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long panic = host.setting("vm.panic_on_oom");
        if (panic != null && panic != 0) {
            sink.find(
                    WARNING,
                    "/proc/sys/vm/panic_on_oom",
                    "vm.panic_on_oom = " + panic,
                    panic == 2
                            ? "The whole machine stops, even when only one container is at its limit."
                            : "The whole machine stops when its memory is full, instead of one process.",
                    HostRules.sysctl("vm.panic_on_oom", 0));
        }
        Long allocating = host.setting("vm.oom_kill_allocating_task");
        if (allocating != null && allocating != 0) {
            sink.find(
                    WARNING,
                    "/proc/sys/vm/oom_kill_allocating_task",
                    "vm.oom_kill_allocating_task = " + allocating,
                    "Whoever happens to ask for memory is killed, however small and important, and oom_score_adj counts for"
                            + " nothing.",
                    HostRules.sysctl("vm.oom_kill_allocating_task", 0));
        }
    }

    private static void first(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long total = host.memory("MemTotal");
        List<Victim> victims = Victims.ofMachine(host, facts.processes());
        if (total == null || victims.isEmpty()) {
            return;
        }
        for (int i = 0; i < victims.size() && i < FIRST; i++) {
            ProcessFacts process = victims.get(i).process();
            if (ESSENTIAL.contains(process.name())
                    && process.scoreAdjustment() != null
                    && process.scoreAdjustment() > SPARED) {
                sink.find(
                        WARNING,
                        "/proc/" + process.pid() + "/oom_score_adj",
                        process.name() + " (" + process.pid() + ") would be killed as number " + (i + 1)
                                + ", with oom_score_adj = " + process.scoreAdjustment(),
                        "Without it nobody can log in and help, or all that it keeps running goes with it.",
                        unit(process, "OOMScoreAdjust=-900"));
            }
        }
        ProcessFacts first = victims.get(0).process();
        Profile its = Profile.ofProgram(first.name());
        long held = first.residentBytes() == null ? 0 : first.residentBytes();
        if ((its == Profile.DATABASE || its == Profile.IN_MEMORY) && held > total * LARGE_RATIO) {
            sink.find(
                    WARNING,
                    "/proc/" + first.pid() + "/oom_score",
                    first.name() + " (" + first.pid() + ") would be killed first, with " + Texts.bytes(held),
                    "It is the largest, so it goes even when something else grew; and it has the most to lose.",
                    unit(first, "OOMScoreAdjust=-500") + "; and bound what else runs here with MemoryMax=");
        }
    }

    private static String unit(ProcessFacts process, String line) {
        String unit = process.unit() == null ? process.name() + ".service" : process.unit();
        return "systemctl edit " + unit + ", with the lines [Service] and " + line + ", then restart it";
    }

    private static void never(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long total = host.memory("MemTotal");
        for (ProcessFacts process : facts.processes()) {
            Long held = process.residentBytes();
            Long adjustment = process.scoreAdjustment();
            if (total != null
                    && held != null
                    && adjustment != null
                    && adjustment == -1000
                    && held > total * LARGE_RATIO) {
                sink.find(
                        WARNING,
                        "/proc/" + process.pid() + "/oom_score_adj",
                        process.name() + " (" + process.pid() + ") holds " + Texts.bytes(held)
                                + " and can never be killed",
                        "If it is what grows, the kernel kills everything else first, and then finds nobody: the machine stops.",
                        unit(process, "OOMScoreAdjust=-500") + "; and bound it with MemoryMax=");
            }
        }
    }

    private static void maps(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long most = host.setting("vm.max_map_count");
        if (most == null) {
            return;
        }
        String where = "/proc/sys/vm/max_map_count";
        for (ProcessFacts process : facts.processes()) {
            Long maps = process.maps();
            if (maps != null && maps > most * MOST_MAPS_RATIO) {
                sink.find(
                        WARNING,
                        where,
                        process.name() + " (" + process.pid() + ") has " + maps + " mappings of vm.max_map_count = "
                                + most,
                        "At the limit, mmap fails: a JVM cannot start a thread or grow its heap and ends, with memory free.",
                        HostRules.sysctl("vm.max_map_count", Math.max(LUCENE_MAPS, most * 2)));
            }
        }
        boolean lucene = profile == Profile.DATABASE
                && facts.processes().stream()
                        .anyMatch(process -> process.arguments().stream()
                                .anyMatch(word -> word.contains("elasticsearch") || word.contains("opensearch")));
        if (lucene && most < LUCENE_MAPS) {
            sink.find(
                    WARNING,
                    where,
                    "vm.max_map_count = " + most,
                    "Lucene maps each file of each index; Elasticsearch and OpenSearch refuse to start below "
                            + LUCENE_MAPS + ".",
                    HostRules.sysctl("vm.max_map_count", LUCENE_MAPS));
        }
    }
}
