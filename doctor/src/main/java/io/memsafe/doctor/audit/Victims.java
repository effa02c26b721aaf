package io.memsafe.doctor.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom the kernel would kill, the first one first.
 *
 * <p>It takes the process with the most points: its resident pages, what of it is in swap and its page tables, plus
 * {@code oom_score_adj} thousandths of the memory that ran out. For the machine that is memory and swap, and
 * {@code /proc/PID/oom_score} tells the order in thousandths; within a control group it is the group's limit, so that an adjustment
 * weighs less there and only the points themselves tell. Processes with an adjustment of -1000, threads of the kernel and
 * the first process are never taken. (mm/oom_kill.c, oom_badness.)
 *
 * <p>Thread-safety: immutable.
 */
public final class Victims {
    private static final long NEVER = -1000;

    private Victims() {}

    /**
     * A candidate.
     *
     * <p>Thread-safety: immutable.
     *
     * @param process which
     * @param points its badness in bytes, which may be negative
     */
    public record Victim(ProcessFacts process, long points) {}

    /**
     * The order when the machine is out of memory.
     *
     * @param host the machine
     * @param processes those that run on it
     * @return candidates, the first to be killed first; none if the size of the memory is not known
     */
    public static List<Victim> ofMachine(HostFacts host, List<ProcessFacts> processes) {
        Long memory = host.memory("MemTotal");
        Long swap = host.swapBytes();
        if (memory == null) {
            return List.of();
        }
        List<Victim> victims = candidates(processes, memory + (swap == null ? 0 : swap));
        victims.sort(Comparator.comparing((Victim victim) -> score(victim.process()))
                .thenComparing(Victim::points)
                .reversed());
        return List.copyOf(victims);
    }

    /**
     * The order when a control group is at its limit.
     *
     * @param group its path; the processes of groups below belong to it
     * @param limitBytes its limit, with the swap it may use
     * @param processes those of the machine
     * @return candidates, the first to be killed first
     */
    public static List<Victim> ofGroup(String group, long limitBytes, List<ProcessFacts> processes) {
        String below = group.endsWith("/") ? group : group + "/";
        List<Victim> victims = candidates(
                processes.stream()
                        .filter(process -> process.group() != null
                                && (process.group().equals(group)
                                        || process.group().startsWith(below)))
                        .toList(),
                limitBytes);
        victims.sort(Comparator.comparing(Victim::points).reversed());
        return List.copyOf(victims);
    }

    private static List<Victim> candidates(List<ProcessFacts> processes, long totalBytes) {
        List<Victim> victims = new ArrayList<>();
        for (ProcessFacts process : processes) {
            Long adjustment = process.scoreAdjustment();
            Long resident = process.residentBytes();
            boolean spared = process.pid() == 1 || (adjustment != null && adjustment == NEVER);
            if (!spared && resident != null && adjustment != null) {
                long points = resident + or0(process.swapBytes()) + or0(process.pageTableBytes());
                victims.add(new Victim(process, points + (long) (totalBytes / 1000.0 * adjustment)));
            }
        }
        return victims;
    }

    private static long score(ProcessFacts process) {
        return or0(process.score());
    }

    private static long or0(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
