package io.memsafe.doctor.explain;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pods and events as kubectl prints them in YAML and JSON: a field on each line, and fields of an object in the order of the
 * alphabet. So the name of a container stands after its last state and before the one it is in.
 */
final class ObjectFields {
    private static final int MOST_LIMITS = 1_000;
    private static final int MOST_INDENT = 200;

    private final KubernetesReader reader;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, String> limits = new HashMap<>();
    private final Map<Integer, String> restarts = new HashMap<>();
    private @Nullable String pod;
    private @Nullable String involved;
    private int metadataAt = -1;
    private int involvedAt = -1;
    private int resourcesAt = -1;
    private boolean inLimits;
    private int stateAt = -1;
    private boolean last;
    private @Nullable String exitCode;
    private @Nullable String finished;
    private KubernetesReader.@Nullable Container pending;

    ObjectFields(KubernetesReader reader) {
        this.reader = reader;
    }

    void begin() {
        pod = null;
        involved = null;
        metadataAt = -1;
        involvedAt = -1;
        stateAt = -1;
        resourcesAt = -1;
        names.clear();
        restarts.clear();
    }

    /** The pod of the event that is being read; null if none is. */
    @Nullable
    String eventOf() {
        return involved;
    }

    /** Whether it was a field that is known. */
    boolean accept(LogLine line) {
        String text = line.text();
        int at = 0;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '-') && at < MOST_INDENT) {
            at++;
        }
        int colon = text.indexOf(':', at);
        if (colon < 0 || colon - at > 40) {
            return false;
        }
        String key = bare(text.substring(at, colon));
        String value = bare(text.substring(colon + 1));
        switch (key) {
            case "metadata" -> metadataAt = at;
            case "involvedObject" -> involvedAt = at;
            case "resources" -> resourcesAt = at;
            case "limits" -> inLimits = true;
            case "requests" -> inLimits = false;
            case "name" -> name(at, value);
            case "memory" -> memory(value);
            case "lastState", "state" -> {
                stateAt = at;
                last = key.equals("lastState");
                exitCode = null;
                finished = null;
            }
            case "exitCode" -> exitCode = value;
            case "finishedAt" -> finished = value;
            case "reason" -> reason(line, value);
            case "restartCount" -> restarted(line, at, value);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void name(int at, String value) {
        names.put(at, value);
        if (metadataAt >= 0 && at > metadataAt) {
            pod = value;
            metadataAt = -1;
        } else if (involvedAt >= 0 && at > involvedAt) {
            involved = value;
            involvedAt = -1;
        }
    }

    private void memory(String value) {
        String container = names.get(resourcesAt);
        if (inLimits && container != null && limits.size() < MOST_LIMITS) {
            limits.put(container, value);
        }
    }

    private void reason(LogLine line, String value) {
        if (stateAt < 0 || exitCode == null || !value.equals("OOMKilled")) {
            return;
        }
        KubernetesReader.Container killed = new KubernetesReader.Container(last ? "" : nameAt(stateAt));
        killed.outOfMemory = true;
        killed.exitCode = exitCode;
        killed.finished = finished;
        killed.evidence.add(Evidence.of(line));
        if (last) {
            pending = killed;
        } else {
            killed.restarts = restarts.getOrDefault(stateAt, "");
            report(killed, killed.name);
        }
    }

    private String nameAt(int indent) {
        return names.getOrDefault(indent, "(not named)");
    }

    private void restarted(LogLine line, int at, String value) {
        restarts.put(at, value);
        KubernetesReader.Container killed = pending;
        if (killed != null && at == stateAt) {
            pending = null;
            killed.restarts = value;
            killed.evidence.add(Evidence.of(line));
            report(killed, nameAt(at));
        }
    }

    private void report(KubernetesReader.Container killed, String name) {
        KubernetesReader.Container named = new KubernetesReader.Container(name);
        named.outOfMemory = true;
        named.exitCode = killed.exitCode;
        named.finished = killed.finished;
        named.restarts = killed.restarts;
        named.limit = limits.getOrDefault(name, "");
        named.evidence.addAll(killed.evidence);
        reader.report(pod, named);
    }

    /** Without quotes, blanks, and a comma at the end. */
    private static String bare(String text) {
        String bare = text.strip();
        if (bare.endsWith(",")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return bare.length() > 1 && bare.startsWith("\"") && bare.endsWith("\"")
                ? bare.substring(1, bare.length() - 1)
                : bare;
    }

    void end() {
        KubernetesReader.Container killed = pending;
        pending = null;
        if (killed != null) {
            report(killed, "(not named)");
        }
        begin();
        limits.clear();
    }
}
