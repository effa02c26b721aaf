package io.memsafe.doctor.explain;

/** The lines in the middle of a kernel's report. */
final class KernelDetails {
    private KernelDetails() {}

    /** Takes a line if it is one of these. */
    static boolean read(LogLine line, KernelReport report, String message) {
        if (message.startsWith("Task in ") && message.contains(" killed as a result of limit of ")) {
            report.group = Scan.between(message, "Task in ", " killed as a result");
            report.limitGroup = Scan.between(message, " as a result of limit of ", " ");
            report.inGroup = true;
            report.evidence(line);
            return true;
        }
        if (message.startsWith("Tasks in ") && message.contains("memory.oom.group")) {
            report.limitGroup = Scan.between(message, "Tasks in ", " are going");
            report.groupKill = true;
            report.evidence(line);
            return true;
        }
        return use(line, report, message) || machine(line, report, message) || trace(report, message);
    }

    private static boolean use(LogLine line, KernelReport report, String message) {
        if (message.startsWith("memory: usage ")) {
            report.memoryUse(Scan.numberAfter(message, "usage "), Scan.numberAfter(message, "limit "));
            report.evidence(line);
            return true;
        }
        if (message.startsWith("memory+swap: usage ") || message.startsWith("kmem: usage ")) {
            report.groupV1 = true;
            return true;
        }
        if (message.startsWith("swap: usage ")) {
            report.groupV2 = true;
            return true;
        }
        if (message.startsWith("Memory cgroup stats for ")) {
            report.inGroup = true;
            if (report.limitGroup == null) {
                report.limitGroup = Scan.between(message, "stats for ", ":");
            }
            report.groupStatistics(message);
            if (report.sharedBytes > 0) {
                report.evidence(line);
            }
            return true;
        }
        if (report.hasMemoryUse() && message.startsWith("shmem ")) {
            report.groupV2 |= !report.groupV1;
            report.sharedBytes = Math.max(0, Scan.number(message, "shmem ".length()));
            if (report.sharedBytes > 0) {
                report.evidence(line);
            }
            return true;
        }
        return false;
    }

    private static boolean machine(LogLine line, KernelReport report, String message) {
        if (message.startsWith("Mem-Info:")) {
            report.global = true;
            return true;
        }
        if (message.startsWith("Free swap ")) {
            report.swapFreeKib = Scan.numberAfter(message, "=");
            report.evidence(line);
            return true;
        }
        if (message.startsWith("Total swap ")) {
            report.swapTotalKib = Scan.numberAfter(message, "=");
            return true;
        }
        if (message.endsWith(" pages RAM")) {
            report.ramPages = Scan.number(message, 0);
            report.global = true;
            return true;
        }
        if (message.startsWith("Out of memory and no killable processes")
                || message.contains("System is deadlocked on memory")) {
            report.evidence(line);
            return true;
        }
        if (message.startsWith("CPU: ") && message.contains(" Comm: ")) {
            return true;
        }
        if (message.startsWith("oom_reaper: reaped process ")) {
            return true;
        }
        return message.startsWith("Tasks state (memory values in pages)") || message.startsWith("Node ");
    }

    /** Functions of the call trace that only one of the two ways leads through. */
    private static boolean trace(KernelReport report, String message) {
        if (message.contains("mem_cgroup_out_of_memory+")) {
            report.inGroup = true;
            return true;
        }
        if (message.contains("__alloc_pages_slowpath") || message.contains("__alloc_pages_may_oom")) {
            report.global = true;
            return true;
        }
        return false;
    }
}
