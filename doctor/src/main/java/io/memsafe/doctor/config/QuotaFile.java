package io.memsafe.doctor.config;

import io.memsafe.doctor.config.Machine.Cluster;
import java.util.List;

/** Quota and defaults of the namespace: what is not in the plan finds no room. */
final class QuotaFile {
    private QuotaFile() {}

    static List<ConfigFile> of(MemoryPlan plan) {
        Cluster cluster = plan.machine().cluster();
        List<ContainerService> containers = plan.services().stream()
                .map(ServicePlan::service)
                .filter(ContainerService.class::isInstance)
                .map(ContainerService.class::cast)
                .toList();
        if (cluster == null || containers.isEmpty()) {
            return List.of();
        }
        long mib = containers.stream()
                .mapToLong(container -> container.pods() * Bytes.mib(container.limitBytes()))
                .sum();
        int pods = containers.stream().mapToInt(ContainerService::pods).sum();
        double cpu = containers.stream()
                .mapToDouble(container -> container.pods() * container.cpu())
                .sum();
        long least = Bytes.mib(containers.stream()
                .mapToLong(ContainerService::limitBytes)
                .min()
                .orElse(Bytes.MIB));
        Machine machine = plan.machine();
        ConfText text = new ConfText("#")
                .head(machine, "For 'kubectl apply -f', before the deployments.")
                .why(
                        "Every deployment at its most, each with one more while a version is rolled out. The kubelet has to keep"
                                + " the reserves from the containers: --system-reserved=memory="
                                + Bytes.mib(machine.systemBytes()) + "Mi --eviction-hard=memory.available<"
                                + Bytes.mib(machine.cacheBytes()) + "Mi.")
                .line("apiVersion: v1")
                .line("kind: ResourceQuota")
                .line("metadata:")
                .line("  name: memsafe")
                .line("  namespace: \"" + cluster.namespace() + "\"")
                .line("spec:")
                .line("  hard:")
                .line("    pods: \"" + pods + "\"")
                .line("    requests.cpu: \"" + ContainerSettings.cpu(cpu) + "\"")
                .line("    requests.memory: \"" + mib + "Mi\"")
                .line("    limits.memory: \"" + mib + "Mi\"")
                .line("---")
                .why("With a quota, a container without a limit would be refused: it gets this one.")
                .line("apiVersion: v1")
                .line("kind: LimitRange")
                .line("metadata:")
                .line("  name: memsafe")
                .line("  namespace: \"" + cluster.namespace() + "\"")
                .line("spec:")
                .line("  limits:")
                .line("    - type: Container")
                .line("      default:")
                .line("        memory: \"" + Math.min(128, least) + "Mi\"")
                .line("      defaultRequest:")
                .line("        cpu: \"100m\"")
                .line("        memory: \"" + Math.min(128, least) + "Mi\"");
        return List.of(text.at("kubernetes/quota.yaml"));
    }
}
