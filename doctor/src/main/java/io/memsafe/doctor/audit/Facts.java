package io.memsafe.doctor.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of what is audited.
 *
 * <p>Thread-safety: immutable.
 *
 * @param host the machine; null if only a container, flags or a manifest were given
 * @param processes those that run on the machine
 * @param units services of systemd that the administrator wrote or changed
 * @param workloads containers and JVMs
 * @param unknown what could not be learned
 */
public record Facts(
        @Nullable HostFacts host,
        List<ProcessFacts> processes,
        List<UnitFacts> units,
        List<Workload> workloads,
        List<UnknownFact> unknown) {

    /**
     * Copies the lists.
     *
     * @param host the machine; null if only a container, flags or a manifest were given
     * @param processes those that run on the machine
     * @param units services of systemd that the administrator wrote or changed
     * @param workloads containers and JVMs
     * @param unknown what could not be learned
     */
    public Facts {
        processes = List.copyOf(processes);
        units = List.copyOf(units);
        workloads = List.copyOf(workloads);
        unknown = List.copyOf(unknown);
    }

    /**
     * Facts of workloads alone.
     *
     * @param workloads containers and JVMs
     * @param unknown what could not be learned
     * @return facts without a machine
     */
    public static Facts of(List<Workload> workloads, List<UnknownFact> unknown) {
        return new Facts(null, List.of(), List.of(), workloads, unknown);
    }

    /** Whether a process of one of the names runs. */
    boolean runs(String... names) {
        return process(names) != null;
    }

    @Nullable
    ProcessFacts process(String... names) {
        List<String> wanted = List.of(names);
        for (ProcessFacts process : processes) {
            if (wanted.contains(process.name())) {
                return process;
            }
        }
        return null;
    }
}
