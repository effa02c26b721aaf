package io.memsafe.doctor.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A container, or a process with the control group it is in.
 *
 * <p>Thread-safety: immutable.
 *
 * @param name of the container or process
 * @param where it is described: a file with a line, a process
 * @param profile what kind of work it does, if that shows; null if not
 * @param container its limits; null if nothing is known of them
 * @param jvm the JVM in it; null if there is none, or none can be seen
 * @param pod what its manifest says beside that; null if it comes from none
 */
public record Workload(
        String name,
        String where,
        @Nullable Profile profile,
        @Nullable ContainerFacts container,
        @Nullable JvmFacts jvm,
        @Nullable PodFacts pod) {

    /**
     * What a manifest of Kubernetes says of a container beside its limits.
     *
     * <p>Thread-safety: immutable.
     *
     * @param kind such as {@code Deployment}
     * @param liveness its liveness probe; null if there is none
     * @param startup whether it has a startup probe
     * @param unboundedMemoryVolumes names of mounted volumes that are kept in memory and have no bound
     * @param requestText the memory it requests as written; null if it requests none
     */
    public record PodFacts(
            String kind,
            @Nullable Probe liveness,
            boolean startup,
            List<String> unboundedMemoryVolumes,
            @Nullable String requestText) {

        /**
         * Copies the list.
         *
         * @param kind such as {@code Deployment}
         * @param liveness its liveness probe; null if there is none
         * @param startup whether it has a startup probe
         * @param unboundedMemoryVolumes names of mounted volumes that are kept in memory and have no bound
         * @param requestText the memory it requests as written; null if it requests none
         */
        public PodFacts {
            unboundedMemoryVolumes = List.copyOf(unboundedMemoryVolumes);
        }
    }

    /**
     * How a probe is set, with the defaults of Kubernetes where the manifest says nothing.
     *
     * <p>Thread-safety: immutable.
     *
     * @param where its file and line
     * @param initialDelaySeconds before the first
     * @param periodSeconds between two
     * @param timeoutSeconds for an answer
     * @param failureThreshold how many have to fail in a row
     */
    public record Probe(
            String where, long initialDelaySeconds, long periodSeconds, long timeoutSeconds, long failureThreshold) {

        /**
         * How long a pause can be that the probe puts up with.
         *
         * @return seconds from the first probe that finds no answer to the restart
         */
        public long patienceSeconds() {
            return (failureThreshold - 1) * periodSeconds + timeoutSeconds;
        }
    }
}
