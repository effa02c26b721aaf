package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.CRITICAL;
import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import java.util.List;

/** How the kernel of the machine deals with memory. */
final class HostRules {
    private static final long SMALLEST_MIN_FREE_KB = 1024;
    private static final double LARGEST_MIN_FREE_RATIO = 0.05;
    private static final double STALLED_RATIO = 0.10;
    private static final double SWAP_FULL_RATIO = 0.90;
    private static final double COMMIT_RATIO = 0.80;

    static final List<Rule> ALL = List.of(
            Rule.host("host.swap", "whether there is swap, and how full it is", Sources.VM, true, HostRules::swap),
            Rule.host(
                    "host.swappiness",
                    "`vm.swappiness`, where there is swap that is not memory",
                    Sources.VM,
                    true,
                    HostRules::swappiness),
            Rule.host(
                    "host.overcommit",
                    "`vm.overcommit_memory` and `vm.overcommit_ratio`",
                    Sources.OVERCOMMIT,
                    true,
                    HostRules::overcommit),
            Rule.host(
                    "host.promised",
                    "memory promised to programs (`Committed_AS`) against what there is",
                    Sources.OVERCOMMIT,
                    false,
                    HostRules::promised),
            Rule.host(
                    "host.min-free",
                    "`vm.min_free_kbytes` against the kernel's own formula",
                    Sources.VM,
                    false,
                    HostRules::minFree),
            Rule.host(
                    "host.stalls",
                    "whether the kernel counts stalls (PSI), and how long all waited for memory in the last minute",
                    Sources.STALLS,
                    false,
                    HostRules::stalls),
            Rule.host(
                    "host.control-groups",
                    "which version of control groups limits memory",
                    Sources.GROUPS_2,
                    false,
                    HostRules::controlGroups));

    private HostRules() {}

    static String sysctl(String name, long value) {
        return "echo '" + name + " = " + value + "' > /etc/sysctl.d/90-" + name.substring(name.indexOf('.') + 1)
                + ".conf && sysctl --system";
    }

    private static void swap(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long total = host.swapBytes();
        Long free = host.memory("SwapFree");
        if (total == null) {
            return;
        }
        String where = "/proc/meminfo, SwapTotal";
        if (total == 0) {
            // The kubelet does not start with swap unless told to.
            if (!facts.runs("kubelet") && profile != Profile.ML) {
                sink.find(
                        INFO,
                        where,
                        "no swap",
                        "Memory that is written once and never used again cannot leave, so the step from full to killed is"
                                + " short, and stalls are seen late.",
                        "A little, on a fast disk or as zram: fallocate -l 1G /swapfile && chmod 600 /swapfile && mkswap"
                                + " /swapfile && swapon /swapfile (and a line in /etc/fstab)");
            }
        } else if (free != null && total - free > total * SWAP_FULL_RATIO) {
            sink.find(
                    WARNING,
                    where + " and SwapFree",
                    Texts.bytes(total - free) + " of " + Texts.bytes(total) + " swap in use",
                    "Swap was to give time to react; it is used up, so the next growth ends with a kill.",
                    "Bound what grew (MemoryMax= of its unit, -Xmx of a JVM), then empty swap: swapoff -a && swapon -a");
        }
    }

    private static void swappiness(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long value = host.setting("vm.swappiness");
        Long swap = host.swapBytes();
        if (value == null || swap == null || swap == 0 || host.swapsToMemory()) {
            return;
        }
        String where = "/proc/sys/vm/swappiness";
        String found = "vm.swappiness = " + value + " with " + Texts.bytes(swap) + " of swap";
        if (value == 0) {
            sink.find(
                    INFO,
                    where,
                    found,
                    "0 is not a little: the kernel swaps nothing until free memory and files together are below the high"
                            + " watermark, and then the step to a kill is short.",
                    sysctl("vm.swappiness", 1));
            return;
        }
        switch (profile) {
            case DATABASE, IN_MEMORY -> {
                if (value > 10) {
                    sink.find(
                            WARNING,
                            where,
                            found,
                            "Pages of its own cache or data would go to disk to keep files that it reads through that cache"
                                    + " anyway; each access to one then waits for the disk.",
                            sysctl("vm.swappiness", 1));
                }
            }
            case WEB -> {
                if (value > 10) {
                    sink.find(
                            value > 60 ? WARNING : INFO,
                            where,
                            found,
                            "A collection reads the whole heap: what of it is in swap comes back from disk while requests"
                                    + " wait.",
                            sysctl("vm.swappiness", 10));
                }
            }
            case BATCH, ML -> {
                if (value > 60) {
                    sink.find(
                            INFO,
                            where,
                            found,
                            "Above 60 the kernel takes memory from programs before it drops files that are read once.",
                            sysctl("vm.swappiness", 60));
                }
            }
        }
    }

    private static void overcommit(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long mode = host.setting("vm.overcommit_memory");
        if (mode == null) {
            return;
        }
        String where = "/proc/sys/vm/overcommit_memory";
        String found = "vm.overcommit_memory = " + mode;
        if (mode == 2) {
            strict(host, where, found, sink);
        } else if (mode == 1 && !facts.runs("kubelet") && profile == Profile.DATABASE) {
            sink.find(
                    WARNING,
                    where,
                    found,
                    "The kernel refuses nothing, so a database that would cope with a refusal is killed instead.",
                    sysctl("vm.overcommit_memory", 0)
                            + " (PostgreSQL on a machine of its own: 2, with vm.overcommit_ratio = 80" + " or more)");
        } else if (mode == 0 && profile == Profile.IN_MEMORY) {
            sink.find(
                    WARNING,
                    where,
                    found,
                    "To save, Redis and Valkey fork, which doubles what is promised for a moment: the kernel refuses that when"
                            + " more than half of the memory is used, and nothing is saved.",
                    sysctl("vm.overcommit_memory", 1));
        }
    }

    private static void strict(HostFacts host, String where, String found, Sink sink) {
        Long limit = host.memory("CommitLimit");
        Long total = host.memory("MemTotal");
        if (limit == null || total == null || limit >= total * COMMIT_RATIO) {
            return;
        }
        Long ratio = host.setting("vm.overcommit_ratio");
        sink.find(
                WARNING,
                where,
                found + (ratio == null ? "" : ", vm.overcommit_ratio = " + ratio) + ": CommitLimit is "
                        + Texts.bytes(limit) + " of " + Texts.bytes(total),
                "Programs are refused memory while " + Texts.bytes(total - limit)
                        + " of it cannot be promised to anybody; a JVM then fails to start a thread or to grow its heap.",
                sysctl("vm.overcommit_ratio", 80));
    }

    private static void promised(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long promised = host.memory("Committed_AS");
        Long total = host.memory("MemTotal");
        Long swap = host.swapBytes();
        Long limit = host.memory("CommitLimit");
        if (promised == null || total == null || swap == null) {
            return;
        }
        boolean beyondAll = promised > total + swap;
        if (beyondAll || (limit != null && promised > limit)) {
            sink.find(
                    beyondAll ? WARNING : INFO,
                    "/proc/meminfo, Committed_AS",
                    Texts.bytes(promised) + " promised, with " + Texts.bytes(total) + " of memory and "
                            + Texts.bytes(swap) + " of swap"
                            + (beyondAll || limit == null ? "" : " (CommitLimit " + Texts.bytes(limit) + ")"),
                    "If the programs use what they were promised, somebody is killed; not all of it need ever be used.",
                    "Bound the largest: MemoryMax= of its unit, -Xmx of a JVM, or fewer of them on this machine.");
        }
    }

    private static void minFree(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Long value = host.setting("vm.min_free_kbytes");
        Long total = host.memory("MemTotal");
        if (value == null || total == null) {
            return;
        }
        long own = ownMinFree(total >> 10);
        String where = "/proc/sys/vm/min_free_kbytes";
        String found = "vm.min_free_kbytes = " + value + " on " + Texts.bytes(total)
                + " (the kernel's own choice: about " + own + ")";
        if (value < SMALLEST_MIN_FREE_KB && own > SMALLEST_MIN_FREE_KB) {
            sink.find(
                    CRITICAL,
                    where,
                    found,
                    "Below 1024 the kernel may deadlock under load, as its documentation says.",
                    sysctl("vm.min_free_kbytes", own));
        } else if (value < own / 2) {
            sink.find(
                    WARNING,
                    where,
                    found,
                    "Less is kept free than the kernel needs for network and disks when memory is short: allocations that cannot"
                            + " wait fail, and reclaim starts late.",
                    sysctl("vm.min_free_kbytes", own));
        } else if (value << 10 > total * LARGEST_MIN_FREE_RATIO) {
            sink.find(
                    WARNING,
                    where,
                    found,
                    Texts.bytes(value << 10)
                            + " can never be used: the machine swaps and kills while that is still free.",
                    sysctl("vm.min_free_kbytes", own));
        }
    }

    /** As the kernel sets it at start: four times the root of the memory in kilobytes, between 128 and 262144. */
    private static long ownMinFree(long kilobytes) {
        return Math.min(262_144, Math.max(128, (long) Math.sqrt(kilobytes * 16.0)));
    }

    private static void stalls(HostFacts host, Facts facts, Profile profile, Sink sink) {
        if (Boolean.FALSE.equals(host.stalls())) {
            sink.find(
                    INFO,
                    "/proc/pressure/memory",
                    "there is none",
                    "Without it nobody sees that programs wait for memory before it is gone: systemd-oomd cannot work, and a"
                            + " governor has one sign less.",
                    "Start the kernel with psi=1 (GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub and a restart)");
        }
        Double stalled = host.stalledRatio();
        if (stalled != null && stalled > STALLED_RATIO) {
            sink.find(
                    WARNING,
                    "/proc/pressure/memory, full avg60",
                    "all programs waited for memory in " + Texts.percent(stalled) + " of the last minute",
                    "The machine is short of memory now.",
                    "See who uses it (systemd-cgtop -m), and bound or stop that.");
        }
    }

    private static void controlGroups(HostFacts host, Facts facts, Profile profile, Sink sink) {
        Integer version = host.controlGroupVersion();
        if (version != null && version == 1) {
            sink.find(
                    INFO,
                    "/sys/fs/cgroup/memory",
                    "control groups of version 1",
                    "They have no memory.high, no kill of a whole group and no stalls of a group, and systemd and Kubernetes have"
                            + " given them up.",
                    "Start the kernel with systemd.unified_cgroup_hierarchy=1, once all runtimes on it know version 2 (JVMs:"
                            + " 8u372, 11.0.16, 15 or newer)");
        }
    }
}
