package io.memsafe.doctor.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known so far of one report of the kernel. Its lines come in any order, and any may be missing. */
final class KernelReport {
    private static final long KIB = 1024;
    private static final long PAGE_BYTES = 4 * KIB;
    /** Of a mask printed as a number: for user pages. A charge to a control group never had these bits in those kernels. */
    private static final long MOVABLE_OR_HIGH = 0x0a;
    /** Sizes near this are no limit. */
    private static final long NO_LIMIT_KIB = 1L << 50;

    private final List<Evidence> evidence = new ArrayList<>();
    final TaskTable tasks = new TaskTable();
    private boolean inMemoryUse;

    @Nullable
    String when;

    @Nullable
    String invoker;

    @Nullable
    String victim;

    long pid = Scan.NONE;

    @Nullable
    String constraint;

    @Nullable
    String group;

    @Nullable
    String limitGroup;

    boolean global;
    boolean inGroup;
    boolean groupV1;
    boolean groupV2;
    boolean groupKill;
    boolean killed;
    int otherKills;
    long usageKib = Scan.NONE;
    long limitKib = Scan.NONE;
    long swapFreeKib = Scan.NONE;
    long swapTotalKib = Scan.NONE;
    long ramPages = Scan.NONE;
    long victimTotalKib = Scan.NONE;
    long victimResidentKib;
    long sharedBytes;
    long slabPages;

    /** Adds a line that the verdict rests on. The last ones say who was killed, so of many the middle ones are left out. */
    void evidence(LogLine line) {
        if (when == null) {
            when = Prefix.time(line.text());
        }
        int last = evidence.size() - 1;
        if (last >= 0 && evidence.get(last).line() == line.number()) {
            evidence.set(last, Evidence.of(line)); // the same line with what it goes on with
            return;
        }
        if (evidence.size() == Incident.MOST_EVIDENCE) {
            evidence.remove(Incident.MOST_EVIDENCE / 2);
        }
        evidence.add(Evidence.of(line));
    }

    boolean hasEvidence() {
        return !evidence.isEmpty();
    }

    /** {@code java invoked oom-killer: gfp_mask=0x201da, order=0}. */
    void invoked(String by, String rest) {
        invoker = by;
        int at = rest.indexOf("gfp_mask=0x");
        if (at < 0) {
            return;
        }
        int i = at + "gfp_mask=0x".length();
        long mask = 0;
        while (i < rest.length() && Character.digit(rest.charAt(i), 16) >= 0 && mask < 1L << 40) {
            mask = mask * 16 + Character.digit(rest.charAt(i), 16);
            i++;
        }
        boolean onlyNumber = i < rest.length() && rest.charAt(i) == ',';
        if (onlyNumber && (mask & MOVABLE_OR_HIGH) != 0) {
            global = true;
        }
    }

    /** {@code oom-kill:constraint=CONSTRAINT_MEMCG,...,oom_memcg=/a,task_memcg=/a/b,task=java,pid=1,uid=0}. */
    void summary(String text) {
        constraint = Scan.between(text, "constraint=", ",");
        global |= text.contains(",global_oom");
        String of = Scan.between(text, "oom_memcg=", ",");
        limitGroup = of != null ? of : limitGroup;
        String path = Scan.between(text, "task_memcg=", ",task=");
        group = path != null ? path : group;
        String task = Scan.between(text, ",task=", ",pid=");
        victim = task != null ? task : victim;
        long number = Scan.numberAfter(text, ",pid=");
        pid = number >= 0 ? number : pid;
    }

    /** {@code Killed process 1 (java), UID 1000, total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB}. */
    void killed(String name, long process, String rest) {
        victim = name;
        pid = process;
        long total = Scan.numberAfter(rest, "total-vm:");
        victimTotalKib = total >= 0 ? total : victimTotalKib;
        long resident = Math.max(0, Scan.numberAfter(rest, "anon-rss:"))
                + Math.max(0, Scan.numberAfter(rest, "file-rss:"))
                + Math.max(0, Scan.numberAfter(rest, "shmem-rss:"));
        victimResidentKib = Math.max(victimResidentKib, resident);
    }

    void groupStatistics(String text) {
        groupV1 |= text.contains("cache:") && text.contains("rss:");
        long shared = Scan.numberAfter(text, " shmem:");
        if (shared > 0) {
            sharedBytes = shared * KIB;
        }
    }

    boolean hasMemoryUse() {
        return inMemoryUse;
    }

    void memoryUse(long usage, long limit) {
        inMemoryUse = true;
        usageKib = usage;
        limitKib = limit >= NO_LIMIT_KIB ? Scan.NONE : limit;
    }

    IncidentKind kind() {
        if ("CONSTRAINT_CPUSET".equals(constraint) || "CONSTRAINT_MEMORY_POLICY".equals(constraint)) {
            return IncidentKind.KERNEL_CPUSET;
        }
        if ("CONSTRAINT_MEMCG".equals(constraint) || inGroup || limitGroup != null || inMemoryUse) {
            return groupKind();
        }
        return global || "CONSTRAINT_NONE".equals(constraint)
                ? IncidentKind.KERNEL_GLOBAL
                : IncidentKind.KERNEL_UNKNOWN;
    }

    private IncidentKind groupKind() {
        if (groupV1 == groupV2) {
            return IncidentKind.KERNEL_CGROUP;
        }
        return groupV1 ? IncidentKind.KERNEL_CGROUP_V1 : IncidentKind.KERNEL_CGROUP_V2;
    }

    private long pageBytes() {
        TaskTable.Task task = tasks.of(pid);
        if (task == null || task.totalPages() == 0 || victimTotalKib <= 0) {
            return PAGE_BYTES;
        }
        long bytes = Math.round((double) victimTotalKib / task.totalPages()) * KIB;
        return Long.bitCount(bytes) == 1 && bytes >= PAGE_BYTES ? bytes : PAGE_BYTES;
    }

    Incident incident() {
        IncidentKind kind = kind();
        List<MemoryUser> users = new ArrayList<>(tasks.users(pageBytes()));
        if (users.isEmpty() && victim != null && victimResidentKib > 0) {
            users.add(new MemoryUser(victim, pid, victimResidentKib * KIB, 0));
        }
        boolean mostlyShared = sharedBytes > 0 && sharedBytes >= usageKib * KIB / 2 && usageKib > 0;
        if (mostlyShared) {
            users.add(0, new MemoryUser("shared memory (tmpfs, /dev/shm)", null, sharedBytes, 0));
        }
        return new Incident(
                kind,
                victim,
                pid < 0 ? null : pid,
                invoker == null ? "kernel" : "kernel, when " + invoker + " asked for memory",
                limit(kind),
                cause(kind, users, mostlyShared),
                users.subList(0, Math.min(users.size(), Incident.MOST_USERS)),
                when,
                1,
                null,
                evidence,
                Advice.kernel(kind, "java".equals(victim), mostlyShared, swapTotalKib == 0));
    }

    private @Nullable String limit(IncidentKind kind) {
        if (kind == IncidentKind.KERNEL_GLOBAL) {
            return "memory of the machine"
                    + (ramPages > 0 ? ", " + Scan.bytes(ramPages * pageBytes()) : "")
                    + (swapTotalKib == 0
                            ? ", no swap"
                            : swapTotalKib > 0
                                    ? ", swap " + Scan.bytes(swapTotalKib * KIB)
                                            + (swapFreeKib >= 0
                                                    ? " with " + Scan.bytes(swapFreeKib * KIB) + " free"
                                                    : "")
                                    : "");
        }
        if (kind == IncidentKind.KERNEL_CPUSET) {
            return "memory nodes allowed by a cpuset or policy";
        }
        if (kind == IncidentKind.KERNEL_UNKNOWN) {
            return null;
        }
        String path = limitGroup != null ? limitGroup : group;
        return "control group" + (path != null ? " " + path : "")
                + (limitKib >= 0 ? ", limit " + Scan.bytes(limitKib * KIB) : "");
    }

    private String cause(IncidentKind kind, List<MemoryUser> users, boolean mostlyShared) {
        if (mostlyShared) {
            return "Shared memory counts toward the group and held " + Scan.bytes(sharedBytes) + " of "
                    + Scan.bytes(usageKib * KIB) + ": files in tmpfs or /dev/shm, not the process that was killed.";
        }
        String where = kind == IncidentKind.KERNEL_GLOBAL
                ? "The machine was full"
                : kind == IncidentKind.KERNEL_UNKNOWN ? "The kernel found no memory" : "The group was at its limit";
        if (users.isEmpty()) {
            return where + "; the log does not say who held the memory"
                    + (victim == null ? ", nor who was killed." : ".");
        }
        MemoryUser top = users.get(0);
        boolean isVictim = top.pid() != null && top.pid() == pid;
        return where + "; " + (tasks.users(1).isEmpty() ? "" : "the largest was ") + top.name()
                + (top.pid() != null ? " (" + top.pid() + ")" : "") + " with " + Scan.bytes(top.residentBytes())
                + (top.swapBytes() > 0 ? " and " + Scan.bytes(top.swapBytes()) + " in swap" : "")
                + (isVictim || victim == null ? "." : "; killed was " + victim + ".")
                + (otherKills > 0 ? " With it " + otherKills + " more of its group were killed." : "");
    }
}
