package io.memsafe.doctor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Deployment, autoscaler and disruption budget of a container. */
record ContainerSettings(ContainerService container, Machine machine) implements Settings {

    @Override
    public List<Item> worstCase() {
        return List.of(new Item(
                "containers, " + container.most() + " and one more while a version is rolled out",
                container.pods(),
                container.limitBytes()));
    }

    /** The limit of a container is hard: nothing comes on top. */
    @Override
    public long budgetBytes() {
        return worstBytes();
    }

    /** What the JVM in one container takes, if it is one. */
    List<Item> inside() {
        JvmShape jvm = container.jvm();
        return jvm == null ? List.of() : jvm.items(heapBytes(jvm), container.cpu());
    }

    long insideBytes() {
        return inside().stream().mapToLong(Item::totalBytes).sum();
    }

    private long heapBytes(JvmShape jvm) {
        return jvm.heapWithin(container.limitBytes() / 20 * 19, container.cpu());
    }

    static String cpu(double cores) {
        return String.format(Locale.ROOT, "%dm", Math.round(cores * 1_000));
    }

    @Override
    public List<ConfigFile> files() {
        List<ConfigFile> files = new ArrayList<>();
        files.add(deployment());
        if (container.most() > container.least()) {
            files.add(autoscaler());
        }
        if (container.least() > 1) {
            files.add(disruptionBudget());
        }
        return files;
    }

    private String path(String kind) {
        return "kubernetes/" + container.claim().name() + "-" + kind + ".yaml";
    }

    private ConfText object(String apiVersion, String kind, String why) {
        String name = container.claim().name();
        return new ConfText("#")
                .head(machine, "For 'kubectl apply -f'.")
                .why(why)
                .line("apiVersion: " + apiVersion)
                .line("kind: " + kind)
                .line("metadata:")
                .line("  name: \"" + name + "\"")
                .line("  namespace: \"" + container.namespace() + "\"")
                .line("  labels:")
                .line("    app.kubernetes.io/name: \"" + name + "\"");
    }

    private ConfText selector(ConfText text) {
        return text.line("  selector:")
                .line("    matchLabels:")
                .line("      app.kubernetes.io/name: \"" + container.claim().name() + "\"");
    }

    private ConfigFile deployment() {
        String name = container.claim().name();
        long mib = Bytes.mib(container.limitBytes());
        ConfText text = object(
                "apps/v1", "Deployment", "Worst case: " + worstCase().get(0).text() + ".");
        text.line("spec:");
        if (container.most() == container.least()) {
            text.line("  replicas: " + container.least());
        } else {
            text.why("  No number of replicas: that is the autoscaler's.");
        }
        selector(text)
                .line("  strategy:")
                .line("    type: RollingUpdate")
                .line("    rollingUpdate:")
                .line("      maxUnavailable: 0")
                .line("      maxSurge: 1")
                .line("  template:")
                .line("    metadata:")
                .line("      labels:")
                .line("        app.kubernetes.io/name: \"" + name + "\"")
                .line("    spec:")
                .line("      containers:")
                .line("        - name: \"" + name + "\"")
                .line("          image: \"" + container.image() + "\"");
        if (container.port() != null) {
            text.line("          ports:").line("            - containerPort: " + container.port());
        }
        JvmShape jvm = container.jvm();
        if (jvm != null) {
            text.line("          env:");
            inside().forEach(item -> text.why("            " + item.text()));
            text.line("            - name: JAVA_TOOL_OPTIONS")
                    .line("              value: \"" + String.join(" ", jvm.options(heapBytes(jvm), container.cpu()))
                            + "\"")
                    .line("            - name: MALLOC_ARENA_MAX")
                    .line("              value: \"2\"");
        }
        text.line("          resources:")
                .why(
                        "  Memory: request and limit are the same, for what is promised less than it may take is the first to be"
                                + " evicted. Processor: no limit, since throttled collectors fall behind.")
                .line("            requests:")
                .line("              cpu: \"" + cpu(container.cpu()) + "\"")
                .line("              memory: \"" + mib + "Mi\"")
                .line("            limits:")
                .line("              memory: \"" + mib + "Mi\"");
        return text.at(path("deployment"));
    }

    private ConfigFile autoscaler() {
        ConfText text = object(
                "autoscaling/v2",
                "HorizontalPodAutoscaler",
                "By processor, not by memory: a heap that has grown once stays, so by that measure replicas are never taken"
                        + " away. At most as many as the nodes have room for.");
        return text.line("spec:")
                .line("  scaleTargetRef:")
                .line("    apiVersion: apps/v1")
                .line("    kind: Deployment")
                .line("    name: \"" + container.claim().name() + "\"")
                .line("  minReplicas: " + container.least())
                .line("  maxReplicas: " + container.most())
                .line("  metrics:")
                .line("    - type: Resource")
                .line("      resource:")
                .line("        name: cpu")
                .line("        target:")
                .line("          type: Utilization")
                .line("          averageUtilization: 70")
                .line("  behavior:")
                .line("    scaleDown:")
                .line("      stabilizationWindowSeconds: 600")
                .at(path("autoscaler"));
    }

    private ConfigFile disruptionBudget() {
        ConfText text = object(
                "policy/v1",
                "PodDisruptionBudget",
                "When nodes are drained, one at a time: the load of each that leaves has to find room in the others.");
        text.line("spec:").line("  maxUnavailable: 1");
        return selector(text).at(path("disruption-budget"));
    }
}
