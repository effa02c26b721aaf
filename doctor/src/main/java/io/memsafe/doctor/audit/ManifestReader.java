package io.memsafe.doctor.audit;

import io.memsafe.doctor.audit.Workload.PodFacts;
import io.memsafe.doctor.audit.Workload.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the containers of manifests of Kubernetes: of pods, and of all that has a template of a pod, such as Deployment, StatefulSet, DaemonSet,
 * Job and CronJob, in any number of documents or in a List. Containers that run before the others are passed over.
 *
 * <p>A file may have 3 MiB, 50 levels, 200 aliases and 200,000 values; what has more is refused.
 *
 * <p>Thread-safety: none; used by one thread.
 */
public final class ManifestReader {
    private static final int MOST_WORKLOADS = 1_000;
    private static final Set<String> FLAG_VARIABLES = Set.of(
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "JAVA_OPTS",
            "JAVA_OPTIONS",
            "JVM_OPTS",
            "CATALINA_OPTS",
            "ES_JAVA_OPTS",
            "KAFKA_HEAP_OPTS",
            "KAFKA_OPTS");

    private final List<Workload> workloads = new ArrayList<>();
    private final List<UnknownFact> unknown = new ArrayList<>();

    /** Nothing read yet. */
    public ManifestReader() {}

    /**
     * What was read so far.
     *
     * @return facts of containers, none of a machine
     */
    public Facts facts() {
        return Facts.of(workloads, unknown);
    }

    /**
     * Reads a file.
     *
     * @param name its name, for findings and errors
     * @param in its bytes; stays open
     * @throws ManifestException if it is no YAML, or no manifest, or too large or deep to be one
     * @throws IOException if it cannot be read
     */
    public void read(String name, InputStream in) throws ManifestException, IOException {
        List<YamlNode> documents = new YamlReader(name).read(in);
        boolean manifest = false;
        int before = workloads.size();
        for (YamlNode document : documents) {
            manifest |= document.text("kind") != null;
            add(name, document);
            for (YamlNode item : document.items("items")) {
                manifest |= item.text("kind") != null;
                add(name, item);
            }
        }
        if (!manifest) {
            throw new ManifestException("'" + name + "' has no manifest: none of its " + documents.size()
                    + " documents has a kind, such as Deployment");
        }
        if (workloads.size() == before) {
            unknown(name, "nothing in it has containers");
        }
    }

    private void unknown(String what, String reason) {
        if (unknown.size() < MOST_WORKLOADS) {
            unknown.add(new UnknownFact(what, reason));
        }
    }

    private void add(String file, YamlNode document) {
        YamlNode pod = podOf(document);
        if (pod == null) {
            return;
        }
        String named = document.text("kind");
        String kind = named == null ? "pod" : named;
        String owner = document.text("metadata", "name");
        for (YamlNode container : pod.items("containers")) {
            add(file, kind, owner, pod, container);
        }
        for (YamlNode container : pod.items("initContainers")) {
            // One that runs beside the others for good.
            if ("Always".equals(container.text("restartPolicy"))) {
                add(file, kind, owner, pod, container);
            }
        }
    }

    private static @Nullable YamlNode podOf(YamlNode document) {
        for (String[] path : new String[][] {
            {"spec"}, {"spec", "template", "spec"}, {"spec", "jobTemplate", "spec", "template", "spec"}
        }) {
            YamlNode pod = document.at(path);
            if (pod != null && pod.at("containers") != null) {
                return pod;
            }
        }
        return null;
    }

    private void add(String file, String kind, @Nullable String owner, YamlNode pod, YamlNode container) {
        if (workloads.size() >= MOST_WORKLOADS) {
            return;
        }
        String own = container.text("name");
        String name = own == null ? "container" : own;
        String full = owner == null || owner.equals(name) ? name : owner + "/" + name;
        String where = file + ":" + container.line() + ", " + kind + " " + full;
        ContainerFacts limits = limits(where, container);
        workloads.add(new Workload(
                full,
                where,
                profile(kind, container),
                limits,
                jvm(where, container, limits),
                new PodFacts(
                        kind,
                        probe(file, container.at("livenessProbe")),
                        container.at("startupProbe") != null,
                        memoryVolumes(pod, container),
                        container.text("resources", "requests", "memory"))));
    }

    private static @Nullable Profile profile(String kind, YamlNode container) {
        if (kind.equals("Job") || kind.equals("CronJob")) {
            return Profile.BATCH;
        }
        String image = container.text("image");
        return image == null ? null : Profile.ofProgram(image);
    }

    private ContainerFacts limits(String where, YamlNode container) {
        String limit = container.text("resources", "limits", "memory");
        String request = container.text("resources", "requests", "memory");
        String processors = container.text("resources", "limits", "cpu");
        BigDecimal quota = processors == null ? null : amount(where, "cpu", processors);
        return new ContainerFacts(
                bytes(where, limit),
                limit,
                bytes(where, request),
                null,
                null,
                quota == null ? null : Double.valueOf(quota.doubleValue()),
                null,
                null,
                null,
                null,
                null);
    }

    private @Nullable Long bytes(String where, @Nullable String text) {
        if (text == null) {
            return ContainerFacts.NO_LIMIT;
        }
        BigDecimal amount = amount(where, "memory", text);
        return amount == null ? null : Quantity.bytes(amount);
    }

    private @Nullable BigDecimal amount(String where, String what, String text) {
        BigDecimal amount = Quantity.kubernetes(text);
        if (amount == null) {
            unknown(
                    where + ", " + what,
                    "'" + Texts.printable(text, 40) + "' is no quantity of Kubernetes, such as 512Mi");
        }
        return amount;
    }

    private @Nullable JvmFacts jvm(String where, YamlNode container, ContainerFacts limits) {
        List<String> variables = new ArrayList<>();
        boolean java = false;
        boolean arenas = false;
        for (YamlNode variable : container.items("env")) {
            String name = variable.text("name");
            String value = variable.text("value");
            arenas |= "MALLOC_ARENA_MAX".equals(name) || "LD_PRELOAD".equals(name);
            if (name != null && FLAG_VARIABLES.contains(name)) {
                if (value != null) {
                    variables.add(value);
                    java = true;
                } else if (variable.at("valueFrom") != null) {
                    java = true;
                    unknown(where + ", " + name, "its value is not in the manifest but in what valueFrom names");
                }
            }
        }
        List<String> command = new ArrayList<>(container.texts("command"));
        command.addAll(container.texts("args"));
        java |= isJava(command);
        if (!java) {
            unknown(where + ", JVM", "no flags and no java command in the manifest, so whether it is a JVM");
            return null;
        }
        return JvmFacts.of(
                variables, isJava(command) ? command : List.of(), JvmFacts.machine(null, limits, null), arenas);
    }

    private static boolean isJava(List<String> command) {
        return !command.isEmpty()
                && (command.get(0).equals("java") || command.get(0).endsWith("/java"));
    }

    private static @Nullable Probe probe(String file, @Nullable YamlNode probe) {
        return probe == null
                ? null
                : new Probe(
                        file + ":" + probe.line() + ", livenessProbe",
                        seconds(probe, "initialDelaySeconds", 0),
                        seconds(probe, "periodSeconds", 10),
                        seconds(probe, "timeoutSeconds", 1),
                        seconds(probe, "failureThreshold", 3));
    }

    private static long seconds(YamlNode probe, String key, long otherwise) {
        String text = probe.text(key);
        Long number = text == null ? null : Texts.number(text);
        return number == null || number < 0 || number > Integer.MAX_VALUE ? otherwise : number;
    }

    private static List<String> memoryVolumes(YamlNode pod, YamlNode container) {
        List<String> found = new ArrayList<>();
        for (YamlNode mount : container.items("volumeMounts")) {
            String mounted = mount.text("name");
            if (mounted == null) {
                continue;
            }
            for (YamlNode volume : pod.items("volumes")) {
                if (mounted.equals(volume.text("name"))
                        && "Memory".equals(volume.text("emptyDir", "medium"))
                        && volume.at("emptyDir", "sizeLimit") == null
                        && !found.contains(mounted)) {
                    found.add(mounted);
                }
            }
        }
        return found;
    }
}
