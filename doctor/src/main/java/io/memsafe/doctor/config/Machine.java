package io.memsafe.doctor.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine and what runs on it, or some equal machines that are the nodes of a cluster.
 *
 * @param name for the headings of files
 * @param memoryBytes of one machine
 * @param cores of one machine
 * @param swapBytes of one machine; no part of the plan, only of its settings
 * @param systemBytes kept for the kernel, systemd, logins
 * @param cacheBytes kept for the cache of files
 * @param guard who acts before the kernel does
 * @param cluster of which these are the nodes, or null
 * @param services in the order of the description
 */
public record Machine(
        String name,
        long memoryBytes,
        int cores,
        long swapBytes,
        long systemBytes,
        long cacheBytes,
        Guard guard,
        @Nullable Cluster cluster,
        List<Service> services) {

    /**
     * A Kubernetes cluster.
     *
     * @param namespace of the containers
     * @param nodes how many of the machine there are
     */
    public record Cluster(String namespace, int nodes) {}

    /**
     * Copies the list.
     *
     * @param name for the headings of files
     * @param memoryBytes of one machine
     * @param cores of one machine
     * @param swapBytes of one machine; no part of the plan, only of its settings
     * @param systemBytes kept for the kernel, systemd, logins
     * @param cacheBytes kept for the cache of files
     * @param guard who acts before the kernel does
     * @param cluster of which these are the nodes, or null
     * @param services in the order of the description
     */
    public Machine {
        services = List.copyOf(services);
    }

    int nodes() {
        return cluster == null ? 1 : cluster.nodes();
    }

    /** What services may have, on all nodes. */
    long availableBytes() {
        return nodes() * Math.max(0, memoryBytes - systemBytes - cacheBytes);
    }

    /** Whether a service of this kind runs on it. */
    boolean has(Class<? extends Service> kind) {
        return services.stream().anyMatch(kind::isInstance);
    }
}
