package io.memsafe.doctor.audit;

import static io.memsafe.doctor.audit.Severity.CRITICAL;
import static io.memsafe.doctor.audit.Severity.INFO;
import static io.memsafe.doctor.audit.Severity.WARNING;

import io.memsafe.doctor.audit.Rule.Sink;
import java.util.List;

/** Limits of containers and other control groups. */
final class ContainerRules {
    private static final double NEARLY_FULL_RATIO = 0.90;

    static final List<Rule> ALL = List.of(
            Rule.workload(
                    "container.limit",
                    "whether a container has a limit on its memory",
                    Sources.KUBERNETES_RESOURCES,
                    false,
                    ContainerRules::limit),
            Rule.workload(
                    "container.request",
                    "its request against its limit",
                    Sources.KUBERNETES_KILLS,
                    true,
                    ContainerRules::request),
            Rule.workload(
                    "container.swap",
                    "whether a container may swap: `memory.swap.max`, `memory.memsw.limit_in_bytes`",
                    Sources.GROUPS_2,
                    true,
                    ContainerRules::swap),
            Rule.workload(
                    "container.high",
                    "`memory.high` against the limit and what a JVM may use",
                    Sources.GROUPS_2,
                    false,
                    ContainerRules::high),
            Rule.workload(
                    "container.kill-group",
                    "`memory.oom.group` of a container with several processes",
                    Sources.GROUPS_2,
                    false,
                    ContainerRules::killGroup),
            Rule.workload(
                    "container.kill-disabled",
                    "`oom_kill_disable` of version 1",
                    Sources.GROUPS_1,
                    false,
                    ContainerRules::killDisabled),
            Rule.workload(
                    "container.usage",
                    "what a running container uses of its limit, and whether it was killed before",
                    Sources.GROUPS_2,
                    false,
                    ContainerRules::usage));

    private ContainerRules() {}

    private static void limit(Workload workload, Facts facts, Profile profile, Sink sink) {
        ContainerFacts container = workload.container();
        if (container == null || !container.isUnlimited() || (workload.jvm() != null && workload.pod() == null)) {
            // A running JVM without a limit: its heap is held against the machine.
            return;
        }
        sink.find(
                WARNING,
                workload.where(),
                workload.name() + " has no limit on its memory",
                "It may fill the node, where the kernel then chooses among all pods.",
                "resources: {limits: {memory: ...}}, from its peak (memsafe-doctor size tells one)");
    }

    private static void request(Workload workload, Facts facts, Profile profile, Sink sink) {
        ContainerFacts container = workload.container();
        if (container == null || container.requestBytes() == null || container.limitBytes() == null) {
            return;
        }
        long request = container.requestBytes();
        long limit = container.limitBytes();
        if (request == ContainerFacts.NO_LIMIT || request == 0) {
            if (limit == ContainerFacts.NO_LIMIT || request == 0) {
                sink.find(
                        WARNING,
                        workload.where(),
                        workload.name() + " requests no memory",
                        "The scheduler puts it on any node, however full, and it is the first to be evicted and (with no limit"
                                + " either: oom_score_adj 1000) killed.",
                        "resources: {requests: {memory: ...}}, as much as the limit");
            }
            // Kubernetes takes the limit for the request.
        } else if (limit != ContainerFacts.NO_LIMIT && request > limit) {
            sink.find(
                    CRITICAL,
                    workload.where(),
                    workload.name() + " requests " + Texts.bytes(request) + ", more than its limit of "
                            + Texts.bytes(limit),
                    "Kubernetes refuses that.",
                    "the request down to the limit, or the limit up");
        } else if (limit != ContainerFacts.NO_LIMIT && request < limit) {
            boolean keeps = workload.jvm() != null || profile == Profile.DATABASE || profile == Profile.IN_MEMORY;
            sink.find(
                    keeps && profile != Profile.BATCH ? WARNING : INFO,
                    workload.where(),
                    workload.name() + " requests " + Texts.bytes(request) + " of its limit of " + Texts.bytes(limit),
                    "What is used beyond the request was promised to nobody: when the node is short, this pod is evicted or"
                            + " killed before others"
                            + (keeps ? ", and a heap or cache that has grown does not shrink." : "."),
                    "requests.memory the same as limits.memory" + (keeps ? "" : ", if it really uses that much"));
        }
    }

    private static void swap(Workload workload, Facts facts, Profile profile, Sink sink) {
        ContainerFacts container = workload.container();
        HostFacts host = facts.host();
        if (container == null
                || container.swapLimitBytes() == null
                || !container.isLimited()
                || container.swapLimitBytes() == 0) {
            return;
        }
        Long machine = host == null ? null : host.swapBytes();
        if (machine != null && machine == 0) {
            return;
        }
        boolean hurts = profile == Profile.DATABASE || profile == Profile.IN_MEMORY || workload.jvm() != null;
        if (hurts) {
            long swap = container.swapLimitBytes();
            sink.find(
                    profile == Profile.BATCH ? INFO : WARNING,
                    workload.where(),
                    workload.name() + " may swap "
                            + (swap == ContainerFacts.NO_LIMIT ? "without a bound" : Texts.bytes(swap)),
                    "At its limit it is not killed but goes to disk, and everything in it waits; a collection reads the whole"
                            + " heap back.",
                    "MemorySwapMax=0 of its unit, or --memory-swap the same as --memory");
        }
    }

    private static void high(Workload workload, Facts facts, Profile profile, Sink sink) {
        ContainerFacts container = workload.container();
        if (container == null || container.highBytes() == null || container.highBytes() == ContainerFacts.NO_LIMIT) {
            return;
        }
        long high = container.highBytes();
        Long limit = container.limitBytes();
        Long heap = workload.jvm() == null ? null : workload.jvm().heapBytes();
        if (heap != null && heap > high) {
            sink.find(
                    WARNING,
                    workload.where(),
                    "memory.high = " + Texts.bytes(high) + ", below a heap that may grow to " + Texts.bytes(heap),
                    "Above memory.high each allocation is slowed down: the JVM stands nearly still, and nobody kills it.",
                    "MemoryHigh= above the heap and what is beside it, or a smaller -Xmx");
        } else if (limit != null && high >= limit) {
            sink.find(
                    INFO,
                    workload.where(),
                    "memory.high = " + Texts.bytes(high) + ", not below the limit of " + Texts.bytes(limit),
                    "It has no effect: the limit is reached first.",
                    "MemoryHigh= a tenth below MemoryMax=");
        }
    }

    private static void killGroup(Workload workload, Facts facts, Profile profile, Sink sink) {
        ContainerFacts container = workload.container();
        if (container != null
                && container.isLimited()
                && Boolean.FALSE.equals(container.killGroup())
                && Boolean.FALSE.equals(container.killDisabled())
                && container.tasks() != null
                && container.tasks() > 1
                && facts.host() != null
                && Integer.valueOf(2).equals(facts.host().controlGroupVersion())) {
            sink.find(
                    INFO,
                    workload.where(),
                    "memory.oom.group = 0 with " + container.tasks() + " processes",
                    "At the limit one of them is killed and the others go on without it.",
                    "OOMPolicy=kill of its unit, if they cannot do without each other (Kubernetes from 1.28 on sets it)");
        }
    }

    private static void killDisabled(Workload workload, Facts facts, Profile profile, Sink sink) {
        ContainerFacts container = workload.container();
        if (container != null && Boolean.TRUE.equals(container.killDisabled())) {
            sink.find(
                    container.isUnlimited() ? WARNING : CRITICAL,
                    workload.where(),
                    "memory.oom_control: oom_kill_disable 1",
                    "At the limit its processes are stopped until somebody frees memory: they answer nothing, and no probe from"
                            + " within sees it.",
                    "echo 0 > memory.oom_control of the group (Docker: without --oom-kill-disable)");
        }
    }

    private static void usage(Workload workload, Facts facts, Profile profile, Sink sink) {
        ContainerFacts container = workload.container();
        if (container == null || !container.isLimited() || container.limitBytes() == null) {
            return;
        }
        Long usage = container.usageBytes();
        if (usage != null && usage > container.limitBytes() * NEARLY_FULL_RATIO) {
            sink.find(
                    WARNING,
                    workload.where(),
                    Texts.bytes(usage) + " of the limit of " + Texts.bytes(container.limitBytes())
                            + " in use, files that can be dropped not counted",
                    "The next growth is answered by the kernel.",
                    "A higher limit, or less in it: memsafe-doctor size tells how much it needs");
        }
        if (container.kills() != null && container.kills() > 0) {
            sink.find(
                    WARNING,
                    workload.where(),
                    "the kernel has killed " + container.kills() + " of its processes",
                    "It was at its limit before, and nothing says that it will not be again.",
                    "journalctl -k | memsafe-doctor explain - says which, and what used the memory");
        }
    }
}
